/* First the rules about what comes to nothing however often the service is restarted, then what the
 * kernel has.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/in-force.h"

#include <glib/gi18n-lib.h>

#include "engine/guards.h"
#include "engine/types/amounts.h"
#include "engine/types/paths.h"
#include "engine/types/values.h"

/* Of PrivateUsers=identity. */
#define ACCOUNTS_OF_IDENTITY 65536

void
hn_in_force_clear (HnInForce *self)
{
  g_clear_pointer (&self->reason, g_free);
}

static gboolean
is_set (const HnSettings *settings, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  g_autofree char *value = NULL;

  if (directive == HN_DIRECTIVE_CAPABILITY_BOUNDING_SET)
    return (~settings->values[directive].bits & hn_capabilities_all ()) != 0;

  value = hn_settings_dup_value (settings, directive);

  return *value != '\0' && g_strcmp0 (value, row->unset) != 0 &&
         g_strcmp0 (value, row->weakest) != 0;
}

static HnInForce
say (gboolean in_force)
{
  return (HnInForce){ in_force ? HN_IN_FORCE_YES : HN_IN_FORCE_AFTER_RESTART, NULL };
}

static HnInForce
say_known (HnKnown known)
{
  return known == HN_KNOWN_NOT ? (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL }
                               : say (known == HN_KNOWN_YES);
}

/* What comes to nothing. Each rule returns the reason, or NULL; @partly is for what it says of a
 * part. */
typedef char *(*Rule) (const HnSettings *settings,
                       const HnServiceFacts *facts,
                       HnDirectiveId directive,
                       gboolean *partly);

static const HnKernelFacts *
get_kernel (const HnServiceFacts *facts)
{
  return facts != NULL ? facts->kernel : NULL;
}

/* Whether the process has the rights that the settings give it; who is root may have fewer. */
static gboolean
has_these_rights (const HnSettings *settings, const HnServiceFacts *facts)
{
  const HnProcess *process;

  if (facts == NULL || facts->main.pid == 0)
    return FALSE;
  process = &facts->main;
  if (!hn_settings_may_be_root (settings) && settings->context.scope == HN_SCOPE_SYSTEM &&
      (process->uid[0] == 0 ||
       (facts->account != G_MAXUINT32 && process->uid[0] != facts->account)))
    return FALSE;

  return (process->bounding & hn_capabilities_all () &
          ~settings->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits) == 0;
}

/* As /proc is mounted, its group is that of root. */
static gboolean
is_in_group_root (const HnSettings *settings, const HnServiceFacts *facts)
{
  g_autofree char *group = hn_settings_dup_value (settings, HN_DIRECTIVE_GROUP);

  if (*group != '\0' && strcmp (group, "root") != 0 && strcmp (group, "0") != 0)
    return FALSE;
  if (has_these_rights (settings, facts))
    return facts->main.gid[3] == 0;

  return *group != '\0' || hn_settings_may_be_root (settings);
}

/* Whether the service may look at processes of others whatever /proc hides: by its process where
 * that has what is set, else by what is set. */
static char *
explain_ptrace (const HnSettings *settings,
                const HnServiceFacts *facts,
                HnDirectiveId directive,
                gboolean *partly)
{
  guint64 bit = hn_capability_from_name ("CAP_SYS_PTRACE");
  gboolean holds;

  if (has_these_rights (settings, facts))
    holds = (facts->main.effective & bit) != 0;
  else
    holds = settings->context.scope == HN_SCOPE_SYSTEM &&
            (settings->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & bit) != 0 &&
            (hn_settings_may_be_root (settings) ||
             (settings->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits & bit) != 0);

  if (holds)
    return g_strdup (_ ("the service has CAP_SYS_PTRACE, for which nothing is hidden"));
  if (settings->context.scope == HN_SCOPE_SYSTEM && is_in_group_root (settings, facts) &&
      g_strcmp0 (settings->values[directive].word, "ptraceable") != 0)
    return g_strdup (_ ("the service is in the group root, from which nothing is hidden"));

  return NULL;
}

