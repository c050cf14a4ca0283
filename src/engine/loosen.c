/* Whether a change weakens what the vendor of a service set: for each writable directive, which of
 * two values is the stricter one. The table in this file is the only truth about that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/loosen.h"

#include <string.h>

#include "engine/assessment.h"
#include "engine/loosen-private.h"
#include "engine/settings-private.h"
#include "engine/types/values.h"

/* The words of choices from weak to strict. Words of the same number cannot be compared, and so
 * each of them counts as weaker than the other. */
static const struct
{
  HnDirectiveId directive;
  const char *word;
  guint strictness;
} word_orders[] = {
  { HN_DIRECTIVE_PROTECT_SYSTEM, "no", 0 },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "yes", 1 },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "full", 2 },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", 3 },
  { HN_DIRECTIVE_PROTECT_HOME, "no", 0 },
  { HN_DIRECTIVE_PROTECT_HOME, "read-only", 1 },
  { HN_DIRECTIVE_PROTECT_HOME, "tmpfs", 2 },
  { HN_DIRECTIVE_PROTECT_HOME, "yes", 3 },
  { HN_DIRECTIVE_PRIVATE_TMP, "no", 0 },
  { HN_DIRECTIVE_PRIVATE_TMP, "yes", 1 },
  { HN_DIRECTIVE_PRIVATE_TMP, "disconnected", 2 },
  /* Who keeps the accounts as they are takes away less than who keeps only its own. */
  { HN_DIRECTIVE_PRIVATE_USERS, "no", 0 },
  { HN_DIRECTIVE_PRIVATE_USERS, "full", 1 },
  { HN_DIRECTIVE_PRIVATE_USERS, "identity", 2 },
  { HN_DIRECTIVE_PRIVATE_USERS, "yes", 3 },
  { HN_DIRECTIVE_PRIVATE_USERS, "managed", 3 },
  /* "private" hides the groups of others, but leaves its own to be changed. */
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "no", 0 },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "private", 1 },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "yes", 1 },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "strict", 2 },
  { HN_DIRECTIVE_PROTECT_HOSTNAME, "no", 0 },
  { HN_DIRECTIVE_PROTECT_HOSTNAME, "private", 1 },
  { HN_DIRECTIVE_PROTECT_HOSTNAME, "yes", 2 },
  { HN_DIRECTIVE_PROTECT_PROC, "default", 0 },
  { HN_DIRECTIVE_PROTECT_PROC, "noaccess", 1 },
  { HN_DIRECTIVE_PROTECT_PROC, "invisible", 2 },
  { HN_DIRECTIVE_PROTECT_PROC, "ptraceable", 2 },
  { HN_DIRECTIVE_PROC_SUBSET, "all", 0 },
  { HN_DIRECTIVE_PROC_SUBSET, "pid", 1 },
  { HN_DIRECTIVE_KEYRING_MODE, "shared", 0 },
  { HN_DIRECTIVE_KEYRING_MODE, "inherit", 0 },
  { HN_DIRECTIVE_KEYRING_MODE, "private", 1 },
  { HN_DIRECTIVE_NOTIFY_ACCESS, "all", 0 },
  { HN_DIRECTIVE_NOTIFY_ACCESS, "exec", 1 },
  { HN_DIRECTIVE_NOTIFY_ACCESS, "main", 2 },
  { HN_DIRECTIVE_NOTIFY_ACCESS, "none", 3 },
  { HN_DIRECTIVE_DEVICE_POLICY, "auto", 0 },
  { HN_DIRECTIVE_DEVICE_POLICY, "closed", 1 },
  { HN_DIRECTIVE_DEVICE_POLICY, "strict", 2 },
  /* What is left behind can be read by the next one. */
  { HN_DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE, "yes", 0 },
  { HN_DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE, "restart", 1 },
  { HN_DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE, "on-success", 1 },
  { HN_DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE, "no", 2 },
};

