/* The way back of a trial: the files as they were, the manager told, the service as it was. Until
 * the manager has confirmed that the old state holds, whatever does not go well is tried again,
 * with the trial on record and a dead man's timer behind. What is wrong beyond that is said at the
 * end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/connect.h"
#include "helper/errors.h"
#include "helper/never-restart.h"
#include "helper/pause.h"
#include "helper/watch.h"

/* A service that starts and falls over at once is not back. */
#define SETTLE_TIME G_USEC_PER_SEC

/* How often it is looked whether systemd is done with a service that falls, or starts. */
#define BETWEEN_TRIES 90

/* How long a dependent may take to start. */
#define DEPENDENT_TIME (90 * G_USEC_PER_SEC)
#define DEPENDENTS_TIME_MAX (10 * 60 * G_USEC_PER_SEC)

/* How long a reload may take, and for how long one timer lets us try again before there is another.
 */
#define RELOAD_TIME (5 * 60 * G_USEC_PER_SEC)
#define GUARD_TIME (10 * 60 * G_USEC_PER_SEC)

/* After so many pauses whoever waits for the end of the trial is told that it takes longer, and
 * what can be done without the permanent file is done. */
#define TELL_AFTER 5

static void take_back (HnTrial *self, const HnLook *look);
static void next_dependent (HnTrial *self);

static void
set_text (char **field, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

/* Trying again. */

/* Goes on with @next after a pause. */
static void
try_later (HnTrial *self, const char *problem, HnNext next)
{
  HnRecord *record = self->record;
  guint64 pause = hn_pause_before_try (record->tries);

  sd_journal_print (LOG_WARNING, "Trial %s of %s is not taken back yet, and tried again: %s",
                    record->id, record->unit, problem);
  if (record->tries == TELL_AFTER)
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
  hn_trial_wait (self, pause, next);
}

static void
look_later (HnTrial *self, const GError *error, HnNext again)
{
  try_later (self, error->message, again);
}

static void
begin_anew (HnTrial *self, const GError *error)
{
  HnHelper *helper = self->helper;

  if (!helper->revert_only)
    {
      take_back (self, NULL);
      return;
    }

  /* systemd starts the next one. */
  helper->exit_status = HN_EXIT_AGAIN;
  hn_trial_forget (self);
}

/* Takes all the steps anew, which does no harm. The dead man lets somebody else have a try first.
 */
static void
start_over (HnTrial *self, const char *problem)
{
  try_later (self, problem, begin_anew);
  if (self->helper->revert_only && self->helper->trials->len == 1)
    flock (self->helper->records_fd, LOCK_UN);
}

/* The end. */

/* Says what is still wrong after all, without losing why the trial was taken back. */
static void
end_badly (HnTrial *self, const char *problem)
{
  HnRecord *record = self->record;
  g_autofree char *reason = NULL;

  if (record->reason == NULL)
    reason = g_strdup (problem);
  else
    /* Some are sentences already. */
    reason = g_strconcat (record->reason, g_str_has_suffix (record->reason, ".") ? " " : ". ",
                          problem, NULL);

  set_text (&record->reason, reason);
  hn_trial_finish (self, HN_TRIAL_FAILED);
}

/* All was done that could be. */
static void
end (HnTrial *self)
{
  g_autofree char *problem = g_steal_pointer (&self->left_problem);

  if (self->files_problem != NULL)
    {
      /* The service is not restarted each time. */
      self->record->came_back = TRUE;
      start_over (self, self->files_problem);
    }
  else if (problem != NULL)
    {
      end_badly (self, problem);
    }
  else
    {
      hn_trial_finish (self, HN_TRIAL_REVERTED);
    }
}

/* The dependents, and then whom the restart has stopped. NULL behind the last one. */
static const char *
get_dependent (HnTrial *self)
{
  const HnRecord *record = self->record;
  guint n = g_strv_length (record->dependents);

  return self->n_dependents < n ? record->dependents[self->n_dependents]
                                : record->stopped[self->n_dependents - n];
}

static void
dependent_again (HnTrial *self, const GError *error)
{
  next_dependent (self);
}

static void
dependent_started (HnTrial *self, const char *result, const char *words)
{
  const char *name = get_dependent (self);

  if (strcmp (result, HN_JOB_UNREACHABLE) == 0)
    {
      try_later (self, words, dependent_again);
      return;
    }
  if (strcmp (result, "done") != 0)
    {
      sd_journal_print (LOG_WARNING, "%s could not be started again: %s", name,
                        words != NULL ? words : result);
      if (self->left_problem == NULL)
        self->left_problem =
            /* Translators: both are names of units */
            g_strdup_printf (_ ("%s, which needs %s, could not be started again"), name,
                             self->record->unit);
    }
  self->n_dependents++;
  next_dependent (self);
}

static void
dependent_reset (HnTrial *self, const GError *error)
{
  hn_trial_order (self, "StartUnit", get_dependent (self), "replace", DEPENDENT_TIME,
                  dependent_started);
}

static void
dependent_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (error != NULL)
    {
      look_later (self, error, dependent_again);
      return;
    }
  if (hn_look_is_active (look))
    {
      self->n_dependents++;
      next_dependent (self);
      return;
    }
  hn_trial_tell (self, "ResetFailedUnit", get_dependent (self), dependent_reset);
}