/* Whether a path counts from the root of the machine, and is not below that of the service. */
static gboolean
is_outside (const HnSettings *settings, const char *word)
{
  const char *root = settings->values[HN_DIRECTIVE_ROOT_DIRECTORY].text;
  g_autofree char *path = NULL;
  const char *rest = word;

  rest += *rest == '-';
  if (*rest == '+')
    return FALSE;
  if (root == NULL)
    return TRUE;
  path = hn_path_dup_plain (&settings->context, word);
  if (path == NULL)
    return FALSE;
  root += *root == '-';

  return !g_str_has_prefix (path, root) ||
         (path[strlen (root)] != '/' && path[strlen (root)] != '\0');
}

static char *
explain_root (const HnSettings *settings,
              const HnServiceFacts *facts,
              HnDirectiveId directive,
              gboolean *partly)
{
  const char *root = settings->values[HN_DIRECTIVE_ROOT_DIRECTORY].text;
  const char *image = settings->values[HN_DIRECTIVE_ROOT_IMAGE].text;
  const char *rest = settings->values[directive].text;
  g_autofree char *first = NULL;
  guint n = 0, outside = 0;
  char *word;

  if (rest == NULL || ((root == NULL || strcmp (root, "/") == 0) && image == NULL))
    return NULL;
  while (hn_extract_word (&rest, TRUE, TRUE, &word) > 0)
    {
      n++;
      if (is_outside (settings, word))
        {
          outside++;
          if (first == NULL)
            first = g_strdup (word);
        }
      g_free (word);
    }
  if (outside == 0)
    return NULL;

  *partly = outside < n;
  return g_strdup_printf (
      /* Translators: a path; keep the “+” */
      _ ("%s is outside of the service’s own root folder; with “+” before it it would be in there"),
      first);
}

/* systemd leaves /var/tmp alone where /var may not be there yet. */
static char *
explain_var_tmp (const HnSettings *settings,
                 const HnServiceFacts *facts,
                 HnDirectiveId directive,
                 gboolean *partly)
{
  const HnKernelFacts *kernel = get_kernel (facts);
  const HnMount *own, *machine;

  if (settings->default_dependencies || kernel == NULL || kernel->mounts->len == 0 ||
      g_strcmp0 (settings->values[directive].word, "disconnected") != 0)
    return NULL;
  own = hn_mounts_find (kernel->mounts, "/var/tmp");
  machine = hn_mounts_find (kernel->manager_mounts, "/var/tmp");
  if (own == NULL || machine == NULL || strcmp (own->point, machine->point) != 0)
    return NULL;

  *partly = TRUE;
  return g_strdup (_ ("/var/tmp is that of the machine, as the service has DefaultDependencies=no "
                      "and may start before /var is there"));
}

static char *
explain_homes (const HnSettings *settings,
               const HnServiceFacts *facts,
               HnDirectiveId directive,
               gboolean *partly)
{
  const HnKernelFacts *kernel = get_kernel (facts);

  if (kernel == NULL || kernel->homes == NULL || kernel->homes[0] == NULL)
    return NULL;

  *partly = TRUE;
  /* Translators: the path of a person's folder; keep /home */
  return g_strdup_printf (_ ("%s is not below /home, and stays as open as before"),
                          kernel->homes[0]);
}

static char *
explain_remove_ipc (const HnSettings *settings,
                    const HnServiceFacts *facts,
                    HnDirectiveId directive,
                    gboolean *partly)
{
  g_autofree char *user = hn_settings_dup_value (settings, HN_DIRECTIVE_USER);

  if (settings->context.scope == HN_SCOPE_USER ||
      hn_settings_is_on (settings, HN_DIRECTIVE_DYNAMIC_USER) ||
      (*user != '\0' && strcmp (user, "root") != 0 && strcmp (user, "0") != 0))
    return NULL;

  return g_strdup (_ ("systemd removes nothing that belongs to root"));
}

static char *
explain_bpf (const HnSettings *settings,
             const HnServiceFacts *facts,
             HnDirectiveId directive,
             gboolean *partly)
{
  const HnKernelFacts *kernel = get_kernel (facts);

  if (kernel == NULL || kernel->bpf != HN_KNOWN_NO)
    return NULL;

  return g_strdup (
      _ ("systemd cannot load programs into the kernel (BPF) here, as in a container"));
}

