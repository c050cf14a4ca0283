/* The steps of the restart of a service with the change, and of the watch over it afterwards, or
 * over one that has part of the change without a restart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "engine/exit-status.h"
#include "helper/processes.h"
#include "helper/watch.h"

/* How often the service is looked at when nothing is told of it. */
#define LOOK_PAUSE (G_USEC_PER_SEC / 2)

/* How much longer the watch goes on, and how often, for processes that have rights which they may
 * be about to drop. */
#define WAIT_FOR_LESS (HN_POWERS_PATIENCE / 2)
#define MAX_WAITS 6

/* Units that go down with the service and are looked after. */
#define MAX_DEPENDENTS 256

/* The watch. */

HnOutcome
hn_trial_take_dependent (HnHelperTrial *self)
{
  if (self->look != NULL && strcmp (self->look->unit->active_state, "failed") == 0)
    {
      g_autofree char *reason =
          /* Translators: both are names of units */
          g_strdup_printf (_ ("%s, which needs %s, has failed"), self->name, self->record->unit);

      return hn_trial_failed (self, HN_STEP_WATCH, reason, NULL);
    }

  return HN_OUTCOME_DONE;
}

HnOutcome
hn_trial_next_dependent (HnHelperTrial *self)
{
  const char *name = self->record->dependents[self->n_dependents];

  if (name == NULL)
    return HN_OUTCOME_DONE;
  self->n_dependents++;
  hn_trial_set_text (&self->name, name);

  return HN_OUTCOME_MORE;
}

/* A service that comes and goes as it is needed may end well and be started anew, in the midst of a
 * life that this trial has not interrupted. */
static gboolean
comes_and_goes (HnHelperTrial *self, const HnLook *look)
{
  return self->record->at_once && look->on_demand &&
         strcmp (look->unit->load_state, "loaded") == 0 &&
         strcmp (look->unit->active_state, "failed") != 0 &&
         !g_str_has_prefix (look->unit->sub_state, "auto-restart") &&
         strcmp (look->result, "success") == 0 && look->n_restarts <= self->n_restarts;
}

HnPowersVerdict
hn_trial_compare_powers (HnHelperTrial *self, const char *control_group, char **ret_reason)
{
  const HnRecord *record = self->record;
  HnPowers before = hn_powers_from_text (record->powers);
  g_autoptr (HnProcesses) processes = NULL;

  if (control_group == NULL || control_group[0] == '\0')
    control_group = record->control_group != NULL ? record->control_group : "";
  processes = hn_processes_read (control_group);

  return hn_powers_compare (&before, processes->list, processes->known, ret_reason);
}

/* Returns: (transfer full) (nullable): what a process may do that none did before, and will not
 * drop */
static char *
dup_more_power (HnHelperTrial *self, const HnLook *look, guint64 now)
{
  g_autofree char *reason = NULL;
  HnPowersVerdict verdict = hn_trial_compare_powers (self, look->control_group, &reason);

  if (verdict == HN_POWERS_NOT_MORE || (verdict != HN_POWERS_MORE && now < self->watch_end))
    return NULL;
  if (verdict == HN_POWERS_TOO_EARLY && self->n_waits < MAX_WAITS)
    {
      self->n_waits++;
      self->watch_end = now + WAIT_FOR_LESS;
      return NULL;
    }

  return g_steal_pointer (&reason);
}

HnOutcome
hn_trial_watch (HnHelperTrial *self)
{
  const HnLook *look = self->look;
  g_autofree char *reason = NULL;
  g_autofree char *more = NULL;
  guint64 now = hn_now (CLOCK_MONOTONIC);

  /* A manager that is just started anew cannot be asked; the end of the watch is soon enough. */
  if (self->error != NULL && now < self->watch_end)
    {
      self->pause = LOOK_PAUSE;
      return HN_OUTCOME_AGAIN;
    }
  if (self->error != NULL)
    return hn_trial_failed (self, HN_STEP_WATCH, self->error->message, NULL);

  if (!comes_and_goes (self, look))
    reason = hn_watch_dup_fault (look, self->invocation, self->n_restarts);
  if (reason != NULL)
    return hn_trial_failed (self, HN_STEP_WATCH, reason, look);
  more = dup_more_power (self, look, now);
  if (more != NULL)
    return hn_trial_failed (self, HN_STEP_WATCH, more, NULL);
  if (now < self->watch_end)
    {
      self->pause = MIN (LOOK_PAUSE, self->watch_end - now);
      return HN_OUTCOME_AGAIN;
    }

  self->n_dependents = 0;

  return HN_OUTCOME_DONE;
}

/* Something changed: looks at once instead of at the next time. */
static int
changed_cb (sd_bus_message *message, void *user_data, sd_bus_error *ret_error)
{
  hn_trial_hurry (user_data, HN_DO_WATCH);

  return 0;
}

/* @invocation is the start that has to last. */
static void
begin_watch (HnHelperTrial *self, const char *invocation, guint32 n_restarts)
{
  hn_trial_set_text (&self->invocation, invocation);
  self->n_restarts = n_restarts;
  self->watch_end = hn_now (CLOCK_MONOTONIC) + hn_watch_time (self->look);
  /* Without it the looks in between do. */
  hn_systemd_follow (self->helper, &self->following, changed_cb, self, self->look->path);
}

