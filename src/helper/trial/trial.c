/* One trial as a whole: how it begins, goes on after a crash and ends, and what callers may do with
 * it. Its steps are in trial-table.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/audit.h"
#include "helper/errors.h"
#include "helper/inspect.h"
#include "helper/watch.h"

/* What everything up to Keep may take besides the restart and the watch over it: a slow reload, and
 * the pauses that systemd wants between them. Then the dead man's timer elapses. */
#define SLACK (3 * 60 * G_USEC_PER_SEC)

/* What is known of the service is needed again when the trial has started it anew. */
static void
hold_settled (HnHelperTrial *self, gboolean held)
{
  if (self->record->etag != NULL)
    hn_settled_hold (self->helper->settled, self->record->unit, self->record->etag, held,
                     hn_now (CLOCK_MONOTONIC));
}

static HnHelperTrial *
trial_new (HnHelper *helper, HnRecord *record, const HnTrialRow *steps)
{
  HnHelperTrial *self = g_new0 (HnHelperTrial, 1);

  self->helper = helper;
  self->record = record;
  self->steps = steps;
  self->job_usec = hn_trial_job_time (NULL);
  self->ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->gathered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->gather);
  g_queue_init (&self->calls);
  g_ptr_array_add (helper->trials, self);
  hold_settled (self, TRUE);
  hn_helper_work_changed (helper);

  return self;
}

static void
drop_call (gpointer call)
{
  sd_bus_message_unref (call);
}

void
hn_trial_free (HnHelperTrial *self)
{
  hn_trial_stop (self);
  sd_event_source_disable_unref (self->deadline);
  sd_bus_slot_unref (self->following);
  g_queue_clear_full (&self->gather, g_free);
  g_queue_clear_full (&self->calls, drop_call);
  g_hash_table_unref (self->ended);
  g_hash_table_unref (self->gathered);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->caller_unit);
  g_free (self->name);
  g_free (self->invocation);
  g_free (self->files_problem);
  g_free (self->left_problem);
  g_strfreev (self->stopped);
  hn_record_free (self->record);
  g_free (self);
}

const HnRecord *
hn_trial_get_record (HnHelperTrial *self)
{
  return self->record;
}

/* Takes the trial off the list, and leaves it to the caller. */
static void
leave (HnHelperTrial *self)
{
  guint index;

  if (g_ptr_array_find (self->helper->trials, self, &index))
    g_ptr_array_steal_index (self->helper->trials, index);
  hold_settled (self, FALSE);
}

void
hn_trial_forget (HnHelperTrial *self)
{
  HnHelper *helper = self->helper;

  leave (self);
  hn_trial_free (self);
  hn_helper_work_changed (helper);
}

/* Nothing of the trial is left, so that nobody needs to know of it any more. */
static void
remove_record (HnHelperTrial *self)
{
  g_autoptr (GError) error = NULL;

  hn_trial_disarm_before (self, self->record->dead_man + 1);
  if (!hn_record_remove (self->helper->records_fd, self->record->id, &error))
    sd_journal_print (LOG_WARNING, "%s", error->message);
}

HnOutcome
hn_trial_finish (HnHelperTrial *self, HnTrialState state)
{
  HnHelper *helper = self->helper;
  g_autoptr (GError) failure = NULL;

  hn_trial_stop (self);
  self->deadline = sd_event_source_disable_unref (self->deadline);
  self->following = sd_bus_slot_unref (self->following);
  self->record->state = state;
  hn_audit_outcome (self->record);
  hn_trial_save (self, NULL);
  remove_record (self);

  failure = g_error_new_literal (HN_HELPER_ERROR,
                                 state == HN_TRIAL_REVERTED && self->changed_meanwhile
                                     ? HN_HELPER_ERROR_CHANGED
                                     : HN_HELPER_ERROR_FAILED,
                                 self->record->reason != NULL ? self->record->reason : "");
  /* A change that was to be kept and had to be taken back is no success to who kept it. */
  hn_trial_answer_calls (self, state != HN_TRIAL_KEPT ? failure : NULL,
                         state == HN_TRIAL_FAILED ? failure : NULL);
  /* To whoever started us for this one trial alone; else systemd would start us anew for it. */
  if (state == HN_TRIAL_FAILED && helper->revert_only && helper->exit_status == EXIT_SUCCESS)
    helper->exit_status = EXIT_FAILURE;
  /* What is pending is told without this one. */
  leave (self);
  hn_trial_emit (self);
  hn_trial_free (self);
  hn_helper_work_changed (helper);

  return HN_OUTCOME_OVER;
}

/* Beginning. */

void
hn_trial_ask_arm (HnHelperTrial *self)
{
  hn_trial_arm (self, self->begin_usec);
}

HnOutcome
hn_trial_take_armed (HnHelperTrial *self)
{
  HnTrialBeginFunc func = self->begin_func;

  self->begin_func = NULL;
  if (self->error != NULL)
    {
      remove_record (self);
      func (self->begin_data, NULL, self->error);
      hn_trial_forget (self);
      return HN_OUTCOME_OVER;
    }

  func (self->begin_data, self, NULL);
  hn_trial_emit (self);

  return HN_OUTCOME_DONE;
}

