/* A report as JSON. The names of members are a promise to programs; docs and tests hold them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report.h"

#include <glib/gi18n-lib.h>

void
hn_exposure_write_json (const char *unit, guint exposure, HnLevel level, HnJsonOut *out)
{
  hn_json_out_string_member (out, "unit", unit);
  hn_json_out_tenths_member (out, "exposure", exposure);
  hn_json_out_string_member (out, "level", hn_level_get_name (level));
  hn_json_out_string_member (out, "emoji", hn_level_get_emoji (level));
}

void
hn_warnings_write_json (GPtrArray *warnings, HnJsonOut *out)
{
  hn_json_out_begin_array (out);
  for (guint i = 0; i < warnings->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (warnings, i);

      hn_json_out_begin_object (out);
      hn_json_out_string_member (out, "file", warning->file);
      if (warning->line > 0)
        {
          hn_json_out_number_member (out, "line", warning->line);
        }
      else
        {
          hn_json_out_name (out, "line");
          hn_json_out_null (out);
        }
      hn_json_out_string_member (out, "message", warning->message);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

static void
write_check (
    const HnReport *self, guint index, const HnPolicy *policy, gboolean explain, HnJsonOut *out)
{
  static const char *const risks[] = {
    [HN_RISK_LOW] = "low", [HN_RISK_MEDIUM] = "medium", [HN_RISK_HIGH] = "high"
  };
  const HnCheck *check = hn_check_get (index);
  const HnFinding *finding = &self->assessment.findings[index];
  int passed = hn_finding_passed (finding);
  g_autofree char *description = NULL;
  g_autofree char *source = hn_report_dup_source (self, index);
  g_autofree char *value = hn_report_dup_value (self, index);

  description = hn_finding_dup_description (&self->assessment, index, self->settings, policy);

  hn_json_out_begin_object (out);
  hn_json_out_string_member (out, "id", check->id);
  hn_json_out_string_member (out, "json_field", check->json_field);
  hn_json_out_name (out, "passed");
  if (passed < 0)
    hn_json_out_null (out);
  else
    hn_json_out_boolean (out, passed > 0);
  hn_json_out_name (out, "badness");
  if (finding->badness == HN_BADNESS_NA)
    hn_json_out_null (out);
  else
    hn_json_out_number (out, finding->badness);
  hn_json_out_number_member (out, "weight", finding->weight);
  hn_json_out_number_member (out, "range", finding->range);
  hn_json_out_name (out, "share");
  if (finding->badness == 0 || finding->badness == HN_BADNESS_NA)
    hn_json_out_null (out);
  else
    hn_json_out_tenths (out, finding->share);
  hn_json_out_string_member (out, "directive", hn_report_get_directive (self, index));
  hn_json_out_string_member (out, "value", value);
  hn_json_out_string_member (out, "source", source);
  hn_json_out_string_member (out, "description", description);
  if (explain)
    {
      hn_json_out_string_member (out, "risk", risks[check->risk]);
      hn_json_out_string_member (out, "breaks", _ (hn_directive_get (check->directive)->breaks));
    }
  hn_json_out_end_object (out);
}

void
hn_report_write_json (const HnReport *self,
                      const HnPolicy *policy,
                      gboolean explain,
                      HnJsonOut *out)
{
  g_autoptr (GPtrArray) warnings = hn_report_list_new_warnings (self, NULL);

  hn_json_out_begin_object (out);
  hn_exposure_write_json (hn_settings_get_unit (self->settings), self->assessment.exposure,
                          self->assessment.level, out);

  hn_json_out_name (out, "manager");
  hn_json_out_begin_object (out);
  hn_json_out_string_member (out, "version", self->version);
  hn_json_out_string_member (out, "scope",
                             hn_settings_get_scope (self->settings) == HN_SCOPE_USER ? "user"
                                                                                     : "system");
  hn_json_out_end_object (out);

  if (self->needs_reload)
    {
      hn_json_out_name (out, "needs_reload");
      hn_json_out_boolean (out, TRUE);
    }
  hn_json_out_name (out, "warnings");
  hn_warnings_write_json (warnings, out);

  hn_json_out_name (out, "checks");
  hn_json_out_begin_array (out);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    write_check (self, i, policy, explain, out);
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}
