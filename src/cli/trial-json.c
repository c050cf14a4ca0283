/* Trials as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-json.h"

#include "permission-out.h"

static void
write_strings (const char *name, const char *const *strings, HnJsonOut *out)
{
  hn_json_out_name (out, name);
  hn_json_out_begin_array (out);
  for (; strings != NULL && *strings != NULL; strings++)
    hn_json_out_string (out, *strings);
  hn_json_out_end_array (out);
}

static void
write_exposure (const char *name, const HnReport *report, HnJsonOut *out)
{
  hn_json_out_name (out, name);
  if (report != NULL)
    hn_json_out_tenths (out, report->assessment.exposure);
  else
    hn_json_out_null (out);
}

/* A process may end with 0 and be killed by no signal: a number that is not there is null. */
static void
write_number (const char *name, gboolean given, int number, HnJsonOut *out)
{
  hn_json_out_name (out, name);
  if (given && number >= 0)
    hn_json_out_number (out, (guint64) number);
  else
    hn_json_out_null (out);
}

static void
write_bisection (HnCulpritSearch *search, HnJsonOut *out)
{
  g_autoptr (GPtrArray) culprits = NULL;

  hn_json_out_name (out, "bisect");
  if (search == NULL)
    {
      hn_json_out_null (out);
      return;
    }

  culprits = hn_culprit_search_list_culprits (search);
  hn_json_out_begin_object (out);
  hn_json_out_name (out, "trials");
  hn_json_out_number (out, hn_culprit_search_get_trials (search)->len);
  hn_json_out_name (out, "culprits");
  hn_json_out_begin_array (out);
  for (guint i = 0; i < culprits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (culprits, i);
      g_autofree char *line =
          g_strdup_printf ("%s=%s", hn_directive_get (edit->directive)->name, edit->value);

      hn_json_out_string (out, line);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}

static void
write_blame (const HnBlame *blame, HnJsonOut *out)
{
  hn_json_out_name (out, "suspects");
  hn_json_out_begin_array (out);
  for (guint i = 0; blame != NULL && i < blame->suspects->len; i++)
    {
      const HnSuspect *suspect = g_ptr_array_index (blame->suspects, i);
      g_autofree char *line =
          g_strdup_printf ("%s=%s", hn_directive_get (suspect->edit->directive)->name,
                           suspect->edit->value);

      hn_json_out_begin_object (out);
      hn_json_out_string_member (out, "line", line);
      hn_json_out_string_member (out, "proof", suspect->proof);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_name (out, "narrowed");
  hn_json_out_boolean (out, blame != NULL && blame->narrowed);
}

/* What was said when it began to be taken back or, if it was not, last. */
static const HnTrialDetail *
get_detail (HnTrial *trial)
{
  static const HnTrialDetail nothing;
  const HnTrialDetail *detail = trial != NULL ? hn_trial_get_failure (trial) : NULL;

  if (detail == NULL && trial != NULL)
    detail = hn_trial_get_detail (trial);

  return detail != NULL ? detail : &nothing;
}

/* @outcome: in place of an end that nobody saw */
static void
write_states (HnTrial *trial, HnTrialState outcome, HnJsonOut *out)
{
  GArray *states = trial != NULL ? hn_trial_get_states (trial) : NULL;

  hn_json_out_name (out, "states");
  hn_json_out_begin_array (out);
  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      HnTrialState state = g_array_index (states, HnTrialState, i);

      hn_json_out_string (out, hn_trial_state_get_name (state == HN_TRIAL_ENDED ? outcome : state));
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
  const HnTrialDetail *detail = get_detail (trial);
  g_autoptr (GPtrArray) warnings = NULL;

  hn_json_out_begin_object (out);
  hn_json_out_string_member (out, "unit", unit);
  hn_json_out_string_member (out, "trial", trial != NULL ? hn_trial_get_id (trial) : NULL);
  hn_json_out_string_member (out, "outcome",
                             trial != NULL ? hn_trial_state_get_name (state) : "unchanged");
  write_states (trial, state, out);
  hn_json_out_string_member (out, "reason", detail->reason);
  hn_json_out_string_member (out, "step", detail->step);
  hn_json_out_string_member (out, "result", detail->result);
  write_number ("code", detail->has_status, detail->code, out);
  write_number ("status", detail->has_status, detail->status, out);
  write_strings ("directives", (const char *const *) detail->directives, out);
  write_blame (trial != NULL ? hn_trial_get_blame (trial) : NULL, out);
  write_bisection (search, out);
  hn_json_out_string_member (out, "note", detail->note);
  write_strings ("journal", trial != NULL ? hn_trial_get_journal (trial) : NULL, out);
  hn_json_out_string_member (out, "journal_error",
                             trial != NULL ? hn_trial_get_journal_error (trial) : NULL);
  write_strings ("unread", plan != NULL ? (const char *const *) plan->change.unread : NULL, out);
  hn_json_out_string_member (out, "drop_in", plan != NULL ? plan->change.text : NULL);
  write_exposure ("before", plan != NULL ? plan->before : NULL, out);
  write_exposure ("after", plan != NULL ? plan->after : NULL, out);
  write_exposure ("exposure", live, out);
  hn_permission_write_json (plan != NULL ? plan->change.permission : NULL, out);
  hn_reasons_write_json ("left_out", plan != NULL ? plan->left_out : NULL, out);
  if (plan != NULL)
    warnings = hn_report_list_new_warnings (plan->after, plan->before);
  else
    warnings = g_ptr_array_new ();
  hn_json_out_name (out, "warnings");
  hn_warnings_write_json (warnings, out);
  hn_json_out_end_object (out);
}

void
hn_trials_write_json (GPtrArray *trials, HnJsonOut *out)
{
  hn_json_out_begin_array (out);
  for (guint i = 0; i < trials->len; i++)
    {
      const HnTrialRecord *trial = g_ptr_array_index (trials, i);

      hn_json_out_begin_object (out);
      hn_json_out_string_member (out, "trial", trial->id);
      hn_json_out_string_member (out, "unit", trial->unit);
      hn_json_out_string_member (out, "state", hn_trial_state_get_name (trial->state));
      hn_json_out_name (out, "seconds_left");
      if (trial->detail->deadline != 0)
        hn_json_out_number (out, hn_trial_detail_get_seconds_left (trial->detail));
      else
        hn_json_out_null (out);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}
