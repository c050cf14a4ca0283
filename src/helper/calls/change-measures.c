/* What a change is measured by: what the service uses now, below which no limit may go, what its
 * processes may do now, beyond which none may go afterwards, and what is in force, of which it may
 * open nothing without the stronger permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/change-measures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/guards.h"
#include "engine/types/values.h"
#include "engine/what-if.h"
#include "helper/errors.h"
#include "helper/inspect.h"
#include "helper/processes.h"
#include "properties/path-look.h"

gboolean
hn_change_check_limits (HnHelper *helper, const HnLook *look, GPtrArray *changes, GError **error)
{
  g_autoptr (HnInspection) inspection = NULL;
  g_autoptr (HnProcesses) processes = NULL;
  g_autoptr (GError) wrong = NULL;
  HnUsage usage;

  if (changes == NULL)
    return TRUE;
  inspection = hn_inspect (helper, look, error);
  if (inspection == NULL)
    return FALSE;
  processes = hn_processes_read (look->control_group);
  usage = hn_processes_read_usage (look, processes,
                                   hn_change_list_are_about (changes, HN_DIRECTIVE_LIMIT_NPROC));

  return hn_limits_check (changes, inspection->all, &usage, &wrong) ||
         hn_helper_error_set_from_validate (error, wrong);
}

/* The directives for which systemd gives a service filters of system calls. */
static const HnDirectiveId filtering[] = {
  HN_DIRECTIVE_SYSTEM_CALL_FILTER,      HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES,
  HN_DIRECTIVE_SYSTEM_CALL_LOG,         HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
  HN_DIRECTIVE_RESTRICT_NAMESPACES,     HN_DIRECTIVE_RESTRICT_REALTIME,
  HN_DIRECTIVE_RESTRICT_SUID_SGID,      HN_DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE,
  HN_DIRECTIVE_LOCK_PERSONALITY,        HN_DIRECTIVE_PRIVATE_DEVICES,
  HN_DIRECTIVE_PROTECT_CLOCK,           HN_DIRECTIVE_PROTECT_HOSTNAME,
  HN_DIRECTIVE_PROTECT_KERNEL_LOGS,     HN_DIRECTIVE_PROTECT_KERNEL_MODULES,
  HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES,
};

static gboolean
is_filtered (const HnSettings *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (filtering); i++)
    {
      g_autofree char *value = hn_settings_dup_value (settings, filtering[i]);

      if (value[0] != '\0' && strcmp (value, "no") != 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
filters_agree (const HnSettings *before, const HnSettings *after)
{
  for (guint i = 0; i < G_N_ELEMENTS (filtering); i++)
    if (!hn_settings_agree (before, after, filtering[i]))
      return FALSE;

  return TRUE;
}

/* Whether a program may install a filter by what systemd's own lets through. */
static gboolean
may_filter (const HnSettings *settings)
{
  int call = hn_syscall_find ("seccomp");

  return !settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists || call < 0 ||
         hn_syscall_set_contains (
             &hn_setting_get_filter (&settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER])->calls,
             (guint) call) == settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].allow;
}

/* What the change itself gives is not taken for what the program takes: it was asked for, and who
 * may do that has been asked about. */
static void
allow_what_is_given (HnPowers *powers, const HnSettings *before, const HnSettings *after)
{
  guint64 admin = hn_capability_from_name ("CAP_SYS_ADMIN");
  gboolean filtered_before = is_filtered (before);
  gboolean filtered_after = is_filtered (after);
  gboolean own_filter = powers->filters > 0 && !filtered_before;

  powers->capabilities |= after->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits &
                          ~before->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits;
  /* In a user's manager it comes with each filter, which it may not install otherwise. */
  if ((hn_settings_is_on (before, HN_DIRECTIVE_NO_NEW_PRIVILEGES) ||
       (before->context.scope == HN_SCOPE_USER && filtered_before)) &&
      !hn_settings_is_on (after, HN_DIRECTIVE_NO_NEW_PRIVILEGES) &&
      !(after->context.scope == HN_SCOPE_USER && filtered_after))
    powers->unlocked = TRUE;

  /* How many filters systemd makes of a directive is its own affair, so that numbers can be
   * compared only where all of these stay. */
  if (filtered_before && !filtered_after)
    powers->filters = 0;
  else if (!filters_agree (before, after))
    powers->filters = MIN (powers->filters, 1);
  powers->own_filter_denied = own_filter && !may_filter (after);
  powers->own_filter_needs_lock =
      own_filter && (before->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & admin) != 0 &&
      (after->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & admin) == 0;
}

/* Whether a start gives the service more than its processes have kept, so that one that goes wrong
 * leaves it with more: what systemd takes it gets again only by systemd. */
