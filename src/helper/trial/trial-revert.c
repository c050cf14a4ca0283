/* The steps that take a trial back: the files as they were, the manager told, the service as it
 * was. Until the manager has confirmed that the old state holds, whatever does not go well is tried
 * again, with the trial on record and a revert timer armed. What is wrong beyond that is said at
 * the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/connect.h"
#include "helper/watch.h"

/* A service that starts and falls over at once is not back. */
#define SETTLE_TIME G_USEC_PER_SEC

/* How often it is looked whether systemd is done with a service that falls, or starts. */
#define BETWEEN_TRIES 90

/* As many is a job waited for that has not begun: somebody's stop has replaced the restart, but
 * what systemd is asked comes before what it has to do. */
#define QUEUED_TRIES 3

/* How long a dependent may take to start. */
#define DEPENDENT_TIME (90 * G_USEC_PER_SEC)
#define DEPENDENTS_TIME_MAX (10 * 60 * G_USEC_PER_SEC)

/* How long a reload may take, and for how long one timer lets us try again before there is another.
 */
#define RELOAD_TIME (5 * 60 * G_USEC_PER_SEC)
#define GUARD_TIME (10 * 60 * G_USEC_PER_SEC)

/* Trying again. */

static HnOutcome
again_soon (HnHelperTrial *self)
{
  self->pause = SETTLE_TIME;

  return HN_OUTCOME_AGAIN;
}

/* Takes all the steps anew, which does no harm. A helper that the revert timer started lets another
 * one try first. */
static HnOutcome
start_over (HnHelperTrial *self, const char *problem)
{
  hn_trial_again_later (self, problem);
  if (self->helper->revert_only && self->helper->trials->len == 1)
    flock (self->helper->records_fd, LOCK_UN);

  return HN_OUTCOME_FAILED;
}

HnOutcome
hn_trial_start_over (HnHelperTrial *self)
{
  HnHelper *helper = self->helper;

  if (!helper->revert_only)
    {
      self->job_usec = hn_trial_job_time (NULL);
      return HN_OUTCOME_DONE;
    }

  /* systemd starts the next one. */
  helper->exit_status = HN_EXIT_AGAIN;
  hn_trial_forget (self);

  return HN_OUTCOME_OVER;
}

/* The end. */

/* Says what is still wrong after all, without losing why the trial was taken back. */
static HnOutcome
end_badly (HnHelperTrial *self, const char *problem)
{
  HnRecord *record = self->record;
  g_autofree char *reason = NULL;

  if (record->reason == NULL)
    reason = g_strdup (problem);
  else
    /* Some are sentences already. */
    reason = g_strconcat (record->reason, g_str_has_suffix (record->reason, ".") ? " " : ". ",
                          problem, NULL);

  hn_trial_set_text (&record->reason, reason);

  return hn_trial_finish (self, HN_TRIAL_FAILED);
}

/* All was done that could be. */
HnOutcome
hn_trial_end (HnHelperTrial *self)
{
  g_autofree char *problem = g_steal_pointer (&self->left_problem);

  if (self->files_problem != NULL)
    {
      /* The service is not restarted each time. */
      self->record->came_back = TRUE;
      return start_over (self, self->files_problem);
    }
  if (problem != NULL)
    return end_badly (self, problem);

  return hn_trial_finish (self, HN_TRIAL_REVERTED);
}

/* The dependents come first, and then whom the restart has stopped. */
HnOutcome
hn_trial_next_left (HnHelperTrial *self)
{
  const HnRecord *record = self->record;
  guint n = g_strv_length (record->dependents);

  hn_trial_set_text (&self->name, self->n_dependents < n ? record->dependents[self->n_dependents]
                                                         : record->stopped[self->n_dependents - n]);

  return self->name != NULL ? HN_OUTCOME_MORE : HN_OUTCOME_DONE;
}

HnOutcome
hn_trial_take_left (HnHelperTrial *self)
{
  if (!hn_look_is_active (self->look))
    return HN_OUTCOME_RESET;
  self->n_dependents++;

  return HN_OUTCOME_DONE;
}

void
hn_trial_ask_reset_left (HnHelperTrial *self)
{
  hn_trial_tell (self, "ResetFailedUnit", self->name);
}

void
hn_trial_ask_start_left (HnHelperTrial *self)
{
  hn_trial_order (self, "StartUnit", self->name, "replace", DEPENDENT_TIME);
}

