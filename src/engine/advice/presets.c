/* Sets of changes by intent. A preset is a table of values; each is tried out on the service
 * as it is, and taken up only where it makes something stricter and nothing weaker. What the unit
 * asks for by name is left to it: its author knew why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/presets.h"

#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/implied.h"
#include "engine/validate.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"
#include "engine/weaken-values.h"
#include "engine/what-if.h"

#define CAP(name) (G_GUINT64_CONSTANT (1) << CAP_##name)
#define FAMILY(name) (G_GUINT64_CONSTANT (1) << AF_##name)

typedef enum
{
  CAREFUL = 1 << 0,
  LOCAL = 1 << 1,
  WEB = 1 << 2,
  OFFLINE = 1 << 3,
  STRICTEST = 1 << 4,

  SERVERS = LOCAL | WEB | OFFLINE,
  ALL = CAREFUL | SERVERS | STRICTEST,
} Presets;

static const HnPreset presets[] = {
  { "careful-start", N_ ("Careful Start"),
    N_ ("What nearly every service can do without: kernel settings, modules, the clock, foreign "
        "processes and old interfaces.") },
  { "web-server", N_ ("Web Server"),
    N_ ("For a service that talks to the network. It keeps its ports and data folders, and loses "
        "devices, home folders and power over the system.") },
  { "local-daemon", N_ ("This Machine Only"),
    N_ ("As for a web server, but no address beyond this machine can be reached, in or out.") },
  { "no-network", N_ ("No Network"),
    N_ ("For a service that works on files alone. It still talks to others on this machine, "
        "through sockets in the file system.") },
  { "strictest", N_ ("Strictest"),
    N_ ("Everything that can be taken away. Most services need some of it back: try, look at what "
        "fails, and open exceptions.") },
};

static const Presets bits[] = { CAREFUL, WEB, LOCAL, OFFLINE, STRICTEST };

G_STATIC_ASSERT (G_N_ELEMENTS (bits) == G_N_ELEMENTS (presets));

typedef struct
{
  Presets presets;
  HnDirectiveId directive;
  const char *value;
} Value;

#define VALUE(presets, id, value)     \
  {                                   \
    presets, HN_DIRECTIVE_##id, value \
  }

/* Directives with one value. Where a directive stands twice, the first that can be had is taken. */
static const Value values[] = {
  VALUE (ALL, NO_NEW_PRIVILEGES, "yes"),
  VALUE (STRICTEST, PRIVATE_USERS, "yes"),
  VALUE (STRICTEST, UMASK, "0077"),
  VALUE (CAREFUL | SERVERS, UMASK, "0027"),
  VALUE (ALL, KEYRING_MODE, "private"),
  VALUE (SERVERS | STRICTEST, REMOVE_IPC, "yes"),
  VALUE (ALL, RESTRICT_SUID_SGID, "yes"),

  VALUE (STRICTEST, PROTECT_SYSTEM, "strict"),
  VALUE (SERVERS, PROTECT_SYSTEM, "full"),
  VALUE (SERVERS | STRICTEST, PROTECT_HOME, "yes"),
  VALUE (ALL, PRIVATE_TMP, "yes"),
  VALUE (SERVERS | STRICTEST, PRIVATE_MOUNTS, "yes"),

  VALUE (SERVERS | STRICTEST, PRIVATE_DEVICES, "yes"),
  VALUE (SERVERS | STRICTEST, DEVICE_POLICY, "closed"),

  VALUE (ALL, PROTECT_CLOCK, "yes"),
  VALUE (SERVERS | STRICTEST, PROTECT_KERNEL_TUNABLES, "yes"),
  VALUE (SERVERS | STRICTEST, PROTECT_KERNEL_MODULES, "yes"),
  VALUE (ALL, PROTECT_KERNEL_LOGS, "yes"),
  VALUE (ALL, PROTECT_CONTROL_GROUPS, "yes"),
  VALUE (ALL, PROTECT_HOSTNAME, "yes"),
  VALUE (ALL, PROTECT_PROC, "invisible"),
  VALUE (OFFLINE | STRICTEST, PROC_SUBSET, "pid"),
  VALUE (ALL, LOCK_PERSONALITY, "yes"),
  VALUE (OFFLINE | STRICTEST, MEMORY_DENY_WRITE_EXECUTE, "yes"),
  VALUE (ALL, RESTRICT_REALTIME, "yes"),
  VALUE (ALL, PRIVATE_BPF, "yes"),
  VALUE (STRICTEST, PRIVATE_IPC, "yes"),
  VALUE (STRICTEST, PRIVATE_PIDS, "yes"),

  VALUE (OFFLINE | STRICTEST, PRIVATE_NETWORK, "yes"),
  VALUE (LOCAL, IP_ADDRESS_ALLOW, "localhost"),
  VALUE (LOCAL | OFFLINE | STRICTEST, IP_ADDRESS_DENY, "any"),

  VALUE (ALL, SYSTEM_CALL_ARCHITECTURES, "native"),
  VALUE (STRICTEST, NOTIFY_ACCESS, "main"),
};

