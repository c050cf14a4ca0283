/* systemd's arithmetic of exposure: the rules of the checks, their sums and the levels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/assessment.h"

#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <string.h>

#include "engine/implied.h"

#define DIV_ROUND_UP(a, b) (((a) + (b) -1) / (b))

HnPolicy *
hn_policy_new (void)
{
  HnPolicy *self = g_atomic_rc_box_new0 (HnPolicy);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      self->weight[i] = hn_check_get (i)->weight;
      self->range[i] = hn_check_get (i)->range;
    }

  return self;
}

HnPolicy *
hn_policy_ref (HnPolicy *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
policy_clear (gpointer data)
{
  HnPolicy *self = data;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_free (self->good[i]);
      g_free (self->bad[i]);
      g_free (self->na[i]);
    }
}

void
hn_policy_unref (HnPolicy *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, policy_clear);
}

static const char *
get_user (const HnSettings *self)
{
  const char *user = self->values[HN_DIRECTIVE_USER].text;

  return user != NULL ? user : "";
}

static gboolean
is_root_name (const char *user)
{
  return strcmp (user, "root") == 0 || strcmp (user, "0") == 0;
}

/* Up to 257 the services of a user manager are measured as if the system's manager ran them. */
static gboolean
counts_as_user_service (const HnSettings *self)
{
  return self->context.scope == HN_SCOPE_USER && self->context.version >= 262;
}

static gboolean
runs_privileged (const HnSettings *self)
{
  const char *user = get_user (self);

  if (counts_as_user_service (self))
    return FALSE;
  if (is_root_name (user))
    return TRUE;

  return user[0] == '\0' && !hn_settings_is_on (self, HN_DIRECTIVE_DYNAMIC_USER);
}

static guint
assess_user (const HnSettings *self)
{
  const char *user = get_user (self);

  if (strcmp (user, "nobody") == 0)
    return 9;
  if (is_root_name (user))
    return counts_as_user_service (self) ? 0 : 10;
  if (user[0] != '\0' || hn_settings_is_on (self, HN_DIRECTIVE_DYNAMIC_USER))
    return 0;

  return counts_as_user_service (self) ? 0 : 10;
}

/* The outcomes that have a name: the badness of a word of a choice, and a sentence for what is
 * neither good nor as bad as can be. A row without a word is for all others. */
static const struct
{
  HnRule rule;
  guint badness;
  const char *word;
  const char *sentence;
} outcomes[] = {
  { HN_RULE_USER, 9, NULL, N_ ("It runs as “nobody”, an account that it shares with others.") },
  { HN_RULE_PROTECT_HOME, 0, "yes", NULL },
  { HN_RULE_PROTECT_HOME, 1, "tmpfs",
    N_ ("It sees empty home folders in place of the real ones.") },
  { HN_RULE_PROTECT_HOME, 5, "read-only", N_ ("It can read everything in people's home folders.") },
  { HN_RULE_PROTECT_HOME, 10, NULL, NULL },
  { HN_RULE_PROTECT_SYSTEM, 0, "strict", NULL },
  { HN_RULE_PROTECT_SYSTEM, 3, "full",
    N_ ("It can change most files, but neither programs, boot files nor /etc.") },
  { HN_RULE_PROTECT_SYSTEM, 5, "yes",
    N_ ("It can change most files, /etc included, but no programs.") },
  { HN_RULE_PROTECT_SYSTEM, 10, NULL, NULL },
  { HN_RULE_PROTECT_PROC, 0, "invisible", NULL },
  { HN_RULE_PROTECT_PROC, 0, "ptraceable", NULL },
  { HN_RULE_PROTECT_PROC, 1, "noaccess",
    N_ ("It sees that other processes exist, but not what they do.") },
  { HN_RULE_PROTECT_PROC, 3, NULL, NULL },
  { HN_RULE_PROC_SUBSET, 0, "pid", NULL },
  { HN_RULE_PROC_SUBSET, 1, NULL, NULL },
  { HN_RULE_KEYRING_MODE, 0, "private", NULL },
  { HN_RULE_KEYRING_MODE, 1, NULL, NULL },
  { HN_RULE_NOTIFY_ACCESS, 1, "all", NULL },
  { HN_RULE_NOTIFY_ACCESS, 0, NULL, NULL },
  { HN_RULE_UMASK, 5, NULL,
    N_ ("Everybody may read the files that it makes, unless it says otherwise.") },
  { HN_RULE_UMASK, 2, NULL,
    N_ ("Its group may change the files that it makes, unless it says otherwise.") },
  { HN_RULE_UMASK, 1, NULL,
    N_ ("Its group may read the files that it makes, unless it says otherwise.") },
  { HN_RULE_ARCHITECTURES, 8, NULL,
    N_ ("It may use system calls of other architectures than this machine's.") },
  { HN_RULE_SYSCALLS, 9, NULL,
    N_ ("Its list of allowed system calls lets in some of this group.") },
  { HN_RULE_ADDRESSES, 5, NULL,
    N_ ("It can reach only some addresses, but these lie beyond this machine.") },
  { HN_RULE_ADDRESSES, 2, NULL, N_ ("It can reach this machine only, and nothing beyond.") },
  { HN_RULE_DEVICES, 5, NULL, N_ ("It can reach the few devices that it was granted.") },
};

