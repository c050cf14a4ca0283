/* Going from one step of a trial to the next, by the table that the trial was given, and to the way
 * back when something fails.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/pause.h"

HnOutcome
hn_trial_again_later (HnHelperTrial *self, const char *problem)
{
  HnRecord *record = self->record;

  self->pause = hn_pause_before_try (record->tries);
  sd_journal_print (LOG_WARNING, "Trial %s of %s is not taken back yet, and tried again: %s",
                    record->id, record->unit, problem);
  if (record->tries == HN_TELL_AFTER)
    {
      g_autoptr (GError) error = g_error_new (
          HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
          /* Translators: %s is the reason, often in English */
          _ ("The change could not be taken back yet, which is tried until it is done: %s"),
          problem);

      hn_trial_answer (self, error);
    }
  record->tries = MIN (record->tries, G_MAXINT) + 1;
  hn_trial_save (self, NULL);

  return HN_OUTCOME_AGAIN;
}

HnOutcome
hn_trial_failed (HnHelperTrial *self, const char *step, const char *reason, const HnLook *look)
{
  HnRecord *record = self->record;

  self->weighing = FALSE;
  self->deadline = sd_event_source_disable_unref (self->deadline);
  self->following = sd_bus_slot_unref (self->following);
  self->job_usec = hn_trial_job_time (look);
  hn_trial_set_text (&record->step, step);
  hn_trial_set_text (&record->reason, reason);
  record->failure_time = hn_now (CLOCK_REALTIME);
  if (look != NULL)
    {
      hn_trial_set_text (&record->result, look->result);
      record->code = look->code;
      record->status = look->status;
    }
  record->state = HN_TRIAL_REVERTING;
  hn_trial_save (self, NULL);
  hn_trial_emit (self);

  return HN_OUTCOME_FAILED;
}

static int pause_cb (sd_event_source *source, uint64_t usec, void *user_data);

/* What comes of the answer to the step that is under way. */
static HnOutcome
take (HnHelperTrial *self)
{
  const HnTrialRow *row = &self->steps[self->doing];

  if (self->error != NULL && row->fails_at != NULL)
    return hn_trial_failed (self, row->fails_at, self->error->message, NULL);
  if (self->error != NULL && row->tries_again)
    return hn_trial_again_later (self, self->error->message);

  return row->take != NULL ? row->take (self) : HN_OUTCOME_DONE;
}

/* Has the step do its work, or ask for something, and then nothing comes next for now. */
static HnOutcome
start (HnHelperTrial *self)
{
  const HnTrialRow *row = &self->steps[self->doing];

  if (row->ask == NULL)
    return take (self);

  hn_trial_stop (self);
  row->ask (self);

  return HN_OUTCOME_OVER;
}

/* What came of the step that is under way. */
static void
follow (HnHelperTrial *self, HnOutcome outcome)
{
  /* The trial may be gone. */
  while (outcome != HN_OUTCOME_OVER)
    {
      self->doing = self->steps[self->doing].next[outcome];
      if (self->pause != 0)
        {
          hn_trial_stop (self);
          self->pauses = TRUE;
          hn_trial_set_timer (self, self->pause, pause_cb);
          self->pause = 0;
          return;
        }
      outcome = start (self);
    }
}

static void
begin (HnHelperTrial *self)
{
  hn_trial_stop (self);
  self->pauses = FALSE;
  self->pause = 0;
  follow (self, start (self));
}

static int
pause_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  begin (user_data);

  return 0;
}

void
hn_trial_go (HnHelperTrial *self, HnTrialStep step)
{
  self->doing = step;
  begin (self);
}

void
hn_trial_go_on (HnHelperTrial *self)
{
  follow (self, take (self));
}

void
hn_trial_hurry (HnHelperTrial *self, HnTrialStep step)
{
  if (self->pauses && self->doing == step)
    begin (self);
}

void
hn_trial_fail (HnHelperTrial *self, const char *step, const char *reason)
{
  hn_trial_failed (self, step, reason, NULL);
  hn_trial_go (self, HN_DO_TAKE_BACK);
}