/* Groups of system calls that are denied; in the servers and the strictest preset besides a list of
 * what is allowed at all. A service that asks for one of the powers needs the group. */
static const struct
{
  Presets presets;
  const char *group;
  guint64 powers;
} denied_groups[] = {
  { ALL, "@clock", CAP (SYS_TIME) },
  { ALL, "@cpu-emulation", 0 },
  { ALL, "@module", CAP (SYS_MODULE) },
  { ALL, "@obsolete", 0 },
  { ALL, "@raw-io", CAP (SYS_RAWIO) },
  { ALL, "@reboot", CAP (SYS_BOOT) },
  { ALL, "@swap", 0 },
  { SERVERS | STRICTEST, "@debug", CAP (SYS_PTRACE) | CAP (PERFMON) | CAP (BPF) },
  { SERVERS | STRICTEST, "@mount", CAP (SYS_ADMIN) | CAP (SYS_CHROOT) },
  { STRICTEST, "@privileged", HN_CAPABILITIES_ALL },
  { STRICTEST, "@resources", CAP (SYS_NICE) | CAP (SYS_RESOURCE) },
};

/* Powers that nearly no service uses, those a server has no use for, and all of them. */
static const guint64 rare_powers =
    CAP (SYS_PTRACE) | CAP (SYS_TIME) | CAP (SYS_RAWIO) | CAP (SYS_MODULE) | CAP (SYSLOG) |
    CAP (MKNOD) | CAP (SYS_BOOT) | CAP (MAC_ADMIN) | CAP (MAC_OVERRIDE) | CAP (LINUX_IMMUTABLE) |
    CAP (BLOCK_SUSPEND) | CAP (WAKE_ALARM) | CAP (LEASE) | CAP (SYS_TTY_CONFIG) | CAP (SYS_PACCT) |
    CAP (BPF) | CAP (PERFMON) | CAP (CHECKPOINT_RESTORE);

/* What a server that starts as root does before it turns into somebody else, and for its files. */
static const guint64 server_powers = CAP (CHOWN) | CAP (DAC_OVERRIDE) | CAP (DAC_READ_SEARCH) |
                                     CAP (FOWNER) | CAP (FSETID) | CAP (KILL) | CAP (SETGID) |
                                     CAP (SETUID) | CAP (SYS_CHROOT) | CAP (SYS_RESOURCE) |
                                     CAP (IPC_LOCK) | CAP (AUDIT_WRITE);

guint
hn_preset_get_n (void)
{
  return G_N_ELEMENTS (presets);
}

const HnPreset *
hn_preset_get (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (presets), NULL);

  return &presets[i];
}

/* What is being put together. */
typedef struct
{
  Presets preset;
  const HnSettings *unfinished;
  HnSettings *vendor; /* finished, without anything staged */
  gboolean weakened;  /* by what a person has staged already */
  GPtrArray *changes; /* what is staged and taken up so far, line by line */
  HnSettings *now;    /* finished, with these changes */
  HnSettings *lines;  /* the same before anything is implied */
  gboolean taken[HN_N_DIRECTIVES];
} Draft;

static void
draft_refresh (Draft *draft)
{
  g_clear_pointer (&draft->now, hn_settings_free);
  g_clear_pointer (&draft->lines, hn_settings_free);
  draft->now = hn_what_if (draft->unfinished, draft->changes);
  draft->lines = hn_what_if_unfinished (draft->unfinished, draft->changes);
}