static guint
assess_word (const HnSettings *self, const HnCheck *check)
{
  const char *word = hn_settings_get_word (self, check->directive);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (outcomes[i].rule == check->rule &&
        (outcomes[i].word == NULL || strcmp (outcomes[i].word, word) == 0))
      return outcomes[i].badness;

  g_return_val_if_reached (HN_BADNESS_NA);
}

/* Returns: (nullable): the sentence for an outcome that has one of its own, untranslated */
static const char *
get_sentence (const HnCheck *check, guint badness)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (outcomes[i].rule == check->rule && outcomes[i].badness == badness)
      return outcomes[i].sentence;

  return NULL;
}

static guint
assess_umask (const HnSettings *self)
{
  if (!(self->values[HN_DIRECTIVE_UMASK].bits & 0002))
    return 10;
  if (!(self->values[HN_DIRECTIVE_UMASK].bits & 0004))
    return 5;
  if (!(self->values[HN_DIRECTIVE_UMASK].bits & 0020))
    return 2;

  return self->values[HN_DIRECTIVE_UMASK].bits & 0040 ? 0 : 1;
}

/* Which families an allow list leaves, or a deny list takes, decides the row they belong to. */
static guint
assess_families (const HnSettings *self, guint64 row)
{
  const HnSetting *families = &self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES];

  return ((families->bits & row) != 0) == families->allow;
}

static guint
assess_filter (const HnSettings *self, HnSyscallGroup group)
{
  const HnSyscallSet *calls = hn_syscall_group_get_set (group, self->context.version);
  const HnSetting *filter = &self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER];
  const HnSyscallSet *listed = &hn_setting_get_filter (filter)->calls;

  if (filter->allow)
    return hn_syscall_set_intersects (listed, calls) ? 9 : 0;

  return hn_syscall_set_covers (listed, calls) ? 0 : 10;
}

static guint
assess_addresses (const HnSettings *self)
{
  if (self->values[HN_DIRECTIVE_IP_INGRESS_FILTER_PATH].text != NULL ||
      self->values[HN_DIRECTIVE_IP_EGRESS_FILTER_PATH].text != NULL)
    return 0;
  if ((self->values[HN_DIRECTIVE_IP_ADDRESS_DENY].bits & HN_ADDRESSES_ANY) != HN_ADDRESSES_ANY)
    return 10;
  if (self->values[HN_DIRECTIVE_IP_ADDRESS_ALLOW].bits & HN_ADDRESSES_OTHER)
    return 5;

  return self->values[HN_DIRECTIVE_IP_ADDRESS_ALLOW].bits & HN_ADDRESSES_LOCALHOST ? 2 : 0;
}

static guint
assess_devices (const HnSettings *self)
{
  const char *policy = hn_settings_get_word (self, HN_DIRECTIVE_DEVICE_POLICY);

  if (strcmp (policy, "strict") != 0 && strcmp (policy, "closed") != 0)
    return 10;

  return self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists ? 5 : 0;
}

static gboolean
is_set_root (const char *path)
{
  return path != NULL && path[strspn (path, "/")] != '\0';
}

