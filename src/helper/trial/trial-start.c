/* The steps of a trial up to the wait for Keep: the drop-in is written, the manager reads it, and
 * is asked whether every setting is in force.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "helper/errors.h"
#include "helper/inspect.h"

/* How long after the deadline the revert timer elapses. */
#define GRACE (10 * G_USEC_PER_SEC)

void
hn_trial_ask_arm (HnHelperTrial *self)
{
  hn_trial_arm (self, self->begin_usec);
}

HnOutcome
hn_trial_take_armed (HnHelperTrial *self)
{
  HnContinueFunc func = self->begin_func;

  self->begin_func = NULL;
  if (self->error != NULL)
    {
      hn_trial_remove_record (self);
      func (self->begin_data, self->error);
      hn_trial_forget (self);
      return HN_OUTCOME_OVER;
    }

  func (self->begin_data, NULL);
  hn_trial_emit (self);

  return HN_OUTCOME_DONE;
}

HnOutcome
hn_trial_reach (HnHelperTrial *self, HnTrialState state, const char *step)
{
  g_autoptr (GError) error = NULL;

  self->record->state = state;
  if (!hn_trial_save (self, &error))
    return hn_trial_failed (self, step, error->message, NULL);
  hn_trial_emit (self);

  return HN_OUTCOME_DONE;
}

/* Waiting for Keep. */

static int
deadline_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  hn_trial_fail (user_data, HN_STEP_KEEP, _ ("Nobody kept the change in time"));

  return 0;
}

HnOutcome
hn_trial_await_keep (HnHelperTrial *self)
{
  self->weighing = FALSE;
  self->deadline = sd_event_source_disable_unref (self->deadline);
  if (sd_event_add_time (self->helper->event, &self->deadline, CLOCK_BOOTTIME,
                         self->record->deadline, 1000, deadline_cb, self) < 0)
    g_error ("out of memory");

  return HN_OUTCOME_OVER;
}

void
hn_trial_ask_arm_for_keep (HnHelperTrial *self)
{
  self->following = sd_bus_slot_unref (self->following);
  hn_trial_arm (self, self->record->confirm * G_USEC_PER_SEC + GRACE);
}

HnOutcome
hn_trial_take_armed_for_keep (HnHelperTrial *self)
{
  self->record->deadline = hn_now (CLOCK_BOOTTIME) + self->record->confirm * G_USEC_PER_SEC;

  return hn_trial_reach (self, HN_TRIAL_HEALTHY, HN_STEP_WATCH);
}

/* Loading. */

gboolean
hn_trial_check_loaded (HnHelperTrial *self,
                       const HnLook *look,
                       gboolean with_trial,
                       GStrv *ret_ignored,
                       GError **error)
{
  HnHelper *helper = self->helper;
  const char *const *drop_ins = (const char *const *) look->unit->drop_ins;
  g_autofree char *trial = hn_place_dup_path (helper->trial, self->record->unit);
  g_autofree char *permanent = hn_place_dup_path (helper->permanent, self->record->unit);
  const char *path = with_trial ? trial : permanent;
  gboolean listed = g_strv_contains (drop_ins, path);

  if (strcmp (look->unit->load_state, "loaded") != 0)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_FAILED,
        /* Translators: a service, and systemd's word: "not-found", "masked" … */
        _ ("systemd does not load %s with the change: it is “%s”"), self->record->unit,
        look->unit->load_state);

  if (self->record->removal && g_strv_contains (drop_ins, permanent))
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, _ ("systemd still reads %s"),
                                permanent);
  /* What is to hold instead is not Hardnut's to check. */
  if (self->record->removal && (listed || !with_trial || self->record->uncovered == NULL))
    return TRUE;
  if (!listed)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, _ ("systemd does not read %s"),
                                path);

  return hn_check_in_force (helper, look, self->changes, self->record, ret_ignored, error);
}

HnOutcome
hn_trial_take_loaded (HnHelperTrial *self)
{
  g_autoptr (GError) wrong = NULL;
  g_auto (GStrv) ignored = NULL;
  HnRecord *record = self->record;

  if (!hn_trial_check_loaded (self, self->look, TRUE, &ignored, &wrong))
    {
      if (ignored != NULL)
        {
          g_strfreev (record->directives);
          record->directives = g_steal_pointer (&ignored);
        }
      return hn_trial_failed (self, HN_STEP_LOAD, wrong->message, NULL);
    }

  if (hn_trial_reach (self, HN_TRIAL_LOADED, HN_STEP_LOAD) != HN_OUTCOME_DONE)
    return HN_OUTCOME_FAILED;
  if (record->next_start)
    {
      record->keeping = TRUE;
      return hn_trial_reach (self, HN_TRIAL_KEEPING, HN_STEP_KEEP) == HN_OUTCOME_DONE
                 ? HN_OUTCOME_OTHER
                 : HN_OUTCOME_FAILED;
    }

  return (record->restart && record->was_active) || record->at_once ? HN_OUTCOME_RESTART
                                                                    : HN_OUTCOME_DONE;
}

/* Writing. */

HnOutcome
hn_trial_write (HnHelperTrial *self)
{
  g_autoptr (GError) error = NULL;

  if (!hn_place_write (self->helper->trial, self->record->unit, self->record->id,
                       self->record->removal ? self->record->uncovered : self->record->text,
                       &error))
    return hn_trial_failed (self, HN_STEP_WRITE, error->message, NULL);

  return hn_trial_reach (self, HN_TRIAL_WRITTEN, HN_STEP_WRITE);
}
