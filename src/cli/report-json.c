/* A report as JSON. The names of members are a promise to programs; docs and tests hold them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report.h"

#include <glib/gi18n-lib.h>

#include "accepted-out.h"
#include "facts-out.h"

void
hn_exposure_write_json (const char *unit, guint exposure, HnLevel level, HnJsonOut *out)
{
  hn_json_out_string (out, "unit", unit);
  hn_json_out_tenths (out, "exposure", (int) exposure);
  hn_json_out_string (out, "level", hn_level_get_name (level));
  hn_json_out_string (out, "emoji", hn_level_get_emoji (level));
}

void
hn_warnings_write_json (GPtrArray *warnings, HnJsonOut *out)
{
  hn_json_out_begin_array (out, "warnings");
  for (guint i = 0; i < warnings->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (warnings, i);

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "file", warning->file);
      hn_json_out_number (out, "line", warning->line > 0 ? (gint64) warning->line : -1);
      hn_json_out_string (out, "message", warning->message);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

static void
write_check (const HnReport *self, guint index, gboolean explain, HnJsonOut *out)
{
  static const char *const risks[] = {
    [HN_RISK_LOW] = "low", [HN_RISK_MEDIUM] = "medium", [HN_RISK_HIGH] = "high"
  };
  const HnCheck *check = hn_check_get (index);
  const HnFinding *finding = &self->assessment.findings[index];
  g_auto (HnReportRow) row = hn_report_read_row (self, index);

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "id", check->id);
  hn_json_out_string (out, "json_field", check->json_field);
  hn_json_out_boolean (out, "passed", row.passed);
  hn_json_out_number (out, "badness",
                      finding->badness != HN_BADNESS_NA ? (gint64) finding->badness : -1);
  hn_json_out_number (out, "weight", finding->weight);
  hn_json_out_number (out, "range", finding->range);
  hn_json_out_tenths (out, "share", *row.share != '\0' ? (int) finding->share : -1);
  hn_json_out_string (out, "directive", hn_directive_get (row.directive)->name);
  hn_json_out_string (out, "value", row.value);
  hn_json_out_string (out, "source", row.source);
  hn_json_out_string (out, "description", row.meaning);
  hn_accepted_write_json (hn_report_find_accepted (self, index), out);
  if (explain)
    {
      hn_json_out_string (out, "risk", risks[check->risk]);
      hn_json_out_string (out, "breaks", _ (hn_directive_get (check->directive)->breaks));
    }
  hn_json_out_end_object (out);
}

void
hn_report_write_json (const char *name, const HnReport *self, gboolean explain, HnJsonOut *out)
{
  g_autoptr (GPtrArray) warnings = hn_report_list_new_warnings (self, NULL);
  gboolean user = self->settings->context.scope == HN_SCOPE_USER;

  hn_json_out_begin_object (out, name);
  hn_exposure_write_json (self->settings->context.unit, self->assessment.exposure,
                          self->assessment.level, out);
  if (hn_report_get_counted (self) != self->assessment.exposure)
    hn_json_out_tenths (out, "counted", (int) hn_report_get_counted (self));
  hn_json_out_begin_object (out, "manager");
  hn_json_out_string (out, "version", self->version);
  hn_json_out_string (out, "scope", user ? "user" : "system");
  hn_json_out_end_object (out);
  if (self->needs_reload)
    hn_json_out_boolean (out, "needs_reload", TRUE);
  hn_warnings_write_json (warnings, out);
  if (self->facts != NULL)
    hn_facts_write_json (self->facts, out);
  hn_in_force_write_json (self->settings, self->facts, out);
  hn_json_out_begin_array (out, "checks");
  for (guint i = 0; i < HN_N_CHECKS; i++)
    write_check (self, i, explain, out);
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}