static guint
assess_one (const HnSettings *self, const HnCheck *check)
{
  switch (check->rule)
    {
    case HN_RULE_UNSET:
      return !hn_settings_is_enabled (self, check->directive);
    case HN_RULE_SET:
      return hn_settings_is_enabled (self, check->directive);
    case HN_RULE_USER:
      return assess_user (self);
    case HN_RULE_SUPPLEMENTARY_GROUPS:
      return runs_privileged (self) ? HN_BADNESS_NA
                                    : self->values[HN_DIRECTIVE_SUPPLEMENTARY_GROUPS].text != NULL;
    case HN_RULE_REMOVE_IPC:
      return counts_as_user_service (self) || runs_privileged (self)
                 ? HN_BADNESS_NA
                 : !hn_settings_is_on (self, HN_DIRECTIVE_REMOVE_IPC);
    case HN_RULE_ROOT_DIRECTORY:
      return !is_set_root (self->values[HN_DIRECTIVE_ROOT_DIRECTORY].text) &&
             !is_set_root (self->values[HN_DIRECTIVE_ROOT_IMAGE].text);
    case HN_RULE_PROTECT_HOME:
    case HN_RULE_PROTECT_SYSTEM:
    case HN_RULE_PROTECT_PROC:
    case HN_RULE_PROC_SUBSET:
    case HN_RULE_KEYRING_MODE:
    case HN_RULE_NOTIFY_ACCESS:
      return assess_word (self, check);
    case HN_RULE_UMASK:
      return assess_umask (self);
    case HN_RULE_CAPABILITIES:
      return (self->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & check->parameter) != 0;
    case HN_RULE_AMBIENT:
      return self->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits != 0;
    case HN_RULE_NAMESPACES:
      return (self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits & check->parameter) != 0;
    case HN_RULE_ADDRESS_FAMILIES:
      return assess_families (self, check->parameter);
    case HN_RULE_ARCHITECTURES:
      /* The first row of the table is "native". */
      return self->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 0   ? 10
             : self->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 1 ? 0
                                                                              : 8;
    case HN_RULE_SYSCALLS:
      return assess_filter (self, (HnSyscallGroup) check->parameter);
    case HN_RULE_ADDRESSES:
      return assess_addresses (self);
    case HN_RULE_DEVICES:
      return assess_devices (self);
    default:
      g_return_val_if_reached (HN_BADNESS_NA);
    }
}

void
hn_assess (const HnSettings *settings, const HnPolicy *policy, HnAssessment *assessment)
{
  guint64 badness_sum = 0, weight_sum = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      HnFinding *finding = &assessment->findings[i];

      finding->weight = policy != NULL ? policy->weight[i] : check->weight;
      finding->range = policy != NULL ? policy->range[i] : check->range;
      finding->share = 0;
      if (finding->weight == 0 ||
          (check->only_with_default_dependencies && !settings->default_dependencies))
        finding->badness = HN_BADNESS_NA;
      else
        finding->badness = assess_one (settings, check);

      if (finding->badness == HN_BADNESS_NA)
        continue;
      badness_sum += DIV_ROUND_UP (finding->badness * finding->weight, finding->range);
      weight_sum += finding->weight;
    }

  /* Where a policy leaves nothing to look at, nothing is exposed. */
  assessment->exposure = weight_sum > 0 ? DIV_ROUND_UP (badness_sum * 100, weight_sum) : 0;
  assessment->level = hn_level_from_exposure (assessment->exposure);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnFinding *finding = &assessment->findings[i];

      if (finding->badness != HN_BADNESS_NA && finding->badness != 0)
        finding->share =
            DIV_ROUND_UP (DIV_ROUND_UP (finding->badness * finding->weight * 100, finding->range),
                          weight_sum);
    }
}

guint
hn_assessment_get_exposure_without (const HnAssessment *self, const gboolean *left_out)
{
  guint64 badness_sum = 0, weight_sum = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnFinding *finding = &self->findings[i];

      if (finding->badness == HN_BADNESS_NA)
        continue;
      if (!left_out[i])
        badness_sum += DIV_ROUND_UP (finding->badness * finding->weight, finding->range);
      weight_sum += finding->weight;
    }

  return weight_sum > 0 ? DIV_ROUND_UP (badness_sum * 100, weight_sum) : 0;
}

int
hn_finding_passed (const HnFinding *finding)
{
  if (finding->badness == HN_BADNESS_NA)
    return -1;

  return finding->badness == 0;
}

static const char *
get_not_applicable_sentence (const HnCheck *check,
                             const HnSettings *settings,
                             const HnFinding *finding)
{
  if (finding->weight == 0)
    return N_ ("The policy in use leaves this out.");
  if (check->only_with_default_dependencies && !settings->default_dependencies)
    return N_ ("It runs early in the boot or late in the shutdown, where this cannot be used.");
  if (settings->context.scope == HN_SCOPE_USER)
    return N_ ("It has no effect on services of a user.");

  return N_ ("It makes no difference to a service that runs as root.");
}

/* From here on systemd installs filters of system calls while the service still may, and no longer
 * closes further rights to it for their sake. A user's manager never may. */
#define FILTERS_BEFORE_USER 255

/* What makes systemd close further rights to a service that may not filter its system calls
 * otherwise; HN_DIRECTIVE_NONE where nothing does. */
