/* The facts of a report; report-json.c and report-text.c tell them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (hn - report - error - quark, hn_report_error)

gboolean
hn_report_assess (const HnSettings *settings,
                  const HnPolicy *policy,
                  HnAssessment *assessment,
                  GError **error)
{
  hn_assess (settings, policy, assessment);

  /* Without any weight there is no exposure, and systemd-analyze would abort. */
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (assessment->findings[i].badness != HN_BADNESS_NA)
      return TRUE;

  g_set_error (error, HN_REPORT_ERROR, HN_REPORT_ERROR_NOTHING_TO_MEASURE,
               _ ("%s: The policy gives weight only to checks that do not apply here; give "
                  "weight to others too"),
               hn_settings_get_unit (settings));
  return FALSE;
}

HnReport *
hn_report_new (HnSettings *settings, const HnPolicy *policy, const char *version, GError **error)
{
  g_autoptr (HnReport) self = g_new0 (HnReport, 1);

  self->settings = settings;
  self->version = g_strdup (version);

  return hn_report_assess (settings, policy, &self->assessment, error) ? g_steal_pointer (&self)
                                                                       : NULL;
}

void
hn_report_free (HnReport *self)
{
  if (self == NULL)
    return;

  hn_settings_free (self->settings);
  g_free (self->version);
  g_free (self);
}

/* Some checks look at two directives ("User=/DynamicUser="): the one that says something. */
static HnDirectiveId
pick_directive (const HnReport *self, guint index)
{
  const HnCheck *check = hn_check_get (index);
  const char *second = strchr (check->id, '/');
  g_autofree char *first_value = NULL;
  g_autofree char *second_value = NULL;
  g_autofree char *name = NULL;
  HnDirectiveId other;
  HnOrigin origin;

  if (second == NULL || !g_str_has_suffix (second, "="))
    return check->directive;
  name = g_strndup (second + 1, strlen (second) - 2);
  other = hn_directive_find (name);
  if (other == HN_DIRECTIVE_NONE)
    return check->directive;

  first_value = hn_settings_dup_value (self->settings, check->directive);
  second_value = hn_settings_dup_value (self->settings, other);
  origin = hn_settings_get_origin (self->settings, check->directive);
  if (origin.kind == HN_ORIGIN_IMPLIED && origin.implied_by == other)
    return other;
  if (*first_value == '\0' && *second_value != '\0' && !g_str_equal (second_value, "no"))
    return other;

  return check->directive;
}

char *
hn_report_dup_value (const HnReport *self, guint index)
{
  return hn_settings_dup_value (self->settings, pick_directive (self, index));
}

const char *
hn_report_get_directive (const HnReport *self, guint index)
{
  return hn_directive_get (pick_directive (self, index))->name;
}

char *
hn_report_dup_source (const HnReport *self, guint index)
{
  return hn_settings_dup_source (self->settings, pick_directive (self, index));
}

char *
hn_report_dup_share (const HnReport *self, guint index)
{
  const HnFinding *finding = &self->assessment.findings[index];

  if (finding->badness == 0 || finding->badness == HN_BADNESS_NA)
    return g_strdup ("");

  return g_strdup_printf ("%u.%u", finding->share / 10, finding->share % 10);
}

static void
warning_free (HnWarning *warning)
{
  g_free (warning->file);
  g_free (warning->message);
  g_free (warning);
}

static char *
dup_warning_key (const HnWarning *warning)
{
  return g_strdup_printf ("%s:%u:%s", warning->file != NULL ? warning->file : "", warning->line,
                          warning->message);
}

static GPtrArray *
list_warnings (const HnReport *self)
{
  GPtrArray *found = hn_settings_get_warnings (self->settings);
  GPtrArray *warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) warning_free);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (found, i);
      HnWarning *copy = g_new0 (HnWarning, 1);

      copy->line = warning->line;
      copy->file = g_strdup (warning->file);
      copy->message = g_strdup (warning->message);
      g_ptr_array_add (warnings, copy);
    }

  return warnings;
}

GPtrArray *
hn_report_list_new_warnings (const HnReport *self, const HnReport *before)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *warnings = list_warnings (self);

  if (before != NULL)
    {
      g_autoptr (GPtrArray) old = list_warnings (before);

      for (guint i = 0; i < old->len; i++)
        g_hash_table_add (known, dup_warning_key (g_ptr_array_index (old, i)));
    }
  for (guint i = 0; i < warnings->len;)
    {
      g_autofree char *key = dup_warning_key (g_ptr_array_index (warnings, i));

      if (g_hash_table_contains (known, key))
        g_ptr_array_remove_index (warnings, i);
      else
        i++;
    }

  return warnings;
}
