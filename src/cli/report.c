/* The facts of a report; report-json.c and report-text.c tell them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/files/policy-file.h"

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

  g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_WEIGHT,
               _ ("%s: The policy gives weight only to checks that do not apply here; give "
                  "weight to others too"),
               settings->context.unit);
  return FALSE;
}

HnReport *
hn_report_new (HnSettings *settings, const HnPolicy *policy, const char *version, GError **error)
{
  g_autoptr (HnReport) self = g_new0 (HnReport, 1);

  self->settings = settings;
  self->policy = policy;
  self->version = g_strdup (version);

  return hn_report_assess (settings, policy, &self->assessment, error) ? g_steal_pointer (&self)
                                                                       : NULL;
}

guint
hn_report_get_counted (const HnReport *self)
{
  if (self->accepted == NULL)
    return self->assessment.exposure;

  return hn_accepted_get_exposure (self->accepted->all, self->settings->context.unit,
                                   self->accepted->today, &self->assessment);
}

const HnAccepted *
hn_report_find_accepted (const HnReport *self, guint index)
{
  if (self->accepted == NULL || hn_finding_passed (&self->assessment.findings[index]) != 0)
    return NULL;

  return hn_accepted_find (self->accepted->all, self->settings->context.unit, (int) index,
                           self->accepted->today);
}

void
hn_report_free (HnReport *self)
{
  if (self == NULL)
    return;

  hn_settings_free (self->settings);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
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
  origin = self->settings->origin[check->directive];
  if (origin.kind == HN_ORIGIN_IMPLIED && origin.implied_by == other)
    return other;
  if (*first_value == '\0' && *second_value != '\0' && !g_str_equal (second_value, "no"))
    return other;

  return check->directive;
}

HnReportRow
hn_report_read_row (const HnReport *self, guint index)
{
  const HnFinding *finding = &self->assessment.findings[index];
  gboolean shared = finding->badness != 0 && finding->badness != HN_BADNESS_NA;
  HnReportRow row = { hn_finding_passed (finding), pick_directive (self, index) };

  row.value = hn_settings_dup_value (self->settings, row.directive);
  row.source = hn_settings_dup_source (self->settings, row.directive);
  row.share =
      shared ? g_strdup_printf ("%u.%u", finding->share / 10, finding->share % 10) : g_strdup ("");
  row.meaning = hn_finding_dup_description (&self->assessment, index, self->settings, self->policy);

  return row;
}

void
hn_report_row_clear (HnReportRow *row)
{
  g_free (row->value);
  g_free (row->source);
  g_free (row->share);
  g_free (row->meaning);
}

static gboolean
warnings_equal (gconstpointer a, gconstpointer b)
{
  const HnWarning *one = a, *other = b;

  return one->line == other->line && g_strcmp0 (one->file, other->file) == 0 &&
         strcmp (one->message, other->message) == 0;
}

GPtrArray *
hn_report_list_new_warnings (const HnReport *self, const HnReport *before)
{
  GPtrArray *all = self->settings->warnings.all;
  GPtrArray *known = before != NULL ? before->settings->warnings.all : NULL;
  GPtrArray *warnings = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (known == NULL ||
        !g_ptr_array_find_with_equal_func (known, all->pdata[i], warnings_equal, NULL))
      g_ptr_array_add (warnings, all->pdata[i]);

  return warnings;
}