HnOutcome
hn_trial_take_start_left (HnHelperTrial *self)
{
  if (strcmp (self->result, HN_JOB_UNREACHABLE) == 0)
    return hn_trial_again_later (self, self->words);
  if (strcmp (self->result, "done") != 0)
    {
      sd_journal_print (LOG_WARNING, "%s could not be started again: %s", self->name,
                        self->words != NULL ? self->words : self->result);
      if (self->left_problem == NULL)
        self->left_problem =
            /* Translators: both are names of units */
            g_strdup_printf (_ ("%s, which needs %s, could not be started again"), self->name,
                             self->record->unit);
    }
  self->n_dependents++;

  return HN_OUTCOME_DONE;
}

/* The service. */

/* Whether the service is not what it was. One that ends by itself, or is started when it is needed,
 * is not expected to be there; but what did not come through its restart has to be, and as another
 * process than before. */
static gboolean
is_still_down (HnHelperTrial *self)
{
  const HnLook *look = self->look;

  return (self->not_restarted &&
          (!hn_look_is_active (look) || g_strcmp0 (look->invocation, self->invocation) == 0)) ||
         strcmp (look->unit->active_state, "failed") == 0 ||
         g_str_has_prefix (look->unit->sub_state, "auto-restart") ||
         (!hn_look_is_active (look) && !look->on_demand && strcmp (look->result, "success") != 0);
}

HnOutcome
hn_trial_take_back_again (HnHelperTrial *self)
{
  const char *problem = _ ("The service does not run with its old settings either");

  /* systemd is not done with it; but no longer than this is it waited for. */
  if (self->look->job != 0 && self->tries++ < BETWEEN_TRIES)
    return again_soon (self);
  if (!is_still_down (self))
    {
      self->n_dependents = 0;
      return HN_OUTCOME_DONE;
    }

  /* That it cannot have its name says nothing about the settings. */
  if (hn_watch_needs_bus (self->look) && !hn_connect_bus_answers (self->helper))
    {
      self->ordered = FALSE;
      hn_trial_again_later (self, problem);
      return HN_OUTCOME_RESTART;
    }
  /* systemd asks only as it loads a unit to be told who has its name, and what it asked of a bus
   * that hung was not answered: with a reload it asks again. */
  if (hn_watch_needs_bus (self->look) && !self->asked_anew)
    {
      self->asked_anew = TRUE;
      return start_over (self, problem);
    }

  return end_badly (self, problem);
}

HnOutcome
hn_trial_take_restart_back (HnHelperTrial *self)
{
  if (strcmp (self->result, HN_JOB_UNREACHABLE) == 0)
    return hn_trial_again_later (self, self->words);

  self->tries = 0;
  self->not_restarted = strcmp (self->result, "done") != 0;
  if (self->not_restarted)
    sd_journal_print (LOG_WARNING, "The restart of %s with its old settings ended with: %s",
                      self->record->unit, self->words != NULL ? self->words : self->result);
  self->pause = SETTLE_TIME;

  return HN_OUTCOME_DONE;
}

static gboolean
has_ended (const HnLook *look)
{
  return strcmp (look->unit->active_state, "failed") == 0 ||
         strcmp (look->unit->active_state, "inactive") == 0;
}

/* Whether the service must not be restarted. */
static gboolean
is_held (HnHelperTrial *self, const HnLook *look)
{
  return self->record->never || hn_look_never_restarts (look, self->helper->scope);
}

HnOutcome
hn_trial_take_ready_back (HnHelperTrial *self)
{
  const HnLook *look = self->look;
  gboolean held;

  held = is_held (self, look);
  /* Somebody else was faster, or the order was followed though nobody said so. */
  if ((held && !has_ended (look)) ||
      (self->ordered && g_strcmp0 (look->invocation, self->invocation) != 0))
    return HN_OUTCOME_DONE;
  self->ordered = TRUE;
  hn_trial_set_text (&self->invocation, look->invocation);
  self->member = held ? "StartUnit" : hn_look_is_active (look) ? "TryRestartUnit" : "RestartUnit";
  self->job_usec = hn_trial_job_time (look);

  return HN_OUTCOME_RESTART;
}