static void
next_dependent (HnTrial *self)
{
  const char *name = get_dependent (self);

  if (name == NULL)
    end (self);
  else
    hn_trial_look (self, name, dependent_look);
}

/* The service. */

static void settled (HnTrial *self, const GError *error);
static void was_reset (HnTrial *self, const GError *error);

static void
settled_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (error != NULL)
    {
      look_later (self, error, settled);
      return;
    }
  /* systemd is not done with it; but no longer than this is it waited for. */
  if (look->job != 0 && self->tries++ < BETWEEN_TRIES)
    {
      hn_trial_wait (self, SETTLE_TIME, settled);
      return;
    }
  /* One that ends by itself, or is started when it is needed, is not expected to be there; but what
   * did not come through its restart has to be, and as another process than before. */
  if ((self->not_restarted &&
       (!hn_look_is_active (look) || g_strcmp0 (look->invocation, self->invocation) == 0)) ||
      strcmp (look->unit->active_state, "failed") == 0 ||
      g_str_has_prefix (look->unit->sub_state, "auto-restart") ||
      (!hn_look_is_active (look) && !look->on_demand && strcmp (look->result, "success") != 0))
    {
      const char *problem = _ ("The service does not run with its old settings either");

      /* That it cannot have its name says nothing about the settings. */
      if (hn_watch_needs_bus (look) && !hn_connect_bus_answers (self->helper))
        {
          self->ordered = FALSE;
          try_later (self, problem, was_reset);
        }
      else
        {
          end_badly (self, problem);
        }
      return;
    }

  self->n_dependents = 0;
  next_dependent (self);
}

static void
settled (HnTrial *self, const GError *error)
{
  hn_trial_look (self, NULL, settled_look);
}

static void
restarted (HnTrial *self, const char *result, const char *words)
{
  if (strcmp (result, HN_JOB_UNREACHABLE) == 0)
    {
      try_later (self, words, was_reset);
      return;
    }

  self->tries = 0;
  self->not_restarted = strcmp (result, "done") != 0;
  if (self->not_restarted)
    sd_journal_print (LOG_WARNING, "The restart of %s with its old settings ended with: %s",
                      self->record->unit, words != NULL ? words : result);
  hn_trial_wait (self, SETTLE_TIME, settled);
}

static gboolean
has_ended (const HnLook *look)
{
  return strcmp (look->unit->active_state, "failed") == 0 ||
         strcmp (look->unit->active_state, "inactive") == 0;
}

/* Whether the service must not be restarted. */
static gboolean
is_held (HnTrial *self, const HnLook *look)
{
  return self->record->never ||
         hn_never_restart ((const char *const *) look->names, self->helper->scope);
}

static void
restart_look (HnTrial *self, HnLook *look, const GError *error)
{
  gboolean held;

  if (error != NULL)
    {
      look_later (self, error, was_reset);
      return;
    }

  held = is_held (self, look);
  /* Somebody else was faster, or the order was followed though nobody said so. */
  if ((held && !has_ended (look)) ||
      (self->ordered && g_strcmp0 (look->invocation, self->invocation) != 0))
    {
      hn_trial_look (self, NULL, settled_look);
      return;
    }
  self->ordered = TRUE;
  set_text (&self->invocation, look->invocation);
  /* A trial without a restart has passed none on to what depends on the service, and the way back
   * does not either. */
  hn_trial_order (self,
                  held                       ? "StartUnit"
                  : hn_look_is_active (look) ? "TryRestartUnit"
                                             : "RestartUnit",
                  self->record->unit, self->record->restarted ? "replace" : "ignore-dependencies",
                  hn_trial_job_time (look), restarted);
}

static void
was_reset (HnTrial *self, const GError *error)
{
  /* That it had not failed is no reason to stop. */
  hn_trial_look (self, NULL, restart_look);
}

typedef enum
{
  WAY_LEAVE, /* the service is as it was, or somebody else has decided */
  WAY_RESTART,
  WAY_RESET, /* it did not run when the trial began, and has failed since */
  WAY_NOT,   /* it has the change, and must not be restarted */
} Way;