static gboolean
is_root_service (const HnSettings *settings)
{
  const char *user = settings->values[HN_DIRECTIVE_USER].text;

  return settings->context.scope == HN_SCOPE_SYSTEM &&
         (user == NULL || strcmp (user, "root") == 0 || strcmp (user, "0") == 0);
}

/* The powers that the unit asks for by name: it hands them on, or lists them as all that it keeps.
 */
static guint64
get_needed_powers (const HnSettings *unfinished)
{
  guint64 all = hn_capabilities_all ();
  guint64 bounding = unfinished->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & all;
  guint64 needed = unfinished->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits;

  if (!hn_capabilities_are_most (bounding))
    needed |= bounding;

  return needed;
}

static gboolean
mentions_home (const HnSettings *settings)
{
  static const HnDirectiveId places[] = {
    HN_DIRECTIVE_WORKING_DIRECTORY, HN_DIRECTIVE_READ_WRITE_PATHS,     HN_DIRECTIVE_READ_ONLY_PATHS,
    HN_DIRECTIVE_BIND_PATHS,        HN_DIRECTIVE_BIND_READ_ONLY_PATHS, HN_DIRECTIVE_EXEC_PATHS,
  };

  if (g_strcmp0 (settings->values[HN_DIRECTIVE_WORKING_DIRECTORY].text, "~") == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const char *text = settings->values[places[i]].text;

      if (text != NULL && (strstr (text, "/home") != NULL || strstr (text, "/root") != NULL ||
                           strstr (text, "/run/user") != NULL || strstr (text, "%h") != NULL))
        return TRUE;
    }

  return FALSE;
}

/* What a directive makes useless, besides the powers that it takes away. */
static const struct
{
  HnDirectiveId directive;
  guint64 powers;
} uses[] = {
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, CAP (SYS_ADMIN) | CAP (NET_ADMIN) },
  { HN_DIRECTIVE_PROTECT_PROC, CAP (SYS_PTRACE) },
  { HN_DIRECTIVE_PRIVATE_PIDS, CAP (SYS_PTRACE) },
  { HN_DIRECTIVE_PRIVATE_MOUNTS, CAP (SYS_ADMIN) },
  { HN_DIRECTIVE_PRIVATE_DEVICES, CAP (MKNOD) | CAP (SYS_RAWIO) },
  { HN_DIRECTIVE_DEVICE_POLICY, CAP (MKNOD) | CAP (SYS_RAWIO) },
  /* Powers count for nothing in a user namespace of its own. */
  { HN_DIRECTIVE_PRIVATE_USERS, G_MAXUINT64 },
  { HN_DIRECTIVE_PRIVATE_NETWORK, CAP (NET_ADMIN) | CAP (NET_BIND_SERVICE) | CAP (NET_RAW) },
};

/* Whether the unit says by name that it needs what @directive takes away. */
static gboolean
is_needed (const Draft *draft, HnDirectiveId directive)
{
  const HnSettings *unit = draft->unfinished;
  guint64 powers = get_needed_powers (unit);

  /* A setting that its author wrote down as off is off for a reason. */
  if (draft->vendor->origin[directive].kind == HN_ORIGIN_FILE &&
      ((hn_directive_get (directive)->type->kind == HN_KIND_BOOLEAN &&
        unit->values[directive].on == 0) ||
       (hn_directive_get (directive)->type->kind == HN_KIND_CHOICE &&
        unit->values[directive].word != NULL && strcmp (unit->values[directive].word, "no") == 0)))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    if (uses[i].directive == directive && (uses[i].powers & powers))
      return TRUE;

  switch ((int) directive)
    {
    case HN_DIRECTIVE_PRIVATE_DEVICES:
    case HN_DIRECTIVE_DEVICE_POLICY:
      return unit->values[HN_DIRECTIVE_DEVICE_ALLOW].exists;
    case HN_DIRECTIVE_PROTECT_HOME:
      return mentions_home (unit);
    case HN_DIRECTIVE_RESTRICT_REALTIME:
      return unit->values[HN_DIRECTIVE_LIMIT_RTPRIO].text != NULL;
    default:
      return (hn_capabilities_dropped_by (directive) & powers) != 0;
    }
}