/* -1 for a word that the table does not know. */
static int
get_strictness (HnDirectiveId directive, const char *word)
{
  /* Two words for the same. */
  if (directive == HN_DIRECTIVE_PRIVATE_TMP && strcmp (word, "connected") == 0)
    word = "yes";
  if (directive == HN_DIRECTIVE_PRIVATE_USERS && strcmp (word, "self") == 0)
    word = "yes";

  for (guint i = 0; i < G_N_ELEMENTS (word_orders); i++)
    if (word_orders[i].directive == directive && strcmp (word_orders[i].word, word) == 0)
      return (int) word_orders[i].strictness;

  return -1;
}

static gboolean
weaker_word (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  const char *before = hn_settings_get_word (vendor, directive);
  const char *after = hn_settings_get_word (changed, directive);
  int from = get_strictness (directive, before);
  int to = get_strictness (directive, after);

  if (strcmp (before, after) == 0)
    return FALSE;
  /* "yes" and "connected" are one word in two spellings, other words of the same number are not. */
  if (from == to && from >= 0)
    return !(directive == HN_DIRECTIVE_PRIVATE_TMP ||
             (directive == HN_DIRECTIVE_PRIVATE_USERS && strcmp (before, "managed") != 0 &&
              strcmp (after, "managed") != 0));

  return from < 0 || to < from;
}

static gboolean
weaker_switch (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return hn_settings_is_on (vendor, directive) && !hn_settings_is_on (changed, directive);
}

/* Merging pages lets one service measure what another has in memory. Undecided, the manager
 * decides. */
static gboolean
weaker_when_on (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return vendor->values[directive].on != changed->values[directive].on &&
         changed->values[directive].on != 0;
}

/* What has no bearing on what the service may do. */
static gboolean
never_weaker (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return FALSE;
}

/* A list whose lines build on each other in ways that its text does not show: whatever is different
 * is weaker, unless there was nothing. */
static gboolean
weaker_text (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return vendor->values[directive].text != NULL &&
         g_strcmp0 (vendor->values[directive].text, changed->values[directive].text) != 0;
}

static gboolean
weaker_umask (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return (vendor->values[HN_DIRECTIVE_UMASK].bits & ~changed->values[HN_DIRECTIVE_UMASK].bits &
          0777) != 0;
}

static guint
get_folder_mode (const HnSettings *settings, HnDirectiveId directive)
{
  guint mode = 0755;

  if (settings->values[directive].text != NULL)
    hn_parse_mode (settings->values[directive].text, &mode);

  return mode;
}

static gboolean
weaker_folder_mode (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return (get_folder_mode (changed, directive) & ~get_folder_mode (vendor, directive)) != 0;
}

static gboolean
weaker_capabilities (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  guint64 all = (G_GUINT64_CONSTANT (1) << hn_n_capabilities ()) - 1;

  return (changed->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits &
          ~vendor->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & all) != 0;
}

static gboolean
weaker_namespaces (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  /* "time" counts in every version, though only some take it away with the others. */
  guint64 all = hn_namespaces_all (G_MAXUINT);

  return (changed->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits &
          ~vendor->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits & all) != 0;
}

static guint64
get_open_families (const HnSettings *settings)
{
  return settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow
             ? settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits
             : ~settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits;
}

static gboolean
weaker_families (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return (get_open_families (changed) & ~get_open_families (vendor)) != 0;
}

/* The first row of the table of architectures is the machine's own. */
static gboolean
is_native_only (const HnSettings *settings)
{
  return settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 1;
}

static gboolean
weaker_filter (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  const HnSetting *was = &vendor->values[directive], *is = &changed->values[directive];
  const HnSyscallFilter *old = hn_setting_get_filter (was), *new = hn_setting_get_filter (is);

  if (!was->exists)
    return FALSE;
  if (!is->exists)
    return TRUE;

  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    {
      guint64 before = was->allow ? old->calls.bits[i] : ~old->calls.bits[i];
      guint64 after = is->allow ? new->calls.bits[i] : ~new->calls.bits[i];

      if (after & ~before)
        return TRUE;
      /* A filter that kills leaves no second try. */
      if (new->errors.bits[i] & ~old->errors.bits[i] & ~before)
        return TRUE;
    }

  /* Calls of other architectures are in no set. */
  return new->n_openings > old->n_openings && !is_native_only (vendor);
}