static char *
explain_controller (const HnSettings *settings,
                    const HnServiceFacts *facts,
                    HnDirectiveId directive,
                    gboolean *partly)
{
  static const struct
  {
    HnDirectiveId directive;
    const char *controller;
  } needed[] = {
    { HN_DIRECTIVE_MEMORY_MAX, "memory" },       { HN_DIRECTIVE_MEMORY_SWAP_MAX, "memory" },
    { HN_DIRECTIVE_MEMORY_ZSWAP_MAX, "memory" }, { HN_DIRECTIVE_MEMORY_HIGH, "memory" },
    { HN_DIRECTIVE_TASKS_MAX, "pids" },
  };
  const HnKernelFacts *kernel = get_kernel (facts);
  g_auto (GStrv) words = NULL;

  if (kernel == NULL || kernel->controllers == NULL)
    return NULL;
  words = g_strsplit_set (kernel->controllers, " \n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (needed[i].directive == directive &&
        !g_strv_contains ((const char *const *) words, needed[i].controller))
      /* Translators: a controller of the kernel: memory, pids */
      return g_strdup_printf (_ ("the kernel’s controller “%s” is not there for this service"),
                              needed[i].controller);

  return NULL;
}

static const struct
{
  HnDirectiveId directive;
  Rule rule;
} rules[] = {
  { HN_DIRECTIVE_PROTECT_PROC, explain_ptrace },
  { HN_DIRECTIVE_READ_WRITE_PATHS, explain_root },
  { HN_DIRECTIVE_READ_ONLY_PATHS, explain_root },
  { HN_DIRECTIVE_INACCESSIBLE_PATHS, explain_root },
  { HN_DIRECTIVE_EXEC_PATHS, explain_root },
  { HN_DIRECTIVE_NO_EXEC_PATHS, explain_root },
  { HN_DIRECTIVE_PRIVATE_TMP, explain_var_tmp },
  { HN_DIRECTIVE_PROTECT_HOME, explain_homes },
  { HN_DIRECTIVE_REMOVE_IPC, explain_remove_ipc },
  { HN_DIRECTIVE_IP_ADDRESS_ALLOW, explain_bpf },
  { HN_DIRECTIVE_IP_ADDRESS_DENY, explain_bpf },
  { HN_DIRECTIVE_SOCKET_BIND_ALLOW, explain_bpf },
  { HN_DIRECTIVE_SOCKET_BIND_DENY, explain_bpf },
  { HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES, explain_bpf },
  { HN_DIRECTIVE_DEVICE_ALLOW, explain_bpf },
  { HN_DIRECTIVE_DEVICE_POLICY, explain_bpf },
  { HN_DIRECTIVE_MEMORY_MAX, explain_controller },
  { HN_DIRECTIVE_MEMORY_SWAP_MAX, explain_controller },
  { HN_DIRECTIVE_MEMORY_ZSWAP_MAX, explain_controller },
  { HN_DIRECTIVE_MEMORY_HIGH, explain_controller },
  { HN_DIRECTIVE_TASKS_MAX, explain_controller },
};

/* A user's own manager has no right to these. Of accounts it could not change to it says so itself:
 * the service does not start. */
static gboolean
is_for_system (HnDirectiveId directive)
{
  return (hn_directive_get (directive)->flags & HN_DIRECTIVE_SYSTEM_ONLY) != 0 &&
         directive != HN_DIRECTIVE_USER && directive != HN_DIRECTIVE_GROUP &&
         directive != HN_DIRECTIVE_SUPPLEMENTARY_GROUPS && directive != HN_DIRECTIVE_DYNAMIC_USER;
}

/* What the kernel has. */

static HnInForce
check_filters (const HnServiceFacts *facts)
{
  const HnProcess *manager = &facts->kernel->manager;

  /* Of several filters nobody can tell which is whose; a container has some for all. */
  if (facts->main.filters < 0 || manager->filters < 0 || manager->pid == 0 ||
      facts->main.filters > manager->filters)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };

  return say (FALSE);
}