/* Takes the value up where it makes a difference, and for the better. */
static gboolean
take_up (Draft *draft, HnDirectiveId directive, const char *value)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (HnSettings) changed = NULL;

  /* Nobody takes root's messages and memory away. */
  if (draft->taken[directive] ||
      (directive == HN_DIRECTIVE_REMOVE_IPC && is_root_service (draft->vendor)) ||
      !hn_validate_has_effect (draft->unfinished, directive, value))
    return FALSE;

  changes = hn_change_list_stage (draft->changes, directive, value);
  if (changes->len > HN_CHANGE_MAX_SETTINGS)
    return FALSE;
  changed = hn_what_if (draft->unfinished, changes);
  if (!hn_settings_differ (draft->now, changed, directive))
    return FALSE;
  if (draft->now->load_state == HN_LOAD_LOADED && changed->load_state != HN_LOAD_LOADED)
    return FALSE;
  if (hn_weakens (draft->now, changed, NULL) || hn_reopens (draft->vendor, changed, directive) ||
      (!draft->weakened && hn_weakens (draft->vendor, changed, NULL)))
    return FALSE;

  draft->taken[directive] = TRUE;
  g_ptr_array_unref (draft->changes);
  draft->changes = g_steal_pointer (&changes);
  draft_refresh (draft);

  return TRUE;
}

/* Whether a list has in it what would be added. Addresses that stand twice change nothing. */
static gboolean
has_already (const Draft *draft, HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_IP_ADDRESS_DENY:
      return (draft->now->values[directive].bits & HN_ADDRESSES_ANY) == HN_ADDRESSES_ANY;
    case HN_DIRECTIVE_IP_ADDRESS_ALLOW:
      return (draft->now->values[directive].bits & HN_ADDRESSES_LOCALHOST) != 0;
    default:
      return FALSE;
    }
}

/* The same for one more line of a list. */
static gboolean
take_up_line (Draft *draft, HnDirectiveId directive, const char *line)
{
  g_autofree char *value =
      line != NULL ? hn_change_list_dup_value_with (draft->changes, directive, line) : NULL;

  return value != NULL && take_up (draft, directive, value);
}

/* The same for a line that takes away what is there of @taken, bits of a set. */
static void
take_away (Draft *draft, HnDirectiveId directive, guint64 taken)
{
  g_autofree char *line = hn_settings_dup_removal (draft->lines, directive, taken);

  take_up_line (draft, directive, line);
}

static void
take_up_powers (Draft *draft)
{
  guint64 all = hn_capabilities_all ();
  guint64 kept = get_needed_powers (draft->unfinished);

  if (draft->preset & CAREFUL)
    kept |= all & ~rare_powers;
  /* Who starts as an ordinary account has none to lose. */
  if ((draft->preset & SERVERS) && is_root_service (draft->vendor))
    kept |= server_powers;
  if ((draft->preset & (WEB | LOCAL)) && is_root_service (draft->vendor))
    kept |= CAP (NET_BIND_SERVICE);

  take_away (draft, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, all & ~kept);
}

static void
take_up_families (Draft *draft)
{
  const HnSetting *asked = &draft->unfinished->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES];
  guint64 kept = FAMILY (UNIX);

  if (draft->preset & CAREFUL)
    kept |= FAMILY (INET) | FAMILY (INET6) | FAMILY (NETLINK) | FAMILY (PACKET);
  /* Programs ask through netlink which addresses the machine has. */
  if (draft->preset & (LOCAL | WEB))
    kept |= FAMILY (INET) | FAMILY (INET6) | FAMILY (NETLINK);
  /* A list of what is allowed is a list of what is needed, but for the network where that goes. */
  if (asked->allow)
    kept |= draft->preset & (OFFLINE | STRICTEST)
                ? asked->bits & ~(FAMILY (INET) | FAMILY (INET6) | FAMILY (PACKET))
                : asked->bits;

  take_away (draft, HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, ~kept);
}