HnOutcome
hn_trial_take_restarted (HnHelperTrial *self)
{
  /* A job whose end nobody heard may have been cancelled: the process of before is no proof. */
  if (self->invocation != NULL && strcmp (self->look->invocation, self->invocation) == 0)
    return hn_trial_failed (self, HN_STEP_RESTART, _ ("systemd has not restarted the service"),
                            NULL);
  if (hn_trial_reach (self, HN_TRIAL_RESTARTED, HN_STEP_RESTART) != HN_OUTCOME_DONE)
    return HN_OUTCOME_FAILED;
  begin_watch (self, self->look->invocation, 0);

  return HN_OUTCOME_DONE;
}

/* The restart. */

HnOutcome
hn_trial_explain_failure (HnHelperTrial *self)
{
  const HnLook *look = self->look;
  g_autofree char *reason = NULL;

  if (look != NULL)
    reason = hn_exit_dup_explanation (look->result, look->code, look->status);

  return hn_trial_failed (self, HN_STEP_RESTART,
                          reason != NULL ? reason : _ ("The service did not start with the change"),
                          look);
}

HnOutcome
hn_trial_take_restart (HnHelperTrial *self)
{
  g_autofree char *reason = NULL;

  if (self->words != NULL)
    /* Translators: %s is systemd's reason, in English */
    reason = g_strdup_printf (_ ("systemd does not restart the service: %s"), self->words);
  else if (strcmp (self->result, "done") == 0 || strcmp (self->result, "lost") == 0)
    return HN_OUTCOME_DONE;
  else if (strcmp (self->result, "failed") == 0)
    return HN_OUTCOME_OTHER;
  else
    /* Translators: %s is systemd's word for the end of a job: "timeout", "canceled" … */
    reason = g_strdup_printf (_ ("The restart of the service ended with “%s”"), self->result);

  return hn_trial_failed (self, HN_STEP_RESTART, reason, NULL);
}

void
hn_trial_ask_restart (HnHelperTrial *self)
{
  hn_trial_order (self, "TryRestartUnit", self->record->unit, "fail", self->job_usec);
}

HnOutcome
hn_trial_take_ready (HnHelperTrial *self)
{
  HnRecord *record = self->record;
  g_autoptr (GError) wrong = NULL;

  if (self->error != NULL)
    return hn_trial_failed (self, record->at_once ? HN_STEP_WATCH : HN_STEP_RESTART,
                            self->error->message, NULL);
  if (record->at_once)
    {
      /* With the dependents that were gathered on record, as a helper that takes the trial back
       * looks after them, too. */
      if (!hn_trial_save (self, &wrong))
        return hn_trial_failed (self, HN_STEP_WATCH, wrong->message, NULL);
      /* That it was started again since the trial began may be the fault of the change. */
      begin_watch (self, record->invocation != NULL ? record->invocation : "", record->n_restarts);
      return HN_OUTCOME_DONE;
    }

  record->restarted = TRUE;
  record->restart_time = hn_now (CLOCK_REALTIME);
  if (!hn_trial_save (self, &wrong))
    {
      record->restarted = FALSE;
      return hn_trial_failed (self, HN_STEP_RESTART, wrong->message, NULL);
    }
  g_clear_pointer (&self->invocation, g_free);
  if (hn_look_is_active (self->look) && self->look->invocation[0] != '\0')
    self->invocation = g_strdup (self->look->invocation);
  self->job_usec = hn_trial_job_time (self->look);

  return HN_OUTCOME_RESTART;
}

/* Who goes down with the service, and who with them. */

static void
push_dependents (HnHelperTrial *self, GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_hash_table_size (self->gathered) >= MAX_DEPENDENTS ||
          strcmp (names[i], self->record->unit) == 0 ||
          !g_hash_table_add (self->gathered, g_strdup (names[i])))
        continue;
      g_queue_push_tail (&self->gather, g_strdup (names[i]));
    }
}

HnOutcome
hn_trial_take_gathered (HnHelperTrial *self)
{
  HnRecord *record = self->record;
  const HnLook *look = self->look;
  GStrv *list = self->gathers_stopped ? &record->stopped : &record->dependents;
  guint n = g_strv_length (*list);

  if (look == NULL || !hn_look_is_active (look))
    return HN_OUTCOME_DONE;
  if (!record->at_once && (g_strcmp0 (look->path, self->caller_unit) == 0 ||
                           hn_look_never_restarts (look, self->helper->scope)))
    {
      g_autofree char *reason = g_strdup_printf (
          /* Translators: both are names of units */
          _ ("%s depends on %s, and must not be restarted from here"), look->unit->name,
          record->unit);

      return hn_trial_failed (self, HN_STEP_RESTART, reason, NULL);
    }

  *list = g_renew (char *, *list, n + 2);
  (*list)[n] = g_strdup (look->unit->name);
  (*list)[n + 1] = NULL;
  push_dependents (self, look->dependents);

  return HN_OUTCOME_DONE;
}

HnOutcome
hn_trial_gather (HnHelperTrial *self)
{
  /* Who restarts with the service is not stopped by it as well, so these come last. */
  if (g_queue_is_empty (&self->gather) && self->stopped != NULL)
    {
      push_dependents (self, self->stopped);
      g_clear_pointer (&self->stopped, g_strfreev);
      self->gathers_stopped = TRUE;
    }
  g_free (self->name);
  self->name = g_queue_pop_head (&self->gather);

  return self->name != NULL ? HN_OUTCOME_MORE : HN_OUTCOME_DONE;
}

HnOutcome
hn_trial_take_own (HnHelperTrial *self)
{
  if (self->look != NULL)
    {
      push_dependents (self, self->look->dependents);
      self->stopped = g_strdupv (self->look->stopped);
    }

  return HN_OUTCOME_DONE;
}