static gboolean
weaker_architectures (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  if (vendor->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 0)
    return FALSE;

  return changed->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 0 ||
         (changed->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits &
          ~vendor->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits) != 0;
}

/* A filter that kills leaves no second try. */
static gboolean
weaker_call_error (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  const char *after = changed->values[directive].text;

  return vendor->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists &&
         g_strcmp0 (vendor->values[directive].text, after) != 0 && after != NULL &&
         strcmp (after, "kill") != 0;
}

static guint64
get_secure_bits (const HnSettings *settings)
{
  g_autoptr (GPtrArray) words = hn_loosen_dup_words (settings, HN_DIRECTIVE_SECURE_BITS);
  const HnChoice *choices = hn_directive_get (HN_DIRECTIVE_SECURE_BITS)->choices;
  guint64 bits = 0;

  for (guint i = 0; i < words->len; i++)
    for (guint c = 0; choices[c].value != NULL; c++)
      if (strcmp (choices[c].value, words->pdata[i]) == 0)
        bits |= G_GUINT64_CONSTANT (1) << c;

  return bits;
}

/* Two of the bits let a process keep what it would lose; every other one takes something away. */
static gboolean
weaker_secure_bits (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  const HnChoice *choices = hn_directive_get (HN_DIRECTIVE_SECURE_BITS)->choices;
  guint64 before = get_secure_bits (vendor);
  guint64 after = get_secure_bits (changed);

  for (guint c = 0; choices[c].value != NULL; c++)
    {
      gboolean keeps = strcmp (choices[c].value, "keep-caps") == 0 ||
                       strcmp (choices[c].value, "no-setuid-fixup") == 0;
      gboolean was = (before >> c) & 1;
      gboolean is = (after >> c) & 1;

      if (keeps ? is && !was : was && !is)
        return TRUE;
    }

  return FALSE;
}

/* What a crash leaves on disk may be secret. */
static gboolean
weaker_dump (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);

  if (before->len == 0)
    {
      /* The kernel's own choice. */
      g_ptr_array_add (before, g_strdup ("default"));
      for (const char *const *word = (const char *const[]){ "private-anonymous", "shared-anonymous",
                                                            "elf-headers", "private-huge", NULL };
           *word != NULL; word++)
        g_ptr_array_add (before, g_strdup (*word));
    }
  if (after->len == 0)
    g_ptr_array_add (after, g_strdup ("default"));

  if (g_ptr_array_find_with_equal_func (before, "all", g_str_equal, NULL))
    return FALSE;
  for (guint i = 0; i < after->len; i++)
    if (!g_ptr_array_find_with_equal_func (before, after->pdata[i], g_str_equal, NULL))
      return TRUE;

  return FALSE;
}

/* How each writable directive is compared. A new one without a row counts as weaker as soon as it
 * is different; a test finds it. */