/* A file system of the service's own at @path, instead of that of the machine. */
static HnInForce
check_own_mount (const HnKernelFacts *kernel, const char *path)
{
  const HnMount *own = hn_mounts_find (kernel->mounts, path);
  const HnMount *machine = hn_mounts_find (kernel->manager_mounts, path);

  if (own == NULL || machine == NULL)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };

  return say (strcmp (own->device, machine->device) != 0 || strcmp (own->root, machine->root) != 0);
}

/* "yes" is a folder among those of the machine; "disconnected" a file system of its own, which
 * systemd makes of "yes" for some services. */
static HnInForce
check_private_tmp (const HnKernelFacts *kernel, const char *word)
{
  const HnMount *mount = hn_mounts_find (kernel->mounts, "/tmp");
  HnInForce own = check_own_mount (kernel, "/tmp");
  gboolean connected = mount != NULL && strstr (mount->root, "/systemd-private-") != NULL;
  gboolean disconnected = g_strcmp0 (word, "disconnected") == 0;

  if (own.state != HN_IN_FORCE_YES || connected != disconnected)
    return own;

  return disconnected ? say (FALSE) : (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
}

/* "private" and "strict" are a file system of the service's own group, "yes" and "strict" are
 * read-only. */
static HnInForce
check_control_groups (const HnKernelFacts *kernel, const char *word)
{
  const HnMount *own = hn_mounts_find (kernel->mounts, "/sys/fs/cgroup");
  const HnMount *machine = hn_mounts_find (kernel->manager_mounts, "/sys/fs/cgroup");
  gboolean strict = g_strcmp0 (word, "strict") == 0;

  if (own == NULL || machine == NULL)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };

  return say ((strcmp (own->root, machine->root) != 0) ==
                  (strict || g_strcmp0 (word, "private") == 0) &&
              hn_mount_has_option (own, "ro") == (strict || g_strcmp0 (word, "yes") == 0));
}

/* Which accounts there are tells the values apart: "yes", or "self", has root's and the service's
 * own. */
static HnInForce
check_private_users (const HnKernelFacts *kernel, const char *word)
{
  /* Those of "full" are as many as those of the machine. */
  if (g_strcmp0 (word, "full") == 0)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
  if (kernel->own_users != HN_KNOWN_YES)
    return say_known (kernel->own_users);
  if (kernel->accounts == 0)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
  if (g_strcmp0 (word, "yes") == 0 || g_strcmp0 (word, "self") == 0)
    return say (kernel->accounts <= 2);
  if (kernel->accounts != ACCOUNTS_OF_IDENTITY)
    return say (FALSE);

  /* "managed" has as many. */
  return g_strcmp0 (word, "identity") == 0 ? say (TRUE)
                                           : (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
}

/* @option: "hidepid=invisible", or "subset=" with any value */
static HnInForce
check_proc (const HnKernelFacts *kernel, const char *option)
{
  const HnMount *mount = hn_mounts_find (kernel->mounts, "/proc");

  return mount == NULL ? (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL }
                       : say (hn_mount_has_option (mount, option));
}

static HnInForce
check_read_only (const HnKernelFacts *kernel, const char *path)
{
  const HnMount *mount = hn_mounts_find (kernel->mounts, path);

  return mount == NULL ? (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL }
                       : say (hn_mount_has_option (mount, "ro"));
}

/* What a setting of paths makes of one of them. */
typedef enum
{
  MADE_INACCESSIBLE,
  MADE_READ_ONLY,
  MADE_EMPTY,
} Made;

static gboolean
is_made (const HnKernelFacts *kernel, const HnMount *mount, Made made)
{
  const HnMount *machine = hn_mounts_find (kernel->manager_mounts, mount->point);

  switch (made)
    {
    case MADE_INACCESSIBLE:
      /* systemd's own in /run/systemd, those of a container in /run/host. */
      return strstr (mount->root, "/inaccessible/") != NULL;
    case MADE_READ_ONLY:
      return hn_mount_has_option (mount, "ro") &&
             (machine == NULL || !hn_mount_has_option (machine, "ro"));
    case MADE_EMPTY:
    default:
      return strcmp (mount->type, "tmpfs") == 0 &&
             (machine == NULL || strcmp (machine->device, mount->device) != 0);
    }
}

/* Whether it comes from other settings: those of the system's folders and of homes. */
static gboolean
is_of_system (const char *point)
{
  static const char *const folders[] = { "/boot", "/dev", "/efi",  "/etc", "/home", "/lib",
                                         "/proc", "/run", "/root", "/sys", "/usr" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      gsize length = strlen (folders[i]);

      if (strncmp (point, folders[i], length) == 0 &&
          (point[length] == '/' || point[length] == '\0'))
        return TRUE;
    }

  return strcmp (point, "/") == 0 || strcmp (point, "/tmp") == 0 || strcmp (point, "/var/tmp") == 0;
}

/* Whether @path may be so for the process. Where it leads over a link nobody can tell from here: a
 * place that no other setting is about may be the one. */
static gboolean
may_be_made (const HnKernelFacts *kernel, const char *path, Made made)
{
  const HnMount *mount = hn_mounts_find (kernel->mounts, path);

  if (mount == NULL || is_made (kernel, mount, made))
    return TRUE;
  for (guint i = 0; i < kernel->mounts->len; i++)
    {
      mount = kernel->mounts->pdata[i];
      if (!is_of_system (mount->point) && is_made (kernel, mount, made))
        return TRUE;
    }

  return FALSE;
}

static HnInForce
check_homes (const HnSettings *settings, const HnKernelFacts *kernel)
{
  static const char *const homes[] = { "/home", "/root", "/run/user" };
  const char *word = settings->values[HN_DIRECTIVE_PROTECT_HOME].word;
  Made made = g_strcmp0 (word, "read-only") == 0 ? MADE_READ_ONLY
              : g_strcmp0 (word, "tmpfs") == 0   ? MADE_EMPTY
                                                 : MADE_INACCESSIBLE;

  /* One of them may not be there, or be a link. */
  for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
    if (may_be_made (kernel, homes[i], made))
      return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };

  return say (FALSE);
}

