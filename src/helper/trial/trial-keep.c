/* The steps that make a trial permanent: first the permanent file, then the trial's goes. A crash
 * in between leaves two files of the same content, and what comes after it ends the work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "helper/calls/change-measures.h"
#include "helper/errors.h"
#include "helper/inspect.h"

/* Both reloads, however slow. */
#define KEEP_TIME (5 * 60 * G_USEC_PER_SEC)

/* The call of Keep. */

/* Since the trial began somebody may have closed what the change would open again. */
static gboolean
check_weakened (HnHelperTrial *self, GError **error)
{
  const HnRecord *record = self->record;
  g_autoptr (HnInspection) inspection = hn_inspect (self->helper, self->look, error);
  g_autofree char *uncovered = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_auto (GStrv) weakened = NULL;

  if (inspection == NULL ||
      !hn_trial_read_uncovered (self->helper, record->unit, &uncovered, error))
    return FALSE;
  found = hn_change_find_weakenings (self->helper, self->look, self->facts, inspection, record->uid,
                                     self->changes, record->previous, uncovered);
  weakened = hn_change_name_weakenings (found);
  for (guint i = 0; weakened[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) record->weakened, weakened[i]))
      return hn_helper_error_set (
          error, HN_HELPER_ERROR_CHANGED,
          /* Translators: a service */
          _ ("%s is not what it was when the change was permitted, which would open "
             "something now; take it back, and make it anew"),
          record->unit);

  return TRUE;
}

/* Whether the service has been started with the change, and so was seen with it. */
static gboolean
check_seen (HnHelperTrial *self, GError **error)
{
  const HnRecord *record = self->record;

  if (!record->gain || record->restarted ||
      (hn_look_is_active (self->look) &&
       g_strcmp0 (self->look->invocation, record->invocation) != 0))
    return TRUE;

  return hn_helper_error_set (
      error, HN_HELPER_ERROR_UNIT_REFUSED,
      /* Translators: a service */
      _ ("%s gives up rights as it starts, and whether it still does is seen only when it "
         "starts with the change; restart it, and keep the change then"),
      record->unit);
}

/* Nothing is kept, and the trial goes on as it did. */
static HnOutcome
refuse (HnHelperTrial *self, const GError *error)
{
  hn_trial_answer (self, error);

  return HN_OUTCOME_OTHER;
}

HnOutcome
hn_trial_take_weighed (HnHelperTrial *self)
{
  HnRecord *record = self->record;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;
  HnPowersVerdict verdict;

  if (self->error != NULL)
    return refuse (self, self->error);
  /* Removed or masked in the meantime: there is nothing left to keep it for. */
  if (strcmp (self->look->unit->load_state, "loaded") != 0)
    {
      reason = g_strdup_printf (
          /* Translators: a service, and systemd's word: "not-found", "masked" … */
          _ ("systemd does not load %s with the change: it is “%s”"), record->unit,
          self->look->unit->load_state);
      return hn_trial_failed (self, HN_STEP_KEEP, reason, NULL);
    }
  /* Nobody's work is written over: the file must be what it was when the trial began. What systemd
   * has not read yet would be in force with the change, and not be weighed. */
  if (!hn_trial_check_permanent (self, FALSE, &error) ||
      !hn_check_read (self->helper, self->look, &error) || !check_weakened (self, &error) ||
      !check_seen (self, &error))
    return refuse (self, error);
  /* Since the watch the service may have been started again, or have started something itself. */
  verdict = hn_trial_compare_powers (self, self->look->control_group, &reason);
  if (verdict == HN_POWERS_TOO_EARLY)
    {
      hn_helper_error_set (&error, HN_HELPER_ERROR_BUSY,
                           _ ("Something of %s has just been started and may still be dropping "
                              "rights; keep the change in a moment"),
                           record->unit);
      return refuse (self, error);
    }
  if (verdict != HN_POWERS_NOT_MORE)
    return hn_trial_failed (self, HN_STEP_KEEP, reason, NULL);

  record->state = HN_TRIAL_KEEPING;
  record->keeping = TRUE;
  if (!hn_trial_save (self, &error))
    {
      record->state = HN_TRIAL_HEALTHY;
      record->keeping = FALSE;
      return refuse (self, error);
    }
  hn_trial_emit (self);

  return HN_OUTCOME_DONE;
}