void
hn_trial_ask_restart_back (HnHelperTrial *self)
{
  /* A trial without a restart has passed none on to what depends on the service, and the way back
   * does not either. */
  hn_trial_order (self, self->member, self->record->unit,
                  self->record->restarted ? "replace" : "ignore-dependencies", self->job_usec);
}

void
hn_trial_ask_reset (HnHelperTrial *self)
{
  hn_trial_tell (self, "ResetFailedUnit", self->record->unit);
}

/* Whether the service is down and nobody wanted that. */
static gboolean
has_fallen (HnHelperTrial *self, const HnLook *look)
{
  return has_ended (look) && (strcmp (look->unit->active_state, "failed") == 0 ||
                              strcmp (look->result, "success") != 0 ||
                              g_strcmp0 (self->record->step, HN_STEP_WATCH) == 0);
}

/* Whether the service was started since the trial began and before the old files were read again,
 * and so has the change. */
static gboolean
has_change (HnHelperTrial *self, const HnLook *look)
{
  return hn_look_is_active (look) && g_strcmp0 (look->invocation, self->record->invocation) != 0 &&
         look->main_start <= self->reload_time;
}

/* The service is as it was, or somebody else has decided. What depends on it may have fallen where
 * that has not. */
static HnOutcome
leave (HnHelperTrial *self)
{
  return self->record->at_once && hn_look_is_active (self->look) &&
                 g_strcmp0 (self->record->step, HN_STEP_WATCH) == 0
             ? HN_OUTCOME_MORE
             : HN_OUTCOME_DONE;
}

/* It has the change, and must not be restarted. */
static HnOutcome
leave_changed (HnHelperTrial *self)
{
  if (self->left_problem == NULL)
    self->left_problem = g_strdup (_ ("The service was started with the change meanwhile, and has "
                                      "it until it starts next"));

  return HN_OUTCOME_MORE;
}

/* Of a service that did not run when the trial began, but may have been needed since. What does its
 * work once and ends, as a job of a timer does, is not torn out of it. */
static HnOutcome
find_way_of_late (HnHelperTrial *self, const HnLook *look)
{
  /* After a reboot nobody knows what it was before. */
  if (self->record->invocation == NULL || strcmp (look->invocation, self->record->invocation) == 0)
    return leave (self);
  if (strcmp (look->unit->active_state, "failed") == 0)
    return HN_OUTCOME_RESET;
  if (!has_change (self, look) || strcmp (look->unit->sub_state, "running") != 0)
    return leave (self);

  return is_held (self, look) ? leave_changed (self) : HN_OUTCOME_RESTART;
}

static HnOutcome
find_way (HnHelperTrial *self, const HnLook *look)
{
  const HnRecord *record = self->record;
  gboolean active = hn_look_is_active (look);
  gboolean same = g_strcmp0 (look->invocation, record->invocation) == 0;

  if (record->next_start)
    return leave (self);
  if (!record->was_active)
    return find_way_of_late (self, look);
  /* Whoever stopped it decides when it runs again. */
  if (has_ended (look) && hn_watch_stop_was_asked (look, record->job_time, self->missed_jobs))
    return leave (self);
  if (!is_held (self, look))
    return record->restarted || !active || !same ? HN_OUTCOME_RESTART : leave (self);
  /* There is nobody left in it who could lose something. */
  if (has_fallen (self, look))
    return HN_OUTCOME_RESTART;

  return has_change (self, look) ? leave_changed (self) : leave (self);
}

/* Whether systemd is about to say what becomes of the service: one that it must be left to, or that
 * somebody is stopping. */
static gboolean
is_between (HnHelperTrial *self, const HnLook *look)
{
  gboolean stops = strcmp (look->unit->active_state, "deactivating") == 0;

  if (!self->record->was_active || self->record->next_start)
    return FALSE;

  return is_held (self, look) ? stops || strcmp (look->unit->active_state, "activating") == 0
                              : look->job != 0 && (stops || self->tries < QUEUED_TRIES);
}

/* The manager. */