static HnInForce
check_paths (const HnSettings *settings,
             const HnKernelFacts *kernel,
             HnDirectiveId directive,
             Made made)
{
  const char *rest = settings->values[directive].text;
  gboolean waits = FALSE;
  char *word;

  while (!waits && rest != NULL && hn_extract_word (&rest, TRUE, TRUE, &word) > 0)
    {
      g_autofree char *path = hn_path_dup_plain (&settings->context, word);

      /* With "-" it may not be there. */
      waits = *word != '-' && path != NULL && !may_be_made (kernel, path, made);
      g_free (word);
    }

  return waits ? say (FALSE) : (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
}

static HnInForce
check_mounts (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive)
{
  const HnKernelFacts *kernel = facts->kernel;
  const char *word = settings->values[directive].word;
  g_autofree char *hides = g_strconcat ("hidepid=", word, NULL);

  if (kernel->own_mounts != HN_KNOWN_YES)
    return say_known (kernel->own_mounts);
  /* Below a root of its own all is different. */
  if (kernel->mounts->len == 0 || settings->values[HN_DIRECTIVE_ROOT_DIRECTORY].text != NULL ||
      settings->values[HN_DIRECTIVE_ROOT_IMAGE].text != NULL)
    return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };

  switch ((int) directive)
    {
    case HN_DIRECTIVE_PROTECT_SYSTEM:
      return check_read_only (kernel, g_strcmp0 (word, "strict") == 0 ? "/"
                                      : g_strcmp0 (word, "full") == 0 ? "/etc"
                                                                      : "/usr");
    case HN_DIRECTIVE_PRIVATE_TMP:
      return check_private_tmp (kernel, word);
    case HN_DIRECTIVE_PRIVATE_DEVICES:
      return check_own_mount (kernel, "/dev");
    case HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES:
      return check_read_only (kernel, "/proc/sys");
    case HN_DIRECTIVE_PROTECT_CONTROL_GROUPS:
      return check_control_groups (kernel, word);
    case HN_DIRECTIVE_PROTECT_PROC:
      return check_proc (kernel, hides);
    case HN_DIRECTIVE_PROC_SUBSET:
      return check_proc (kernel, "subset=");
    case HN_DIRECTIVE_PRIVATE_MOUNTS:
      return say (TRUE);
    case HN_DIRECTIVE_PROTECT_HOME:
      return check_homes (settings, kernel);
    case HN_DIRECTIVE_READ_ONLY_PATHS:
      return check_paths (settings, kernel, directive, MADE_READ_ONLY);
    case HN_DIRECTIVE_INACCESSIBLE_PATHS:
      return check_paths (settings, kernel, directive, MADE_INACCESSIBLE);
    case HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM:
      return check_paths (settings, kernel, directive, MADE_EMPTY);
    default:
      return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
    }
}