static const HnWeaker orders[HN_N_DIRECTIVES] = {
  [HN_DIRECTIVE_NO_NEW_PRIVILEGES] = weaker_switch,
  [HN_DIRECTIVE_SECURE_BITS] = weaker_secure_bits,
  [HN_DIRECTIVE_PRIVATE_USERS] = weaker_word,
  [HN_DIRECTIVE_UMASK] = weaker_umask,
  [HN_DIRECTIVE_KEYRING_MODE] = weaker_word,
  [HN_DIRECTIVE_REMOVE_IPC] = weaker_switch,
  [HN_DIRECTIVE_RESTRICT_SUID_SGID] = weaker_switch,

  [HN_DIRECTIVE_PROTECT_SYSTEM] = weaker_word,
  [HN_DIRECTIVE_PROTECT_HOME] = weaker_word,
  [HN_DIRECTIVE_PRIVATE_TMP] = weaker_word,
  [HN_DIRECTIVE_PRIVATE_MOUNTS] = weaker_switch,
  [HN_DIRECTIVE_READ_WRITE_PATHS] = hn_weaker_open_paths,
  [HN_DIRECTIVE_READ_ONLY_PATHS] = hn_weaker_closing_paths,
  [HN_DIRECTIVE_INACCESSIBLE_PATHS] = hn_weaker_closing_paths,
  [HN_DIRECTIVE_EXEC_PATHS] = hn_weaker_open_paths,
  [HN_DIRECTIVE_NO_EXEC_PATHS] = hn_weaker_closing_paths,
  [HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM] = hn_weaker_temporary,
  [HN_DIRECTIVE_RESTRICT_FILE_SYSTEMS] = weaker_text,

  [HN_DIRECTIVE_RUNTIME_DIRECTORY] = hn_weaker_folders,
  [HN_DIRECTIVE_RUNTIME_DIRECTORY_MODE] = weaker_folder_mode,
  [HN_DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE] = weaker_word,
  [HN_DIRECTIVE_STATE_DIRECTORY] = hn_weaker_folders,
  [HN_DIRECTIVE_STATE_DIRECTORY_MODE] = weaker_folder_mode,
  [HN_DIRECTIVE_STATE_DIRECTORY_QUOTA] = hn_weaker_number,
  [HN_DIRECTIVE_STATE_DIRECTORY_ACCOUNTING] = weaker_switch,
  [HN_DIRECTIVE_CACHE_DIRECTORY] = hn_weaker_folders,
  [HN_DIRECTIVE_CACHE_DIRECTORY_MODE] = weaker_folder_mode,
  [HN_DIRECTIVE_CACHE_DIRECTORY_QUOTA] = hn_weaker_number,
  [HN_DIRECTIVE_CACHE_DIRECTORY_ACCOUNTING] = weaker_switch,
  [HN_DIRECTIVE_LOGS_DIRECTORY] = hn_weaker_folders,
  [HN_DIRECTIVE_LOGS_DIRECTORY_MODE] = weaker_folder_mode,
  [HN_DIRECTIVE_LOGS_DIRECTORY_QUOTA] = hn_weaker_number,
  [HN_DIRECTIVE_LOGS_DIRECTORY_ACCOUNTING] = weaker_switch,
  [HN_DIRECTIVE_CONFIGURATION_DIRECTORY] = hn_weaker_folders,
  [HN_DIRECTIVE_CONFIGURATION_DIRECTORY_MODE] = weaker_folder_mode,
  [HN_DIRECTIVE_TIMEOUT_CLEAN_SEC] = never_weaker,

  [HN_DIRECTIVE_PRIVATE_DEVICES] = weaker_switch,
  [HN_DIRECTIVE_DEVICE_POLICY] = weaker_word,
  [HN_DIRECTIVE_DEVICE_ALLOW] = hn_weaker_devices,

  [HN_DIRECTIVE_PROTECT_CLOCK] = weaker_switch,
  [HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES] = weaker_switch,
  [HN_DIRECTIVE_PROTECT_KERNEL_MODULES] = weaker_switch,
  [HN_DIRECTIVE_PROTECT_KERNEL_LOGS] = weaker_switch,
  [HN_DIRECTIVE_PROTECT_CONTROL_GROUPS] = weaker_word,
  [HN_DIRECTIVE_PROTECT_HOSTNAME] = weaker_word,
  [HN_DIRECTIVE_PROTECT_PROC] = weaker_word,
  [HN_DIRECTIVE_PROC_SUBSET] = weaker_word,
  [HN_DIRECTIVE_LOCK_PERSONALITY] = weaker_switch,
  [HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE] = weaker_switch,
  [HN_DIRECTIVE_MEMORY_KSM] = weaker_when_on,
  [HN_DIRECTIVE_MEMORY_THP] = never_weaker,
  [HN_DIRECTIVE_RESTRICT_REALTIME] = weaker_switch,
  [HN_DIRECTIVE_PRIVATE_BPF] = weaker_switch,
  [HN_DIRECTIVE_COREDUMP_FILTER] = weaker_dump,

  [HN_DIRECTIVE_RESTRICT_NAMESPACES] = weaker_namespaces,
  [HN_DIRECTIVE_PRIVATE_IPC] = weaker_switch,
  [HN_DIRECTIVE_PRIVATE_PIDS] = weaker_switch,

  [HN_DIRECTIVE_PRIVATE_NETWORK] = weaker_switch,
  [HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES] = weaker_families,
  [HN_DIRECTIVE_IP_ADDRESS_ALLOW] = hn_weaker_addresses,
  [HN_DIRECTIVE_IP_ADDRESS_DENY] = hn_weaker_addresses,
  [HN_DIRECTIVE_SOCKET_BIND_ALLOW] = hn_weaker_sockets,
  [HN_DIRECTIVE_SOCKET_BIND_DENY] = hn_weaker_sockets,
  [HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES] = weaker_text,

  [HN_DIRECTIVE_SYSTEM_CALL_FILTER] = weaker_filter,
  [HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES] = weaker_architectures,
  [HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER] = weaker_call_error,
  [HN_DIRECTIVE_SYSTEM_CALL_LOG] = weaker_text,

  [HN_DIRECTIVE_CAPABILITY_BOUNDING_SET] = weaker_capabilities,

  [HN_DIRECTIVE_NOTIFY_ACCESS] = weaker_word,
  [HN_DIRECTIVE_LIMIT_CORE] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_FSIZE] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_MEMLOCK] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_NOFILE] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_NPROC] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_AS] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_CPU] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_DATA] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_STACK] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_SIGPENDING] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_MSGQUEUE] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_NICE] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_RTPRIO] = hn_weaker_number,
  [HN_DIRECTIVE_LIMIT_RTTIME] = hn_weaker_number,
  [HN_DIRECTIVE_MEMORY_MAX] = hn_weaker_number,
  [HN_DIRECTIVE_MEMORY_SWAP_MAX] = hn_weaker_number,
  [HN_DIRECTIVE_MEMORY_ZSWAP_MAX] = hn_weaker_number,
  [HN_DIRECTIVE_MEMORY_HIGH] = hn_weaker_number,
  [HN_DIRECTIVE_TASKS_MAX] = hn_weaker_number,
  [HN_DIRECTIVE_CPU_QUOTA] = hn_weaker_number,
  [HN_DIRECTIVE_ALLOWED_CPUS] = hn_weaker_numbers,
  [HN_DIRECTIVE_ALLOWED_MEMORY_NODES] = hn_weaker_numbers,
};

