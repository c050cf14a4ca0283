/* Trials as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-json.h"

#include "cli/permission-out.h"

static void
write_strings (const char *name, const char *const *strings, HnJsonOut *out)
{
  hn_json_out_begin_array (out, name);
  for (; strings != NULL && *strings != NULL; strings++)
    hn_json_out_string (out, NULL, *strings);
  hn_json_out_end_array (out);
}

static void
write_exposure (const char *name, const HnReport *report, HnJsonOut *out)
{
  hn_json_out_tenths (out, name, report != NULL ? (int) report->assessment.exposure : -1);
}

static void
write_bisection (HnCulpritSearch *search, HnJsonOut *out)
{
  g_autoptr (GPtrArray) culprits = NULL;

  if (search == NULL)
    {
      hn_json_out_null (out, "bisect");
      return;
    }

  culprits = hn_culprit_search_list_culprits (search);
  hn_json_out_begin_object (out, "bisect");
  hn_json_out_number (out, "trials", hn_culprit_search_get_info (search)->trials->len);
  hn_json_out_begin_array (out, "culprits");
  for (guint i = 0; i < culprits->len; i++)
    {
      const HnChange *change = g_ptr_array_index (culprits, i);
      g_autofree char *line = hn_change_dup_line (change);

      hn_json_out_string (out, NULL, line);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}

static void
write_blame (const HnBlame *blame, HnJsonOut *out)
{
  hn_json_out_begin_array (out, "suspects");
  for (guint i = 0; blame != NULL && i < blame->suspects->len; i++)
    {
      const HnSuspect *suspect = g_ptr_array_index (blame->suspects, i);
      g_autofree char *line = hn_change_dup_line (suspect->change);

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "line", line);
      hn_json_out_string (out, "proof", suspect->proof);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_boolean (out, "narrowed", blame != NULL && blame->narrowed);
}

/* What was said when it began to be taken back or, if it was not, last. */
static const HnTrialDetail *
get_detail (HnTrial *trial)
{
  static const HnTrialDetail nothing;
  const HnTrialDetail *detail = trial != NULL ? hn_trial_get_info (trial)->failure : NULL;

  if (detail == NULL && trial != NULL)
    detail = hn_trial_get_info (trial)->detail;

  return detail != NULL ? detail : &nothing;
}

/* @outcome: in place of an end that nobody saw */
static void
write_states (HnTrial *trial, HnTrialState outcome, HnJsonOut *out)
{
  GArray *states = trial != NULL ? hn_trial_get_info (trial)->states : NULL;

  hn_json_out_begin_array (out, "states");
  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      HnTrialState state = g_array_index (states, HnTrialState, i);

      hn_json_out_string (out, NULL,
                          hn_trial_state_get_name (state == HN_TRIAL_ENDED ? outcome : state));
    }
  hn_json_out_end_array (out);
}

void
hn_trial_write_json (HnTrial *trial,
                     const char *unit,
                     HnTrialState state,
                     const HnTrialPlan *plan,
                     HnCulpritSearch *search,
                     const HnReport *live,
                     HnJsonOut *out)
{
  static const HnTrialPlan unknown;
  const HnTrialDetail *detail = get_detail (trial);
  g_autoptr (GPtrArray) warnings =
      plan != NULL ? hn_report_list_new_warnings (plan->after, plan->before) : g_ptr_array_new ();

  if (plan == NULL)
    plan = &unknown;
  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", unit);
  hn_json_out_string (out, "trial", trial != NULL ? hn_trial_get_info (trial)->id : NULL);
  hn_json_out_string (out, "outcome",
                      trial != NULL ? hn_trial_state_get_name (state) : "unchanged");
  write_states (trial, state, out);
  hn_json_out_string (out, "reason", detail->reason);
  hn_json_out_string (out, "step", detail->step);
  hn_json_out_string (out, "result", detail->result);
  /* A process may end with 0: a number that is not there is null. */
  hn_json_out_number (out, "code", detail->has_status ? detail->code : -1);
  hn_json_out_number (out, "status", detail->has_status ? detail->status : -1);
  write_strings ("directives", (const char *const *) detail->directives, out);
  write_blame (trial != NULL ? hn_trial_get_info (trial)->blame : NULL, out);
  write_bisection (search, out);
  hn_json_out_string (out, "note", detail->note);
  write_strings ("journal", trial != NULL ? hn_trial_get_info (trial)->journal : NULL, out);
  hn_json_out_string (out, "journal_error",
                      trial != NULL ? hn_trial_get_info (trial)->journal_error : NULL);
  write_strings ("unread", (const char *const *) plan->change.unread, out);
  hn_json_out_string (out, "drop_in", plan->change.text);
  write_exposure ("before", plan->before, out);
  write_exposure ("after", plan->after, out);
  write_exposure ("exposure", live, out);
  hn_permission_write_json (plan->change.permission, out);
  hn_reasons_write_json ("left_out", plan->left_out, out);
  hn_warnings_write_json (warnings, out);
  hn_json_out_end_object (out);
}

void
hn_trials_write_json (GPtrArray *trials, HnJsonOut *out)
{
  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < trials->len; i++)
    {
      const HnTrialRecord *trial = g_ptr_array_index (trials, i);

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "trial", trial->id);
      hn_json_out_string (out, "unit", trial->unit);
      hn_json_out_string (out, "state", hn_trial_state_get_name (trial->state));
      hn_json_out_number (out, "seconds_left",
                          trial->detail->deadline != 0
                              ? (gint64) hn_trial_detail_get_seconds_left (trial->detail)
                              : -1);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}