/* Whether the service is down and nobody wanted that. */
static gboolean
has_fallen (HnTrial *self, const HnLook *look)
{
  return has_ended (look) && (strcmp (look->unit->active_state, "failed") == 0 ||
                              strcmp (look->result, "success") != 0 ||
                              g_strcmp0 (self->record->step, HN_STEP_WATCH) == 0);
}

/* Whether the service was started since the trial began and before the old files were read again,
 * and so has the change. */
static gboolean
has_change (HnTrial *self, const HnLook *look)
{
  return hn_look_is_active (look) && g_strcmp0 (look->invocation, self->record->invocation) != 0 &&
         look->main_start <= self->reload_time;
}

/* Of a service that did not run when the trial began, but may have been needed since. What does its
 * work once and ends, as a job of a timer does, is not torn out of it. */
static Way
find_way_of_late (HnTrial *self, const HnLook *look)
{
  /* After a reboot nobody knows what it was before. */
  if (self->record->invocation == NULL || strcmp (look->invocation, self->record->invocation) == 0)
    return WAY_LEAVE;
  if (strcmp (look->unit->active_state, "failed") == 0)
    return WAY_RESET;
  if (!has_change (self, look) || strcmp (look->unit->sub_state, "running") != 0)
    return WAY_LEAVE;

  return is_held (self, look) ? WAY_NOT : WAY_RESTART;
}

static Way
find_way (HnTrial *self, const HnLook *look)
{
  const HnRecord *record = self->record;
  gboolean active = hn_look_is_active (look);
  gboolean same = g_strcmp0 (look->invocation, record->invocation) == 0;

  if (record->next_start)
    return WAY_LEAVE;
  if (!record->was_active)
    return find_way_of_late (self, look);
  /* Whoever stopped it decides when it runs again. */
  if (has_ended (look) && hn_watch_stop_was_asked (look, record->job_time, self->missed_jobs))
    return WAY_LEAVE;
  if (!is_held (self, look))
    return record->restarted || !active || !same ? WAY_RESTART : WAY_LEAVE;
  /* There is nobody left in it who could lose something. */
  if (has_fallen (self, look))
    return WAY_RESTART;

  return has_change (self, look) ? WAY_NOT : WAY_LEAVE;
}

/* Whether systemd is about to say what becomes of the service: one that it must be left to, or that
 * somebody is stopping. */
static gboolean
is_between (HnTrial *self, const HnLook *look)
{
  gboolean stops = strcmp (look->unit->active_state, "deactivating") == 0;

  if (!self->record->was_active || self->record->next_start)
    return FALSE;

  return is_held (self, look) ? stops || strcmp (look->unit->active_state, "activating") == 0
                              : stops && look->job != 0;
}

/* The manager. */

static void reverted_look (HnTrial *self, HnLook *look, const GError *error);

static void
look_once_more (HnTrial *self, const GError *error)
{
  hn_trial_look (self, NULL, reverted_look);
}

static void
reset_and_left (HnTrial *self, const GError *error)
{
  end (self);
}

static void
reverted_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autofree char *trial = NULL;

  if (error != NULL)
    {
      look_later (self, error, look_once_more);
      return;
    }

  trial = hn_place_dup_path (self->helper->trial, self->record->unit);
  if (g_strv_contains ((const char *const *) look->unit->drop_ins, trial))
    {
      g_autofree char *problem = g_strdup_printf (_ ("systemd still reads %s"), trial);

      start_over (self, problem);
      return;
    }
  /* Removed or masked in the meantime: somebody else has decided. */
  if (strcmp (look->unit->load_state, "loaded") != 0)
    {
      g_autofree char *problem = g_strdup_printf (
          /* Translators: systemd's word for the state of a service: "masked", "not-found" … */
          _ ("The service is “%s” now"), look->unit->load_state);

      end_badly (self, problem);
      return;
    }

  if (is_between (self, look))
    {
      if (++self->tries < BETWEEN_TRIES)
        hn_trial_wait (self, SETTLE_TIME, look_once_more);
      else if (look->job != 0)
        start_over (self, _ ("The service is just being stopped or started"));
      else
        end_badly (self, _ ("The service does not run with its old settings either"));
      return;
    }

  switch (find_way (self, look))
    {
    case WAY_RESTART:
      hn_trial_tell (self, "ResetFailedUnit", self->record->unit, was_reset);
      break;
    case WAY_RESET:
      hn_trial_tell (self, "ResetFailedUnit", self->record->unit, reset_and_left);
      break;
    case WAY_NOT:
      if (self->left_problem == NULL)
        self->left_problem = g_strdup (_ ("The service was started with the change meanwhile, and "
                                          "has it until it starts next"));
      self->n_dependents = 0;
      next_dependent (self);
      break;
    case WAY_LEAVE:
    default:
      /* What depends on the service may have fallen where that has not. */
      if (self->record->at_once && hn_look_is_active (look) &&
          g_strcmp0 (self->record->step, HN_STEP_WATCH) == 0)
        {
          self->n_dependents = 0;
          next_dependent (self);
        }
      else
        {
          end (self);
        }
      break;
    }
}