static gboolean
gives_up_rights (const HnPowers *powers,
                 const HnLook *look,
                 const HnSettings *before,
                 const HnSettings *after)
{
  gboolean root = hn_settings_has_root (after) || hn_settings_has_root (look->unit->settings);
  guint64 most =
      after->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & hn_processes_read_most ();

  if (powers->n == 0)
    return FALSE;
  if (root && (!powers->root || (most & ~powers->capabilities) != 0))
    return TRUE;
  /* Until 253 systemd locks accounts with every filter. */
  if (!powers->unlocked && !hn_settings_is_on (after, HN_DIRECTIVE_NO_NEW_PRIVILEGES) &&
      !(after->context.version < 254 && is_filtered (after)))
    return TRUE;

  return powers->filters > 0 && !is_filtered (before);
}

/* Whether the change has something new that only a start brings. */
static gboolean
needs_start (HnHelper *helper, const HnRecord *record, GPtrArray *changes)
{
  g_autoptr (GPtrArray) before = hn_parse (helper, record->previous);

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (!hn_change_list_have (before, change) &&
          !(hn_directive_get (change->directive)->reach & HN_REACH_AT_ONCE))
        return TRUE;
    }

  return FALSE;
}

gboolean
hn_change_measure_powers (HnHelper *helper,
                          const HnLook *look,
                          const char *etag,
                          GPtrArray *changes,
                          HnRecord *record,
                          GError **error)
{
  g_autoptr (HnProcesses) processes = hn_processes_read (look->control_group);
  HnPowers powers = hn_settled_measure (helper->settled, look->unit->name, etag, processes->list,
                                        processes->known, (guint64) g_get_monotonic_time ());

  record->etag = g_strdup (etag);
  record->control_group = g_strdup (look->control_group);
  if (!powers.known && !record->next_start)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_FAILED,
        _ ("Nobody could see whether the change gives %s more rights, as its processes "
           "cannot be looked at"),
        look->unit->name);

  /* What the vendor gives a service is its due. */
  if (record->removal && record->uncovered == NULL)
    powers = (HnPowers){ .known = TRUE };
  else if (powers.n > 0)
    {
      g_autoptr (HnInspection) inspection = hn_inspect (helper, look, error);
      g_autoptr (GPtrArray) uncovered = NULL;
      g_autoptr (HnSettings) after = NULL;

      if (inspection == NULL)
        return FALSE;
      if (record->removal)
        uncovered = hn_parse (helper, record->uncovered);
      after = hn_what_if (inspection->unfinished, record->removal ? uncovered : changes);
      allow_what_is_given (&powers, inspection->all, after);
      record->gain = helper->scope == HN_SCOPE_SYSTEM &&
                     gives_up_rights (&powers, look, inspection->all, after) &&
                     needs_start (helper, record, record->removal ? uncovered : changes);
    }
  record->powers = hn_powers_to_text (&powers);

  return TRUE;
}

/* The whole new content of what Hardnut says about the service; of a removal, what its template
 * says. */
static GPtrArray *
dup_content (HnHelper *helper, GPtrArray *changes, const char *uncovered)
{
  GPtrArray *content = changes != NULL ? g_ptr_array_ref (changes) : hn_parse (helper, uncovered);

  return content != NULL ? content : hn_change_list_new ();
}

GPtrArray *
hn_change_find_weakenings (HnHelper *helper,
                           const HnLook *look,
                           HnFacts *facts,
                           const HnInspection *inspection,
                           uid_t uid,
                           GPtrArray *changes,
                           const char *previous,
                           const char *uncovered)
{
  g_autoptr (GPtrArray) content = dup_content (helper, changes, uncovered);
  const HnWeakenContext context = { .unfinished = inspection->unfinished,
                                    .live = look->unit->settings,
                                    .previous = previous != NULL ? previous : uncovered,
                                    .uid = uid,
                                    .facts = &facts->facts,
                                    .look = hn_path_look };

  /* That takes a look at every process of the machine. */
  if (hn_change_list_are_about (content, HN_DIRECTIVE_REMOVE_IPC))
    facts->facts.shares_user = hn_processes_share_user (look);

  return hn_weaken_find (&context, content);
}

GStrv
hn_change_name_weakenings (GPtrArray *found)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];
      g_autofree char *word = NULL;

      /* Who calls and from where, and whether somebody has started it. */
      if (weakening->kind == HN_WEAKEN_NEVER_RESTARTS || weakening->kind == HN_WEAKEN_INSTANCE)
        continue;
      word = g_strdup_printf ("%d %s %s", weakening->kind,
                              weakening->directive != HN_DIRECTIVE_NONE
                                  ? hn_directive_get (weakening->directive)->name
                                  : "",
                              weakening->line != NULL ? weakening->line : "");
      g_strv_builder_add (list, word);
    }

  return g_strv_builder_end (list);
}
