/* The little that a list needs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "list-entry.h"

#include "report.h"

HnListEntry *
hn_list_entry_new (const HnSettings *settings, const HnPolicy *policy, GError **error)
{
  HnAssessment assessment;
  HnListEntry *self;

  if (!hn_report_assess (settings, policy, &assessment, error))
    return NULL;

  self = g_new0 (HnListEntry, 1);
  self->unit = g_strdup (hn_settings_get_unit (settings));
  self->exposure = assessment.exposure;
  self->level = assessment.level;

  return self;
}

HnListEntry *
hn_list_entry_new_refused (const char *unit, const char *reason)
{
  HnListEntry *self = g_new0 (HnListEntry, 1);

  self->unit = g_strdup (unit);
  self->refused = g_strdup (reason);

  return self;
}

void
hn_list_entry_free (HnListEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->unit);
  g_free (self->refused);
  g_free (self);
}

void
hn_list_entry_write_json (const HnListEntry *self, HnJsonOut *out)
{
  hn_json_out_begin_object (out);
  if (self->refused == NULL)
    {
      hn_exposure_write_json (self->unit, self->exposure, self->level, out);
    }
  else
    {
      hn_json_out_string_member (out, "unit", self->unit);
      hn_json_out_name (out, "exposure");
      hn_json_out_null (out);
      hn_json_out_string_member (out, "level", NULL);
      hn_json_out_string_member (out, "emoji", NULL);
      hn_json_out_string_member (out, "refused", self->refused);
    }
  if (self->needs_reload)
    {
      hn_json_out_name (out, "needs_reload");
      hn_json_out_boolean (out, TRUE);
    }
  hn_json_out_end_object (out);
}
