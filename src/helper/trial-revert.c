/* The way back of a trial: the files as they were, the manager told, the service as it was. It goes
 * on past what goes wrong as far as it can, and says at the end whether all is well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/never-restart.h"

/* A file that cannot be removed now may be removable soon. */
#define REMOVE_PAUSE (2 * G_USEC_PER_SEC)
#define REMOVE_TRIES 15

/* A service that starts and falls over at once is not back. */
#define SETTLE_TIME G_USEC_PER_SEC

/* How often it is looked whether systemd is done with a service that falls. */
#define BETWEEN_TRIES 90

/* A manager that is just started anew cannot be asked, and can be soon. */
#define LOOK_TRIES 30

/* How long a dependent may take to start. */
#define DEPENDENT_TIME (90 * G_USEC_PER_SEC)
#define DEPENDENTS_TIME_MAX (10 * 60 * G_USEC_PER_SEC)

static void remove_files (HnTrial *self);
static void next_dependent (HnTrial *self);

static void
set_text (char      **field,
          const char *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

/* Says what is still wrong after all, without losing why the trial was taken back. */
static void
end_badly (HnTrial    *self,
           const char *problem)
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
  hn_trial_finish (self, HN_STATE_FAILED);
}

/* All was done that could be. */
static void
end (HnTrial *self)
{
  g_autofree char *problem = g_steal_pointer (&self->left_problem);

  if (problem == NULL)
    {
      hn_trial_finish (self, HN_STATE_REVERTED);
      return;
    }

  /* Whoever tries again does not restart the service each time. */
  self->record->came_back = TRUE;
  hn_trial_save (self, NULL);
  end_badly (self, problem);
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

/* After a look that failed: has @again do it again, for some time. */
static void
look_later (HnTrial      *self,
            const GError *error,
            HnNext        again)
{
  if (++self->blind_tries < LOOK_TRIES)
    {
      hn_trial_wait (self, SETTLE_TIME, again);
      return;
    }

  self->blind = TRUE;
  end_badly (self, error->message);
}

static void
dependent_started (HnTrial    *self,
                   const char *result,
                   const char *words)
{
  const char *name = get_dependent (self);

  if (strcmp (result, "done") != 0)
    {
      sd_journal_print (LOG_WARNING, "%s could not be started again: %s", name,
                        words != NULL ? words : result);
      if (self->left_problem == NULL)
        self->left_problem =
            /* Translators: both are names of units */
            g_strdup_printf (_("%s, which needs %s, could not be started again"), name,
                             self->record->unit);
    }
  self->n_dependents++;
  next_dependent (self);
}

static void
dependent_again (HnTrial      *self,
                 const GError *error)
{
  next_dependent (self);
}

static void
dependent_reset (HnTrial      *self,
                 const GError *error)
{
  hn_trial_order (self, "StartUnit", get_dependent (self), "replace", DEPENDENT_TIME,
                  dependent_started);
}

static void
dependent_look (HnTrial      *self,
                HnLook       *look,
                const GError *error)
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

static void settled (HnTrial      *self,
                     const GError *error);

static void
settled_look (HnTrial      *self,
              HnLook       *look,
              const GError *error)
{
  if (error != NULL)
    {
      look_later (self, error, settled);
      return;
    }
  /* One that ends by itself, or is started when it is needed, is not expected to be there; but what
   * did not come through its restart has to be, and as another process than before. */
  if ((self->not_restarted && (!hn_look_is_active (look) ||
                               g_strcmp0 (look->invocation, self->invocation) == 0)) ||
      strcmp (look->unit->active_state, "failed") == 0 ||
      g_str_has_prefix (look->unit->sub_state, "auto-restart") ||
      (!hn_look_is_active (look) && !look->on_demand && strcmp (look->result, "success") != 0))
    {
      end_badly (self, _("The service does not run with its old settings either"));
      return;
    }

  self->n_dependents = 0;
  next_dependent (self);
}

static void
settled (HnTrial      *self,
         const GError *error)
{
  hn_trial_look (self, NULL, settled_look);
}

static void
restarted (HnTrial    *self,
           const char *result,
           const char *words)
{
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
is_held (HnTrial      *self,
         const HnLook *look)
{
  return self->record->never ||
         hn_never_restart ((const char *const *) look->names, self->helper->scope);
}

static void was_reset (HnTrial      *self,
                       const GError *error);

static void
restart_look (HnTrial      *self,
              HnLook       *look,
              const GError *error)
{
  gboolean held;

  if (error != NULL)
    {
      look_later (self, error, was_reset);
      return;
    }

  held = is_held (self, look);
  /* Somebody else was faster. */
  if (held && !has_ended (look))
    {
      hn_trial_look (self, NULL, settled_look);
      return;
    }
  g_free (self->invocation);
  self->invocation = g_strdup (look->invocation);
  /* A trial without a restart has passed none on to what depends on the service, and the way back does
   * not either. */
  hn_trial_order (self, held ? "StartUnit" : "RestartUnit", self->record->unit,
                  self->record->restarted ? "replace" : "ignore-dependencies",
                  hn_trial_job_time (look), restarted);
}

static void
was_reset (HnTrial      *self,
           const GError *error)
{
  /* That it had not failed is no reason to stop. */
  hn_trial_look (self, NULL, restart_look);
}

typedef enum
{
  WAY_LEAVE,   /* the service is as it was, or somebody else has decided */
  WAY_RESTART,
  WAY_RESET,   /* it did not run when the trial began, and has failed since */
  WAY_NOT,     /* it has the change, and must not be restarted */
} Way;

/* Whether the service is down and nobody wanted that. */
static gboolean
has_fallen (HnTrial      *self,
            const HnLook *look)
{
  return has_ended (look) && (strcmp (look->unit->active_state, "failed") == 0 ||
                              strcmp (look->result, "success") != 0 ||
                              g_strcmp0 (self->record->step, "healthy") == 0);
}

/* Whether the service was started since the trial began and before the old files were read again, and
 * so has the change. */
static gboolean
has_change (HnTrial      *self,
            const HnLook *look)
{
  return hn_look_is_active (look) &&
         g_strcmp0 (look->invocation, self->record->invocation) != 0 &&
         look->main_start <= self->reload_time;
}

/* Of a service that did not run when the trial began, but may have been needed since. What does its
 * work once and ends, as a job of a timer does, is not torn out of it. */
static Way
find_way_of_late (HnTrial      *self,
                  const HnLook *look)
{
  /* After a reboot nobody knows what it was before. */
  if (self->record->invocation == NULL ||
      strcmp (look->invocation, self->record->invocation) == 0)
    return WAY_LEAVE;
  if (strcmp (look->unit->active_state, "failed") == 0)
    return WAY_RESET;
  if (!has_change (self, look) || strcmp (look->unit->sub_state, "running") != 0)
    return WAY_LEAVE;

  return is_held (self, look) ? WAY_NOT : WAY_RESTART;
}

static Way
find_way (HnTrial      *self,
          const HnLook *look)
{
  const HnRecord *record = self->record;
  gboolean active = hn_look_is_active (look);
  gboolean same = g_strcmp0 (look->invocation, record->invocation) == 0;

  if (record->next_start || (record->came_back && self->files_left))
    return WAY_LEAVE;
  if (!record->was_active)
    return find_way_of_late (self, look);
  if (!is_held (self, look))
    return record->restarted || !active || !same ? WAY_RESTART : WAY_LEAVE;
  /* There is nobody left in it who could lose something. */
  if (has_fallen (self, look))
    return WAY_RESTART;

  return has_change (self, look) ? WAY_NOT : WAY_LEAVE;
}

/* Whether systemd is about to say what becomes of a service that it must be left to. */
static gboolean
is_between (HnTrial      *self,
            const HnLook *look)
{
  return self->record->was_active && !self->record->next_start && is_held (self, look) &&
         (strcmp (look->unit->active_state, "deactivating") == 0 ||
          strcmp (look->unit->active_state, "activating") == 0);
}

/* The manager. */

static void reverted_look (HnTrial      *self,
                           HnLook       *look,
                           const GError *error);

static void
look_once_more (HnTrial      *self,
                const GError *error)
{
  hn_trial_look (self, NULL, reverted_look);
}

static void
reset_and_left (HnTrial      *self,
                const GError *error)
{
  end (self);
}

static void
reverted_look (HnTrial      *self,
               HnLook       *look,
               const GError *error)
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
      g_autofree char *problem = g_strdup_printf (_("systemd still reads %s"), trial);

      end_badly (self, problem);
      return;
    }
  /* Removed or masked in the meantime: somebody else has decided. */
  if (strcmp (look->unit->load_state, "loaded") != 0)
    {
      g_autofree char *problem = g_strdup_printf (
          /* Translators: systemd's word for the state of a service: "masked", "not-found" … */
          _("The service is “%s” now"), look->unit->load_state);

      end_badly (self, problem);
      return;
    }

  if (is_between (self, look))
    {
      if (++self->tries < BETWEEN_TRIES)
        hn_trial_wait (self, SETTLE_TIME, look_once_more);
      else
        end_badly (self, _("The service does not run with its old settings either"));
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
        self->left_problem = g_strdup (_("The service was started with the change meanwhile, and "
                                         "has it until it starts next"));
      self->n_dependents = 0;
      next_dependent (self);
      break;
    case WAY_LEAVE:
    default:
      /* What depends on the service may have fallen where that has not. */
      if (self->record->at_once && hn_look_is_active (look) &&
          g_strcmp0 (self->record->step, "healthy") == 0)
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
reloaded (HnTrial      *self,
          const GError *error)
{
  self->tries = 0;
  self->reload_time = hn_now (CLOCK_MONOTONIC);
  if (error != NULL)
    end_badly (self, error->message);
  else
    hn_trial_look (self, NULL, reverted_look);
}

/* The files. */

/* Puts the permanent file back when Keep came as far as writing it; what somebody else has written
 * there since stays. */
static gboolean
restore_permanent (HnTrial *self,
                   GError **error)
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

  return hn_place_write (self->helper->permanent, record->unit, record->id, record->previous, error);
}

static void
try_again (HnTrial      *self,
           const GError *error)
{
  remove_files (self);
}

static void
remove_files (HnTrial *self)
{
  g_autoptr (GError) permanent = NULL;
  g_autoptr (GError) trial = NULL;

  /* Neither waits for the other: /run can be written to where /etc is broken. */
  restore_permanent (self, &permanent);
  hn_place_remove (self->helper->trial, self->record->unit, self->record->id, &trial);
  if (permanent == NULL && trial == NULL)
    {
      hn_trial_reload (self, TRUE, reloaded);
      return;
    }

  if (permanent != NULL)
    sd_journal_print (LOG_WARNING, "%s", permanent->message);
  if (trial != NULL)
    sd_journal_print (LOG_WARNING, "%s", trial->message);
  if (++self->tries < REMOVE_TRIES)
    {
      hn_trial_wait (self, REMOVE_PAUSE, try_again);
      return;
    }

  self->files_left = TRUE;
  if (trial != NULL)
    {
      end_badly (self, trial->message);
      return;
    }
  /* The trial is gone from the disk, and has to be gone from the manager and the service, too. */
  self->left_problem = g_strdup (permanent->message);
  hn_trial_reload (self, TRUE, reloaded);
}

/* The dead man who was waited for before is not to kill who is just doing his work; without another
 * one the trial is taken back all the same. */
static void
armed (HnTrial      *self,
       const GError *error)
{
  if (error != NULL)
    sd_journal_print (LOG_WARNING, "%s", error->message);
  remove_files (self);
}

/* @look: (nullable) */
static void
take_back (HnTrial      *self,
           const HnLook *look)
{
  const HnRecord *record = self->record;
  guint n = g_strv_length (record->dependents) + g_strv_length (record->stopped);
  guint64 usec = REMOVE_TRIES * REMOVE_PAUSE + hn_trial_reload_time () + hn_trial_job_time (look) +
                 (BETWEEN_TRIES + LOOK_TRIES + 1) * SETTLE_TIME +
                 MIN (n * DEPENDENT_TIME, DEPENDENTS_TIME_MAX);

  /* Only now, because what was given may belong to the step. */
  hn_trial_stop (self);
  self->tries = 0;
  /* Whoever the dead man has started is the last one to try. */
  if (self->helper->revert_only)
    remove_files (self);
  else
    hn_trial_arm (self, usec, armed);
}

void
hn_trial_take_back (HnTrial *self)
{
  take_back (self, NULL);
}

void
hn_trial_fail (HnTrial      *self,
               const char   *step,
               const char   *reason,
               const HnLook *look)
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
  record->state = HN_STATE_REVERTING;
  hn_trial_save (self, NULL);
  hn_trial_emit (self);
  take_back (self, look);
}