static HnDirectiveId
find_closed_by (const HnSettings *settings)
{
  static const HnDirectiveId booleans[] = {
    HN_DIRECTIVE_LOCK_PERSONALITY,        HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE,
    HN_DIRECTIVE_PRIVATE_DEVICES,         HN_DIRECTIVE_PROTECT_CLOCK,
    HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, HN_DIRECTIVE_PROTECT_KERNEL_MODULES,
    HN_DIRECTIVE_PROTECT_KERNEL_LOGS,     HN_DIRECTIVE_RESTRICT_REALTIME,
    HN_DIRECTIVE_RESTRICT_SUID_SGID,
  };
  gboolean may_filter =
      settings->context.scope == HN_SCOPE_SYSTEM &&
      (settings->context.version >= FILTERS_BEFORE_USER || runs_privileged (settings) ||
       settings->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits &
           (G_GUINT64_CONSTANT (1) << CAP_SYS_ADMIN));
  g_autofree char *namespaces = hn_settings_dup_value (settings, HN_DIRECTIVE_RESTRICT_NAMESPACES);

  if (may_filter)
    return HN_DIRECTIVE_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (booleans); i++)
    if (hn_settings_is_on (settings, booleans[i]))
      return booleans[i];
  if (hn_settings_is_enabled (settings, HN_DIRECTIVE_PROTECT_HOSTNAME))
    return HN_DIRECTIVE_PROTECT_HOSTNAME;
  if (settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists)
    return HN_DIRECTIVE_SYSTEM_CALL_FILTER;
  if (settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].exists)
    return HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES;
  if (strcmp (namespaces, "no") != 0)
    return HN_DIRECTIVE_RESTRICT_NAMESPACES;
  if (settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits != 0)
    return HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES;

  return HN_DIRECTIVE_NONE;
}

char *
hn_finding_dup_description (const HnAssessment *assessment,
                            guint index,
                            const HnSettings *settings,
                            const HnPolicy *policy)
{
  const HnFinding *finding = &assessment->findings[index];
  const HnCheck *check = hn_check_get (index);
  const char *middle;

  if (finding->badness == HN_BADNESS_NA)
    return g_strdup (policy != NULL && policy->na[index] != NULL
                         ? policy->na[index]
                         : _ (get_not_applicable_sentence (check, settings, finding)));
  if (finding->badness == 0)
    return g_strdup (policy != NULL && policy->good[index] != NULL ? policy->good[index]
                                                                   : _ (check->good));

  if (check->directive == HN_DIRECTIVE_NO_NEW_PRIVILEGES &&
      (policy == NULL || policy->bad[index] == NULL) &&
      find_closed_by (settings) != HN_DIRECTIVE_NONE)
    /* Translators: a directive, such as ProtectClock */
    return g_strdup_printf (_ ("Not set, so it counts; but for %s= this systemd sees to it that "
                               "programs which the service starts gain no rights, sudo included."),
                            hn_directive_get (find_closed_by (settings))->name);

  middle = get_sentence (check, finding->badness);
  if (middle != NULL)
    return g_strdup (_ (middle));

  return g_strdup (policy != NULL && policy->bad[index] != NULL ? policy->bad[index]
                                                                : _ (check->bad));
}

/* By level, the worst last: the smallest exposure in tenths, systemd's name, a person's word. */
static const struct
{
  guint exposure;
  const char *name;
  const char *title;
  const char *emoji;
} levels[HN_N_LEVELS] = {
  [HN_LEVEL_PERFECT] = { 0, "PERFECT", N_ ("Perfect"), "😇" },
  [HN_LEVEL_SAFE] = { 1, "SAFE", N_ ("Safe"), "😀" },
  /* Translators: a level of exposure between safe and medium: good enough */
  [HN_LEVEL_OK] = { 10, "OK", N_ ("OK"), "🙂" },
  /* Translators: a level of exposure between OK and exposed */
  [HN_LEVEL_MEDIUM] = { 50, "MEDIUM", N_ ("Medium"), "😐" },
  [HN_LEVEL_EXPOSED] = { 75, "EXPOSED", N_ ("Exposed"), "🙁" },
  [HN_LEVEL_UNSAFE] = { 90, "UNSAFE", N_ ("Unsafe"), "😨" },
  [HN_LEVEL_DANGEROUS] = { 100, "DANGEROUS", N_ ("Dangerous"), "🤢" },
};

HnLevel
hn_level_from_exposure (guint exposure)
{
  for (int level = HN_N_LEVELS - 1; level > 0; level--)
    if (exposure >= levels[level].exposure)
      return level;

  return HN_LEVEL_PERFECT;
}

const char *
hn_level_get_name (HnLevel level)
{
  return levels[level].name;
}

const char *
hn_level_get_title (HnLevel level)
{
  return levels[level].title;
}

const char *
hn_level_get_emoji (HnLevel level)
{
  return levels[level].emoji;
}