void
hn_trial_begin (HnHelper *helper,
                HnRecord *record,
                const HnTrialRow *steps,
                GPtrArray *changes,
                const HnLook *look,
                const char *caller_unit,
                HnTrialBeginFunc func,
                gpointer user_data)
{
  HnHelperTrial *self = trial_new (helper, record, steps);

  self->changes = changes;
  self->begin_func = func;
  self->begin_data = user_data;
  self->caller_unit = g_strdup (caller_unit);
  record->state = HN_TRIAL_AUTHORIZED;
  record->was_active = hn_look_is_active (look);
  record->invocation = g_strdup (look->invocation);
  record->n_restarts = look->n_restarts;
  if (record->at_once)
    record->restart_time = hn_now (CLOCK_REALTIME);
  self->begin_usec = SLACK + hn_trial_job_time (look) + hn_watch_time (look);
  hn_trial_go (self, HN_DO_ARM);
}

/* Going on. */

/* Where a trial stood that was on its way to Keep. */
static const char *
get_next_step (const HnRecord *record)
{
  if (record->state >= HN_TRIAL_RESTARTED)
    return HN_STEP_WATCH;
  if (record->state >= HN_TRIAL_LOADED)
    return record->at_once ? HN_STEP_WATCH : HN_STEP_RESTART;

  return record->state >= HN_TRIAL_WRITTEN ? HN_STEP_LOAD : HN_STEP_WRITE;
}

void
hn_trial_resume (HnHelper *helper, HnRecord *record, const HnTrialRow *steps)
{
  HnHelperTrial *self = trial_new (helper, record, steps);

  self->missed_jobs = TRUE;
  self->changes = hn_parse (helper, record->text);

  if (hn_trial_state_is_end (record->state))
    {
      remove_record (self);
      hn_trial_forget (self);
    }
  else if (record->state == HN_TRIAL_KEEPING)
    hn_trial_go (self, HN_DO_KEEP);
  else if (record->state == HN_TRIAL_REVERTING)
    hn_trial_go (self, HN_DO_TAKE_BACK);
  else if (record->state != HN_TRIAL_HEALTHY)
    hn_trial_fail (self, get_next_step (record),
                   _ ("The helper was stopped in the middle of the trial"));
  /* Without a text that can be read, Keep could not be checked. */
  else if (helper->revert_only || (!record->removal && self->changes == NULL))
    hn_trial_fail (self, HN_STEP_KEEP, _ ("The time to keep the change is over"));
  else
    hn_trial_go (self, HN_DO_AWAIT_KEEP);
}

/* What callers may do. */

char *
hn_trial_dup_template (const char *unit)
{
  const char *at = strchr (unit, '@');

  return at != NULL ? g_strdup_printf ("%.*s@.service", (int) (at - unit), unit) : NULL;
}

gboolean
hn_trial_check_permanent (HnHelperTrial *self, gboolean begun, GError **error)
{
  const HnRecord *record = self->record;
  g_autofree char *present = NULL;
  g_autofree char *uncovered = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *template = NULL;
  g_autofree char *path = NULL;
  gboolean same;

  if (!hn_place_read (self->helper->permanent, record->unit, &present, error) ||
      (record->removal && !hn_trial_read_uncovered (self->helper, record->unit, &uncovered, error)))
    return FALSE;
  hash = hn_record_hash (present);
  same = g_strcmp0 (uncovered, record->uncovered) == 0;
  if (same && (strcmp (hash, record->previous_hash) == 0 ||
               (begun && strcmp (hash, record->text_hash) == 0)))
    return TRUE;

  template = same ? NULL : hn_trial_dup_template (record->unit);
  path = hn_place_dup_path (self->helper->permanent, template != NULL ? template : record->unit);
  return hn_helper_error_set (error, HN_HELPER_ERROR_CHANGED,
                              _ ("Somebody has changed %s meanwhile"), path);
}

void
hn_trial_call_revert (HnHelperTrial *self, sd_bus_message *call, gboolean foreign, GError **error)
{
  if (self->record->state == HN_TRIAL_KEEPING || self->weighing || self->begin_func != NULL)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_BUSY, _ ("The change is just being made"));
      return;
    }

  g_queue_push_tail (&self->calls, sd_bus_message_ref (call));
  if (self->record->state != HN_TRIAL_REVERTING)
    hn_trial_fail (self, HN_STEP_KEEP,
                   foreign ? _ ("The system's administrator took the change back")
                           : _ ("The change was taken back on request"));
}

gboolean
hn_trial_read_uncovered (HnHelper *helper, const char *unit, char **ret_text, GError **error)
{
  g_autofree char *template = hn_trial_dup_template (unit);

  *ret_text = NULL;

  return template == NULL || hn_place_read_text (helper->permanent, template, ret_text, error);
}

HnHelperTrial *
hn_trial_find (HnHelper *helper, const char *name)
{
  for (guint i = 0; i < helper->trials->len; i++)
    {
      HnHelperTrial *self = helper->trials->pdata[i];

      if (strcmp (self->record->id, name) == 0 || strcmp (self->record->unit, name) == 0)
        return self;
    }

  return NULL;
}
