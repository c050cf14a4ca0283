/* The restart of a service with the change, and the watch over it afterwards, or over one that has
 * part of the change without a restart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "engine/exit-status.h"
#include "helper/never-restart.h"
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

static void watch_look (HnTrial *self, HnLook *look, const GError *error);

/* The watch. */

static void
look_again (HnTrial *self, const GError *error)
{
  hn_trial_look (self, NULL, watch_look);
}

static void
dependent_look (HnTrial *self, HnLook *look, const GError *error)
{
  const char *name = self->record->dependents[self->n_dependents];

  if (look != NULL && strcmp (look->unit->active_state, "failed") == 0)
    {
      g_autofree char *reason =
          /* Translators: both are names of units */
          g_strdup_printf (_ ("%s, which needs %s, has failed"), name, self->record->unit);

      hn_trial_fail (self, HN_STEP_WATCH, reason, NULL);
      return;
    }

  self->n_dependents++;
  if (self->record->dependents[self->n_dependents] != NULL)
    hn_trial_look (self, self->record->dependents[self->n_dependents], dependent_look);
  else
    hn_trial_passed (self);
}

/* A service that comes and goes as it is needed may end well and be started anew, in the midst of a
 * life that this trial has not interrupted. */
static gboolean
comes_and_goes (HnTrial *self, const HnLook *look)
{
  return self->record->at_once && look->on_demand &&
         strcmp (look->unit->load_state, "loaded") == 0 &&
         strcmp (look->unit->active_state, "failed") != 0 &&
         !g_str_has_prefix (look->unit->sub_state, "auto-restart") &&
         strcmp (look->result, "success") == 0 && look->n_restarts <= self->n_restarts;
}

HnPowersVerdict
hn_trial_compare_powers (HnTrial *self, const char *control_group, char **ret_reason)
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
dup_more_power (HnTrial *self, const HnLook *look, guint64 now)
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

static void
watch_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autofree char *reason = NULL;
  g_autofree char *more = NULL;
  guint64 now = hn_now (CLOCK_MONOTONIC);

  /* A manager that is just started anew cannot be asked; the end of the watch is soon enough. */
  if (error != NULL && now < self->watch_end)
    {
      hn_trial_wait (self, LOOK_PAUSE, look_again);
      return;
    }
  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_WATCH, error->message, NULL);
      return;
    }

  if (!comes_and_goes (self, look))
    reason = hn_watch_dup_fault (look, self->invocation, self->n_restarts);
  if (reason != NULL)
    {
      hn_trial_fail (self, HN_STEP_WATCH, reason, look);
      return;
    }
  more = dup_more_power (self, look, now);
  if (more != NULL)
    {
      hn_trial_fail (self, HN_STEP_WATCH, more, NULL);
      return;
    }
  if (now < self->watch_end)
    {
      hn_trial_wait (self, MIN (LOOK_PAUSE, self->watch_end - now), look_again);
      return;
    }

  self->n_dependents = 0;
  if (self->record->dependents[0] != NULL)
    hn_trial_look (self, self->record->dependents[0], dependent_look);
  else
    hn_trial_passed (self);
}

/* Something changed: looks at once instead of at the next time. */
static int
changed_cb (sd_bus_message *message, void *user_data, sd_bus_error *ret_error)
{
  HnTrial *self = user_data;

  if (self->next == look_again)
    {
      self->next = NULL;
      hn_trial_look (self, NULL, watch_look);
    }

  return 0;
}

/* @invocation is the start that has to last. */
static void
watch (HnTrial *self, HnLook *look, const char *invocation, guint32 n_restarts)
{
  char *watched = g_strdup (invocation);

  g_free (self->invocation);
  self->invocation = watched;
  self->n_restarts = n_restarts;
  self->watch_end = hn_now (CLOCK_MONOTONIC) + hn_watch_time (look);
  /* Without it the looks in between do. */
  hn_systemd_follow (self->helper, &self->changes, changed_cb, self, look->path);
  watch_look (self, look, NULL);
}

static void
unrestarted_look (HnTrial *self, HnLook *look, const GError *error)
{
  const HnRecord *record = self->record;
  g_autoptr (GError) wrong = NULL;

  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_WATCH, error->message, NULL);
      return;
    }

  /* With the dependents that were gathered: whoever takes the trial back looks after them, too. */
  if (!hn_trial_save (self, &wrong))
    {
      hn_trial_fail (self, HN_STEP_WATCH, wrong->message, NULL);
      return;
    }
  /* That it was started again since the trial began may be the fault of the change. */
  watch (self, look, record->invocation != NULL ? record->invocation : "", record->n_restarts);
}