static void
take_up_namespaces (Draft *draft)
{
  guint64 all = hn_namespaces_all (draft->unfinished->context.version);
  guint64 kept = 0;

  /* Those by which programs shut parts of themselves in. */
  if (draft->preset & CAREFUL)
    kept = hn_namespace_from_name ("user") | hn_namespace_from_name ("mnt") |
           hn_namespace_from_name ("pid") | hn_namespace_from_name ("net");
  if (draft->unfinished->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits != HN_NAMESPACES_UNSET)
    kept |= draft->unfinished->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits;

  take_away (draft, HN_DIRECTIVE_RESTRICT_NAMESPACES, all & ~kept);
}

static void
take_up_calls (Draft *draft)
{
  const HnSetting *filter = &draft->lines->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER];
  const HnSyscallSet *listed = &hn_setting_get_filter (filter)->calls;
  g_autoptr (GString) denied = g_string_new ("~");
  const guint64 powers = get_needed_powers (draft->unfinished);
  gboolean filtered = filter->exists;
  gboolean by_allowing = !filtered && !(draft->preset & CAREFUL);
  gboolean kinder, taken = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (denied_groups); i++)
    {
      int group =
          hn_syscall_group_find (denied_groups[i].group, draft->unfinished->context.version);
      const HnSyscallSet *calls;

      if (group < 0 || !(denied_groups[i].presets & draft->preset) ||
          (denied_groups[i].powers & powers))
        continue;
      calls = hn_syscall_group_get_set (group, draft->unfinished->context.version);
      if (filter->exists && (filter->allow ? !hn_syscall_set_intersects (listed, calls)
                                           : hn_syscall_set_covers (listed, calls)))
        continue;
      /* What a list of allowed calls lets in, its author looked up. */
      if (filter->exists && filter->allow && !(draft->preset & STRICTEST))
        continue;
      g_string_append_printf (denied, "%s%s", denied->len > 1 ? " " : "", denied_groups[i].group);
    }

  /* An error is kinder than the end, and leaves a trace of what was missing. A filter that the unit
   * has already goes on as it is. Said first: behind the filter it would weaken it. */
  kinder = !filtered && take_up (draft, HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, "EPERM");

  if (by_allowing)
    {
      g_autofree char *value = g_strconcat ("@system-service", denied->len > 1 ? "\n" : "",
                                            denied->len > 1 ? denied->str : "", NULL);

      taken = take_up (draft, HN_DIRECTIVE_SYSTEM_CALL_FILTER, value);
    }
  if (!taken && denied->len > 1)
    taken = take_up_line (draft, HN_DIRECTIVE_SYSTEM_CALL_FILTER, denied->str);

  if (kinder && !taken)
    draft->taken[HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER] = FALSE;
}

/* Joins the lines of each directive that was taken up. */
static GPtrArray *
dup_taken (const Draft *draft)
{
  GPtrArray *result = hn_change_list_new ();

  for (guint directive = 0; directive < HN_N_DIRECTIVES; directive++)
    if (draft->taken[directive])
      {
        g_autofree char *value = hn_change_list_dup_value (draft->changes, directive);

        g_ptr_array_add (result, hn_change_new (directive, value));
      }

  return result;
}

GPtrArray *
hn_preset_changes (guint i, const HnSettings *unfinished, GPtrArray *staged)
{
  Draft draft = { .unfinished = unfinished };
  GPtrArray *result;

  g_return_val_if_fail (i < G_N_ELEMENTS (presets), NULL);

  draft.preset = bits[i];
  draft.vendor = hn_what_if (unfinished, NULL);
  draft.changes = hn_change_list_copy (staged);
  draft_refresh (&draft);
  draft.weakened = hn_weakens (draft.vendor, draft.now, NULL);

  for (guint v = 0; v < G_N_ELEMENTS (values); v++)
    {
      const Value *value = &values[v];

      if (!(value->presets & draft.preset) || is_needed (&draft, value->directive) ||
          has_already (&draft, value->directive))
        continue;
      if (hn_validate_is_list (value->directive))
        take_up_line (&draft, value->directive, value->value);
      else
        take_up (&draft, value->directive, value->value);
    }
  take_up_powers (&draft);
  take_up_namespaces (&draft);
  take_up_families (&draft);
  take_up_calls (&draft);

  result = dup_taken (&draft);
  hn_settings_free (draft.vendor);
  hn_settings_free (draft.now);
  hn_settings_free (draft.lines);
  g_ptr_array_unref (draft.changes);

  return result;
}