static HnInForce
check_limit (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive)
{
  static const struct
  {
    HnDirectiveId directive;
    HnLimitKind kind;
    guint64 unit; /* of the kernel, in that of the directive */
  } kinds[] = {
    { HN_DIRECTIVE_LIMIT_CPU, HN_LIMIT_CPU, G_USEC_PER_SEC },
    { HN_DIRECTIVE_LIMIT_FSIZE, HN_LIMIT_FSIZE, 1 },
    { HN_DIRECTIVE_LIMIT_DATA, HN_LIMIT_DATA, 1 },
    { HN_DIRECTIVE_LIMIT_STACK, HN_LIMIT_STACK, 1 },
    { HN_DIRECTIVE_LIMIT_CORE, HN_LIMIT_CORE, 1 },
    { HN_DIRECTIVE_LIMIT_NPROC, HN_LIMIT_NPROC, 1 },
    { HN_DIRECTIVE_LIMIT_NOFILE, HN_LIMIT_NOFILE, 1 },
    { HN_DIRECTIVE_LIMIT_MEMLOCK, HN_LIMIT_MEMLOCK, 1 },
    { HN_DIRECTIVE_LIMIT_AS, HN_LIMIT_AS, 1 },
    { HN_DIRECTIVE_LIMIT_SIGPENDING, HN_LIMIT_SIGPENDING, 1 },
    { HN_DIRECTIVE_LIMIT_MSGQUEUE, HN_LIMIT_MSGQUEUE, 1 },
    { HN_DIRECTIVE_LIMIT_RTPRIO, HN_LIMIT_RTPRIO, 1 },
    { HN_DIRECTIVE_LIMIT_RTTIME, HN_LIMIT_RTTIME, 1 },
  };
  g_autofree char *value = hn_settings_dup_value (settings, directive);
  HnAmount soft, hard;

  for (guint i = 0; facts->kernel->has_limits && i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].directive == directive &&
        hn_amount_parse (hn_directive_get (directive), value, NULL, &soft, &hard) && !hard.share)
      {
        guint64 wanted = hard.number == G_MAXUINT64 ? G_MAXUINT64 : hard.number / kinds[i].unit;

        /* A program may well have less of it than it is given, but never more. */
        return say (facts->kernel->limits[kinds[i].kind] <= wanted);
      }

  return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
}