void
hn_trial_call_keep (HnHelperTrial *self, sd_bus_message *call, GError **error)
{
  const HnRecord *record = self->record;

  if (record->state != HN_TRIAL_HEALTHY && (record->state != HN_TRIAL_KEEPING || !record->keeping))
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_BUSY,
                           record->state == HN_TRIAL_REVERTING
                               ? _ ("The change is being taken back")
                               : _ ("The trial has not come so far that it could be kept"));
      return;
    }

  g_queue_push_tail (&self->calls, sd_bus_message_ref (call));
  if (record->state != HN_TRIAL_HEALTHY || self->weighing)
    return;
  /* Who calls in time is heard; the revert timer elapses after the deadline. */
  self->weighing = TRUE;
  self->deadline = sd_event_source_disable_unref (self->deadline);
  hn_trial_go (self, HN_DO_WEIGH);
}

/* What follows. */

HnOutcome
hn_trial_begin_keep (HnHelperTrial *self)
{
  self->weighing = FALSE;
  self->deadline = sd_event_source_disable_unref (self->deadline);
  if (!self->record->removal && self->changes == NULL)
    return hn_trial_failed (self, HN_STEP_KEEP,
                            _ ("The record of the trial cannot be read any more"), NULL);

  return HN_OUTCOME_DONE;
}

void
hn_trial_ask_arm_keep (HnHelperTrial *self)
{
  hn_trial_arm (self, KEEP_TIME);
}

HnOutcome
hn_trial_write_kept (HnHelperTrial *self)
{
  const HnRecord *record = self->record;
  g_autoptr (GError) wrong = NULL;
  gboolean done;

  /* Since Keep was called systemd was asked for a timer, and a crash may lie in between. */
  if (!hn_trial_check_permanent (self, TRUE, &wrong))
    {
      self->changed_meanwhile = g_error_matches (wrong, HN_HELPER_ERROR, HN_HELPER_ERROR_CHANGED);
      return hn_trial_failed (self, HN_STEP_KEEP, wrong->message, NULL);
    }

  hn_trial_begin_history (self);
  done = record->removal
             ? hn_place_remove (self->helper->permanent, record->unit, record->id, &wrong)
             : hn_place_write (self->helper->permanent, record->unit, record->id, record->text,
                               &wrong);

  return done ? HN_OUTCOME_DONE : hn_trial_failed (self, HN_STEP_KEEP, wrong->message, NULL);
}

static gboolean
check_in_force (HnHelperTrial *self, gboolean with_trial)
{
  g_autoptr (GError) wrong = NULL;
  g_auto (GStrv) ignored = NULL;

  if (hn_trial_check_loaded (self, self->look, with_trial, &ignored, &wrong))
    return TRUE;
  hn_trial_failed (self, HN_STEP_KEEP, wrong->message, NULL);

  return FALSE;
}

HnOutcome
hn_trial_take_kept (HnHelperTrial *self)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *trial = hn_place_dup_path (self->helper->trial, self->record->unit);
  gboolean with_trial = g_strv_contains ((const char *const *) self->look->unit->drop_ins, trial);

  if (!check_in_force (self, with_trial))
    return HN_OUTCOME_FAILED;
  /* Now systemd has read what nobody had told it of. */
  if (!check_weakened (self, &wrong))
    {
      self->changed_meanwhile = g_error_matches (wrong, HN_HELPER_ERROR, HN_HELPER_ERROR_CHANGED);
      return hn_trial_failed (self, HN_STEP_KEEP, wrong->message, NULL);
    }

  return hn_place_remove (self->helper->trial, self->record->unit, self->record->id, &wrong)
             ? HN_OUTCOME_DONE
             : hn_trial_failed (self, HN_STEP_KEEP, wrong->message, NULL);
}

/* The next change is measured by what this one has left, though the service may have just been
 * started. */
static void
remember_powers (HnHelperTrial *self, const HnLook *look)
{
  HnPowers powers = hn_powers_from_text (self->record->powers);
  g_autoptr (HnInspection) inspection = hn_inspect (self->helper, look, NULL);

  if (inspection != NULL)
    hn_settled_put (self->helper->settled, self->record->unit, inspection->etag, &powers,
                    hn_now (CLOCK_MONOTONIC));
}

HnOutcome
hn_trial_take_alone (HnHelperTrial *self)
{
  if (!check_in_force (self, FALSE))
    return HN_OUTCOME_FAILED;
  remember_powers (self, self->look);
  hn_trial_add_history (self);

  return hn_trial_finish (self, HN_TRIAL_KEPT);
}