static void
first_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_RESTART, error->message, NULL);
      return;
    }

  /* A job whose end nobody heard may have been cancelled: the process of before is no proof. */
  if (self->invocation != NULL && strcmp (look->invocation, self->invocation) == 0)
    {
      hn_trial_fail (self, HN_STEP_RESTART, _ ("systemd has not restarted the service"), NULL);
      return;
    }
  if (!hn_trial_reach (self, HN_TRIAL_RESTARTED, HN_STEP_RESTART))
    return;
  watch (self, look, look->invocation, 0);
}

/* The restart. */

static void
failed_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autofree char *reason = NULL;

  if (look != NULL)
    reason = hn_exit_dup_explanation (look->result, look->code, look->status);
  hn_trial_fail (self, HN_STEP_RESTART,
                 reason != NULL ? reason : _ ("The service did not start with the change"), look);
}

static void
restarted (HnTrial *self, const char *result, const char *words)
{
  if (words != NULL)
    {
      g_autofree char *reason =
          /* Translators: %s is systemd's reason, in English */
          g_strdup_printf (_ ("systemd does not restart the service: %s"), words);

      hn_trial_fail (self, HN_STEP_RESTART, reason, NULL);
    }
  else if (strcmp (result, "done") == 0 || strcmp (result, "lost") == 0)
    {
      hn_trial_look (self, NULL, first_look);
    }
  else if (strcmp (result, "failed") == 0)
    {
      hn_trial_look (self, NULL, failed_look);
    }
  else
    {
      g_autofree char *reason =
          /* Translators: %s is systemd's word for the end of a job: "timeout", "canceled" … */
          g_strdup_printf (_ ("The restart of the service ended with “%s”"), result);

      hn_trial_fail (self, HN_STEP_RESTART, reason, NULL);
    }
}

static void
restart_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autoptr (GError) wrong = NULL;

  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_RESTART, error->message, NULL);
      return;
    }

  self->record->restarted = TRUE;
  self->record->restart_time = hn_now (CLOCK_REALTIME);
  if (!hn_trial_save (self, &wrong))
    {
      self->record->restarted = FALSE;
      hn_trial_fail (self, HN_STEP_RESTART, wrong->message, NULL);
      return;
    }
  g_clear_pointer (&self->invocation, g_free);
  if (hn_look_is_active (look) && look->invocation[0] != '\0')
    self->invocation = g_strdup (look->invocation);
  hn_trial_order (self, "TryRestartUnit", self->record->unit, "fail", hn_trial_job_time (look),
                  restarted);
}

/* Who goes down with the service, and who with them. */

static void gather_next (HnTrial *self);

static void
push_dependents (HnTrial *self, GStrv names)
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

static void
gathered_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (look != NULL && hn_look_is_active (look) && !self->record->at_once &&
      (g_strcmp0 (look->path, self->caller_unit) == 0 ||
       hn_never_restart ((const char *const *) look->names, self->helper->scope)))
    {
      g_autofree char *reason = g_strdup_printf (
          /* Translators: both are names of units */
          _ ("%s depends on %s, and must not be restarted from here"), look->unit->name,
          self->record->unit);

      hn_trial_fail (self, HN_STEP_RESTART, reason, NULL);
      return;
    }
  if (look != NULL && hn_look_is_active (look))
    {
      GStrv *list = self->gathers_stopped ? &self->record->stopped : &self->record->dependents;
      guint n = g_strv_length (*list);

      *list = g_renew (char *, *list, n + 2);
      (*list)[n] = g_strdup (look->unit->name);
      (*list)[n + 1] = NULL;
      push_dependents (self, look->dependents);
    }
  gather_next (self);
}

static void
gather_next (HnTrial *self)
{
  g_autofree char *name = g_queue_pop_head (&self->gather);

  /* Who restarts with the service is not stopped by it as well, so these come last. */
  if (name == NULL && self->stopped != NULL)
    {
      push_dependents (self, self->stopped);
      g_clear_pointer (&self->stopped, g_strfreev);
      self->gathers_stopped = TRUE;
      name = g_queue_pop_head (&self->gather);
    }

  if (name != NULL)
    hn_trial_look (self, name, gathered_look);
  else
    hn_trial_look (self, NULL, self->record->at_once ? unrestarted_look : restart_look);
}

static void
own_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (look != NULL)
    {
      push_dependents (self, look->dependents);
      self->stopped = g_strdupv (look->stopped);
    }
  gather_next (self);
}

void
hn_trial_prove (HnTrial *self)
{
  hn_trial_look (self, NULL, own_look);
}