static HnInForce
check_kernel (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive)
{
  const HnProcess *process = &facts->main, *manager = &facts->kernel->manager;

  switch ((int) directive)
    {
    case HN_DIRECTIVE_NO_NEW_PRIVILEGES:
      return say_known (process->no_new_privileges < 0   ? HN_KNOWN_NOT
                        : process->no_new_privileges > 0 ? HN_KNOWN_YES
                                                         : HN_KNOWN_NO);
    case HN_DIRECTIVE_CAPABILITY_BOUNDING_SET:
      return say (
          (process->bounding & ~settings->values[directive].bits & hn_capabilities_all ()) == 0);
    case HN_DIRECTIVE_USER:
    case HN_DIRECTIVE_DYNAMIC_USER:
      if (hn_settings_may_be_root (settings))
        break;
      /* Of an account that has no number here, nobody can tell more than that it is another. */
      return say (process->uid[0] != 0 &&
                  (facts->account == G_MAXUINT32 || process->uid[0] == facts->account));
    case HN_DIRECTIVE_PRIVATE_USERS:
      return check_private_users (facts->kernel, settings->values[directive].word);
    case HN_DIRECTIVE_PRIVATE_NETWORK:
      return say_known (facts->kernel->own_network);
    case HN_DIRECTIVE_PRIVATE_PIDS:
      return manager->pid == 0 ? (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL }
                               : say (process->pid_levels > manager->pid_levels);
    case HN_DIRECTIVE_SYSTEM_CALL_FILTER:
    case HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
    case HN_DIRECTIVE_SYSTEM_CALL_LOG:
    case HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
    case HN_DIRECTIVE_RESTRICT_NAMESPACES:
    case HN_DIRECTIVE_RESTRICT_REALTIME:
    case HN_DIRECTIVE_RESTRICT_SUID_SGID:
    case HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE:
    case HN_DIRECTIVE_LOCK_PERSONALITY:
      return check_filters (facts);
    case HN_DIRECTIVE_PROTECT_SYSTEM:
    case HN_DIRECTIVE_PROTECT_HOME:
    case HN_DIRECTIVE_PRIVATE_TMP:
    case HN_DIRECTIVE_PRIVATE_MOUNTS:
    case HN_DIRECTIVE_PRIVATE_DEVICES:
    case HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES:
    case HN_DIRECTIVE_PROTECT_KERNEL_MODULES:
    case HN_DIRECTIVE_PROTECT_KERNEL_LOGS:
    case HN_DIRECTIVE_PROTECT_CONTROL_GROUPS:
    case HN_DIRECTIVE_PROTECT_PROC:
    case HN_DIRECTIVE_PROC_SUBSET:
    case HN_DIRECTIVE_READ_WRITE_PATHS:
    case HN_DIRECTIVE_READ_ONLY_PATHS:
    case HN_DIRECTIVE_INACCESSIBLE_PATHS:
    case HN_DIRECTIVE_EXEC_PATHS:
    case HN_DIRECTIVE_NO_EXEC_PATHS:
    case HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM:
    case HN_DIRECTIVE_BIND_PATHS:
    case HN_DIRECTIVE_BIND_READ_ONLY_PATHS:
      return check_mounts (settings, facts, directive);
    default:
      return check_limit (settings, facts, directive);
    }

  return (HnInForce){ HN_IN_FORCE_CANNOT_TELL, NULL };
}

HnInForce
hn_in_force_find (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive)
{
  HnInForce found = { HN_IN_FORCE_CANNOT_TELL, NULL };
  gboolean partly = FALSE;
  char *reason = NULL;

  if (!is_set (settings, directive))
    return (HnInForce){ HN_IN_FORCE_NOT_SET, NULL };

  if (get_kernel (facts) != NULL && facts->main.pid != 0)
    found = check_kernel (settings, facts, directive);
  /* It was not restarted since, and what comes after is not known yet. */
  if (found.state == HN_IN_FORCE_AFTER_RESTART && facts->full)
    return (HnInForce){ HN_IN_FORCE_NO,
                        /* Translators: keep the “+” */
                        g_strdup (_ ("the command of the service begins with “+”, and runs with "
                                     "all rights")) };

  for (guint i = 0; reason == NULL && i < G_N_ELEMENTS (rules); i++)
    if (rules[i].directive == directive)
      reason = rules[i].rule (settings, facts, directive, &partly);
  if (reason != NULL)
    return (HnInForce){ partly ? HN_IN_FORCE_PARTLY : HN_IN_FORCE_NO, reason };

  if (settings->context.scope == HN_SCOPE_USER && is_for_system (directive) &&
      found.state != HN_IN_FORCE_YES)
    return (HnInForce){ HN_IN_FORCE_NO, g_strdup (_ ("a user’s own manager has no right to do "
                                                     "it")) };

  return found;
}

char *
hn_in_force_dup_text (const HnInForce *self)
{
  switch (self->state)
    {
    case HN_IN_FORCE_AFTER_RESTART:
      return g_strdup (_ ("Set, but in force only after a restart of the service"));
    case HN_IN_FORCE_PARTLY:
      /* Translators: the placeholder is a reason: "/srv/anna is not below /home" */
      return g_strdup_printf (_ ("Set, but without effect in part, because %s"), self->reason);
    case HN_IN_FORCE_NO:
      /* Translators: the placeholder is a reason: "a user’s own manager has no right to do it" */
      return g_strdup_printf (_ ("Set, but without effect, because %s"), self->reason);
    case HN_IN_FORCE_NOT_SET:
    case HN_IN_FORCE_CANNOT_TELL:
    case HN_IN_FORCE_YES:
    default:
      return NULL;
    }
}