HnOutcome
hn_trial_find_way (HnHelperTrial *self)
{
  const HnLook *look = self->look;
  g_autofree char *trial = hn_place_dup_path (self->helper->trial, self->record->unit);
  g_autofree char *problem = NULL;

  if (g_strv_contains ((const char *const *) look->unit->drop_ins, trial))
    {
      problem = g_strdup_printf (_ ("systemd still reads %s"), trial);
      return start_over (self, problem);
    }
  /* Removed or masked in the meantime: somebody else has decided. */
  if (strcmp (look->unit->load_state, "loaded") != 0)
    {
      problem = g_strdup_printf (
          /* Translators: systemd's word for the state of a service: "masked", "not-found" … */
          _ ("The service is “%s” now"), look->unit->load_state);
      return end_badly (self, problem);
    }

  if (!is_between (self, look))
    {
      self->n_dependents = 0;
      return find_way (self, look);
    }
  if (++self->tries < BETWEEN_TRIES)
    return again_soon (self);
  if (look->job != 0)
    return start_over (self, _ ("The service is just being stopped or started"));

  return end_badly (self, _ ("The service does not run with its old settings either"));
}

HnOutcome
hn_trial_take_reload_back (HnHelperTrial *self)
{
  self->tries = 0;
  self->reload_time = hn_now (CLOCK_MONOTONIC);

  return self->error == NULL ? HN_OUTCOME_DONE : start_over (self, self->error->message);
}

/* The files. */

/* Puts the permanent file back when Keep came as far as writing it; what somebody else has written
 * there since stays. */
static gboolean
restore_permanent (HnHelperTrial *self, GError **error)
{
  const HnRecord *record = self->record;
  g_autofree char *present = NULL;
  g_autofree char *hash = NULL;

  if (!record->keeping || strcmp (record->text_hash, record->previous_hash) == 0)
    return TRUE;
  if (!hn_place_read (self->helper->permanent, record->unit, &present, error))
    return FALSE;
  hash = hn_record_hash (present);
  /* Where Keep did not come so far, it may have made the folder. */
  if (strcmp (hash, record->text_hash) != 0 && (present != NULL || record->previous != NULL))
    return TRUE;

  return record->previous != NULL
             ? hn_place_write (self->helper->permanent, record->unit, record->id, record->previous,
                               error)
             : hn_place_remove (self->helper->permanent, record->unit, record->id, error);
}

HnOutcome
hn_trial_remove_files (HnHelperTrial *self)
{
  g_autoptr (GError) permanent = NULL;
  g_autoptr (GError) trial = NULL;

  g_clear_pointer (&self->files_problem, g_free);
  g_clear_pointer (&self->left_problem, g_free);
  /* Neither waits for the other: /run can be written to where /etc is broken. */
  restore_permanent (self, &permanent);
  hn_place_remove (self->helper->trial, self->record->unit, self->record->id, &trial);
  if (trial != NULL)
    return start_over (self, trial->message);

  /* The trial is gone from the disk, and has to be gone from the manager and the service, too. */
  if (permanent != NULL)
    self->files_problem = g_strdup (permanent->message);
  if (permanent != NULL && (self->record->came_back || self->record->tries < HN_TELL_AFTER))
    return start_over (self, permanent->message);

  return HN_OUTCOME_DONE;
}

/* Whom an earlier timer has started is not to kill who is just doing his work; without another
 * timer the trial is taken back all the same. */
HnOutcome
hn_trial_take_armed_back (HnHelperTrial *self)
{
  if (self->error != NULL)
    {
      sd_journal_print (LOG_WARNING, "%s", self->error->message);
      self->guarded = 0;
    }
  else
    {
      hn_trial_save (self, NULL);
    }

  return HN_OUTCOME_DONE;
}

/* How long all the steps may take once. */
static guint64
get_round (HnHelperTrial *self)
{
  const HnRecord *record = self->record;
  guint n = g_strv_length (record->dependents) + g_strv_length (record->stopped);

  return RELOAD_TIME + self->job_usec + 2 * BETWEEN_TRIES * SETTLE_TIME +
         MIN (n * DEPENDENT_TIME, DEPENDENTS_TIME_MAX);
}

void
hn_trial_ask_arm_back (HnHelperTrial *self)
{
  hn_trial_arm (self, get_round (self) + GUARD_TIME);
}

HnOutcome
hn_trial_begin_back (HnHelperTrial *self)
{
  guint64 round = get_round (self);
  guint64 now = hn_now (CLOCK_MONOTONIC);

  self->tries = 0;
  self->ordered = FALSE;
  if (self->guarded > now + round)
    return HN_OUTCOME_DONE;
  self->guarded = now + round + GUARD_TIME;

  return HN_OUTCOME_MORE;
}