static void
reloaded (HnTrial *self, const GError *error)
{
  self->tries = 0;
  self->reload_time = hn_now (CLOCK_MONOTONIC);
  if (error != NULL)
    start_over (self, error->message);
  else
    hn_trial_look (self, NULL, reverted_look);
}

/* The files. */

/* Puts the permanent file back when Keep came as far as writing it; what somebody else has written
 * there since stays. */
static gboolean
restore_permanent (HnTrial *self, GError **error)
{
  const HnRecord *record = self->record;
  g_autofree char *present = NULL;
  g_autofree char *hash = NULL;
  gsize length;

  if (!record->keeping || strcmp (record->text_hash, record->previous_hash) == 0)
    return TRUE;
  if (!hn_place_read (self->helper->permanent, record->unit, &present, &length, error))
    return FALSE;
  /* Keep did not come so far, but may have made the folder. */
  if (present == NULL && record->previous == NULL)
    return hn_place_remove (self->helper->permanent, record->unit, record->id, error);
  hash = hn_record_hash (present);
  if (strcmp (hash, record->text_hash) != 0)
    return TRUE;
  if (record->previous == NULL)
    return hn_place_remove (self->helper->permanent, record->unit, record->id, error);

  return hn_place_write (self->helper->permanent, record->unit, record->id, record->previous,
                         error);
}

static void
remove_files (HnTrial *self)
{
  g_autoptr (GError) permanent = NULL;
  g_autoptr (GError) trial = NULL;

  g_clear_pointer (&self->files_problem, g_free);
  g_clear_pointer (&self->left_problem, g_free);
  /* Neither waits for the other: /run can be written to where /etc is broken. */
  restore_permanent (self, &permanent);
  hn_place_remove (self->helper->trial, self->record->unit, self->record->id, &trial);
  if (trial != NULL)
    {
      start_over (self, trial->message);
      return;
    }

  /* The trial is gone from the disk, and has to be gone from the manager and the service, too. */
  if (permanent != NULL)
    self->files_problem = g_strdup (permanent->message);
  if (permanent != NULL && (self->record->came_back || self->record->tries < TELL_AFTER))
    start_over (self, permanent->message);
  else
    hn_trial_reload (self, TRUE, reloaded);
}

/* Whom an earlier timer has started is not to kill who is just doing his work; without another
 * timer the trial is taken back all the same. */
static void
armed (HnTrial *self, const GError *error)
{
  if (error != NULL)
    {
      sd_journal_print (LOG_WARNING, "%s", error->message);
      self->guarded = 0;
    }
  else
    {
      hn_trial_save (self, NULL);
    }
  remove_files (self);
}

/* @look: (nullable) */
static void
take_back (HnTrial *self, const HnLook *look)
{
  const HnRecord *record = self->record;
  guint n = g_strv_length (record->dependents) + g_strv_length (record->stopped);
  guint64 round = RELOAD_TIME + hn_trial_job_time (look) + 2 * BETWEEN_TRIES * SETTLE_TIME +
                  MIN (n * DEPENDENT_TIME, DEPENDENTS_TIME_MAX);
  guint64 now = hn_now (CLOCK_MONOTONIC);

  /* Only now, because what was given may belong to the step. */
  hn_trial_stop (self);
  self->tries = 0;
  self->ordered = FALSE;
  if (self->guarded > now + round)
    {
      remove_files (self);
      return;
    }
  self->guarded = now + round + GUARD_TIME;
  hn_trial_arm (self, round + GUARD_TIME, armed);
}

void
hn_trial_take_back (HnTrial *self)
{
  take_back (self, NULL);
}

void
hn_trial_fail (HnTrial *self, const char *step, const char *reason, const HnLook *look)
{
  HnRecord *record = self->record;

  self->deadline = sd_event_source_disable_unref (self->deadline);
  self->changes = sd_bus_slot_unref (self->changes);
  set_text (&record->step, step);
  set_text (&record->reason, reason);
  record->failure_time = hn_now (CLOCK_REALTIME);
  if (look != NULL)
    {
      set_text (&record->result, look->result);
      record->code = look->code;
      record->status = look->status;
    }
  record->state = HN_TRIAL_REVERTING;
  hn_trial_save (self, NULL);
  hn_trial_emit (self);
  take_back (self, look);
}