static gboolean
is_different (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  g_autofree char *before = hn_settings_dup_value (vendor, directive);
  g_autofree char *after = hn_settings_dup_value (changed, directive);

  return strcmp (before, after) != 0;
}

gboolean
hn_loosens_directive (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  if (orders[directive] != NULL)
    return orders[directive](vendor, changed, directive);

  return (hn_directive_get (directive)->flags & HN_DIRECTIVE_WRITABLE) &&
         is_different (vendor, changed, directive);
}

/* The checks see some things together that the table sees apart. One of them is left out: devices,
 * where ProtectClock= lets the service read the hardware clock and thereby seems to open
 * something. */
static void
compare_checks (const HnSettings *vendor, const HnSettings *changed, gboolean *weaker)
{
  HnAssessment before, after;

  hn_assess (vendor, NULL, &before);
  hn_assess (changed, NULL, &after);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      guint was = before.findings[i].badness;
      guint is = after.findings[i].badness;

      if (hn_check_get (i)->rule != HN_RULE_DEVICES && was != HN_BADNESS_NA &&
          is != HN_BADNESS_NA && is > was)
        weaker[hn_check_get (i)->directive] = TRUE;
    }
}

gboolean
hn_loosens (const HnSettings *vendor, const HnSettings *changed, GPtrArray **ret_directives)
{
  gboolean weaker[HN_N_DIRECTIVES] = { FALSE };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean any = FALSE;

  compare_checks (vendor, changed, weaker);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      weaker[i] |= hn_loosens_directive (vendor, changed, i);

      if (!weaker[i])
        continue;
      any = TRUE;
      g_ptr_array_add (names, g_strdup (hn_directive_get (i)->name));
    }

  if (ret_directives != NULL)
    *ret_directives = g_steal_pointer (&names);

  return any;
}
