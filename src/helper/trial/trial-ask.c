/* What the steps of a trial ask for, and that takes time. One thing is asked for at a time; the
 * answer is left in the trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

/* systemd refuses to read its files too often; both are in microseconds. */
#define RELOAD_PAUSE (1 * G_USEC_PER_SEC)
#define RELOAD_TIME (20 * G_USEC_PER_SEC)

/* How often a job is asked for that may have ended without a word. */
#define JOB_LOOK (2 * G_USEC_PER_SEC)

/* What cannot even be asked for has an answer all the same, from the event loop. */

static int
answer_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnHelperTrial *self = user_data;

  self->timer = sd_event_source_disable_unref (self->timer);
  hn_trial_go_on (self);

  return 0;
}

static void
fail_later (HnHelperTrial *self, GError *error)
{
  self->error = error;
  self->result = g_strdup (HN_JOB_UNREACHABLE);
  self->words = g_strdup (error->message);
  hn_trial_set_timer (self, 0, answer_cb);
}

static void
break_later (HnHelperTrial *self)
{
  fail_later (self, g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                                         _ ("systemd's manager cannot be reached")));
}

/* Looking. */

static void
look_cb (gpointer user_data, const GError *error)
{
  HnHelperTrial *self = user_data;

  self->looking = NULL;
  self->reading = NULL;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  hn_trial_go_on (self);
}

static void
look (HnHelperTrial *self, const char *name)
{
  self->looking = hn_systemd_look (self->helper, name, &self->look, look_cb, self);
  if (self->looking == NULL)
    break_later (self);
}

void
hn_trial_look (HnHelperTrial *self)
{
  look (self, self->record->unit);
}

void
hn_trial_look_at_named (HnHelperTrial *self)
{
  look (self, self->name);
}

void
hn_trial_look_closely (HnHelperTrial *self)
{
  self->reading =
      hn_facts_read (self->helper, self->record->unit, 0, &self->look, &self->facts, look_cb, self);
  if (self->reading == NULL)
    break_later (self);
}

/* Reloading. */

static void send_reload (HnHelperTrial *self);
static int ask_manager_cb (sd_event_source *source, uint64_t usec, void *user_data);

static int
reload_again_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  send_reload (user_data);

  return 0;
}

/* @wrong: (nullable): what systemd could not do */
static void
reload_end (HnHelperTrial *self, const sd_bus_error *wrong)
{
  if (wrong != NULL)
    self->error = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                               /* Translators: %s is the reason, often in English */
                               _ ("systemd does not read its files again: %s"),
                               wrong->message != NULL ? wrong->message : wrong->name);
  hn_trial_go_on (self);
}

/* The manager answers again, so it has been through its files: what was said to it first, it has
 * done first. That holds for one connection; of a new one nothing is known. */
static int
manager_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);

  self->slot = sd_bus_slot_unref (self->slot);
  if (self->connection != self->helper->n_managers)
    {
      const sd_bus_error lost =
          SD_BUS_ERROR_MAKE_CONST (SD_BUS_ERROR_DISCONNECTED, "Connection terminated");

      reload_end (self, &lost);
    }
  else if (wrong != NULL)
    {
      hn_trial_set_timer (self, RELOAD_PAUSE, ask_manager_cb);
    }
  else
    {
      reload_end (self, NULL);
    }

  return 0;
}

static int
ask_manager_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnHelperTrial *self = user_data;

  self->timer = sd_event_source_disable_unref (self->timer);
  if (hn_systemd_call_object (self->helper, &self->slot, manager_cb, self, HN_SYSTEMD_PATH,
                              "org.freedesktop.DBus.Peer", "Ping", "") < 0)
    break_later (self);

  return 0;
}

static int
reload_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);

  self->slot = sd_bus_slot_unref (self->slot);
  /* It is still at it. Asking for the same once more would only have it begin anew afterwards. */
  if (self->patient && hn_systemd_is_silent (reply) && self->connection == self->helper->n_managers)
    hn_trial_set_timer (self, 0, ask_manager_cb);
  else if (!self->patient && hn_systemd_error_is (reply, SD_BUS_ERROR_LIMITS_EXCEEDED) &&
           hn_now (CLOCK_MONOTONIC) < self->give_up)
    hn_trial_set_timer (self, RELOAD_PAUSE, reload_again_cb);
  else
    reload_end (self, wrong);

  return 0;
}

static void
send_reload (HnHelperTrial *self)
{
  self->timer = sd_event_source_disable_unref (self->timer);
  if (hn_systemd_call (self->helper, &self->slot, reload_cb, self, "Reload", "") < 0)
    break_later (self);
  self->connection = self->helper->n_managers;
}

static void
begin_reload (HnHelperTrial *self, gboolean patient)
{
  self->patient = patient;
  self->give_up = hn_now (CLOCK_MONOTONIC) + RELOAD_TIME;
  send_reload (self);
}

void
hn_trial_reload (HnHelperTrial *self)
{
  begin_reload (self, FALSE);
}

void
hn_trial_reload_patiently (HnHelperTrial *self)
{
  begin_reload (self, TRUE);
}

/* Jobs. */

static void
job_end (HnHelperTrial *self, const char *result, const char *words)
{
  self->waits_for_job = FALSE;
  self->slot = sd_bus_slot_unref (self->slot);
  self->timer = sd_event_source_disable_unref (self->timer);
  self->result = g_strdup (result);
  self->words = g_strdup (words);
  hn_trial_go_on (self);
}

/* Remembers when somebody else's job of the service has ended: it may have stopped it. */
static void
note_job (HnHelperTrial *self, const char *unit, const char *result)
{
  if (strcmp (unit, self->record->unit) != 0 || strcmp (result, "done") != 0)
    return;
  self->record->job_time = hn_now (CLOCK_MONOTONIC);
  hn_trial_save (self, NULL);
}

void
hn_trial_jobs_missed (HnHelper *helper)
{
  for (guint i = 0; i < helper->trials->len; i++)
    ((HnHelperTrial *) helper->trials->pdata[i])->missed_jobs = TRUE;
}

void
hn_trial_job_removed (HnHelper *helper, const char *job, const char *unit, const char *result)
{
  for (guint i = 0; i < helper->trials->len; i++)
    {
      HnHelperTrial *self = helper->trials->pdata[i];

      if (!self->waits_for_job || (self->job != NULL && strcmp (self->job, job) != 0))
        note_job (self, unit, result);
      if (!self->waits_for_job)
        continue;
      if (self->job == NULL)
        {
          /* The answer that names our job is still on its way. */
          if (g_hash_table_size (self->ended) < 1024)
            g_hash_table_replace (self->ended, g_strdup (job), g_strdup (result));
          continue;
        }
      if (strcmp (self->job, job) == 0)
        {
          job_end (self, result, NULL);
          return;
        }
    }
}

static int look_at_job_cb (sd_event_source *source, uint64_t usec, void *user_data);

static void
look_at_job_later (HnHelperTrial *self)
{
  if (hn_now (CLOCK_MONOTONIC) < self->give_up)
    hn_trial_set_timer (self, JOB_LOOK, look_at_job_cb);
  else
    job_end (self, "timeout", NULL);
}

static int
job_property_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;

  self->slot = sd_bus_slot_unref (self->slot);
  /* Its end was told while nobody could hear it: in a restart of the manager, or of the bus. The
   * state of the service decides, but the signal gets a little time to overtake. */
  if (hn_systemd_error_is (reply, SD_BUS_ERROR_UNKNOWN_OBJECT) ||
      hn_systemd_error_is (reply, SD_BUS_ERROR_UNKNOWN_METHOD))
    {
      if (self->lost_job)
        {
          job_end (self, "lost", NULL);
          return 0;
        }
      self->lost_job = TRUE;
    }
  look_at_job_later (self);

  return 0;
}

static int
look_at_job_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnHelperTrial *self = user_data;

  self->timer = sd_event_source_disable_unref (self->timer);
  if (hn_systemd_get (self->helper, &self->slot, job_property_cb, self, self->job,
                      HN_SYSTEMD_NAME ".Job", "State") < 0)
    look_at_job_later (self);

  return 0;
}

static int
order_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);
  const char *job, *result;
  int r;

  self->slot = sd_bus_slot_unref (self->slot);
  if (wrong != NULL)
    {
      job_end (self, hn_systemd_is_silent (reply) ? HN_JOB_UNREACHABLE : "refused",
               wrong->message != NULL ? wrong->message : wrong->name);
      return 0;
    }
  r = sd_bus_message_read (reply, "o", &job);
  if (r < 0)
    {
      job_end (self, "refused", g_strerror (-r));
      return 0;
    }

  self->job = g_strdup (job);
  result = g_hash_table_lookup (self->ended, job);
  if (result != NULL)
    job_end (self, result, NULL);
  else
    hn_trial_set_timer (self, JOB_LOOK, look_at_job_cb);

  return 0;
}

void
hn_trial_order (
    HnHelperTrial *self, const char *member, const char *name, const char *mode, guint64 usec)
{
  self->waits_for_job = TRUE;
  self->give_up = hn_now (CLOCK_MONOTONIC) + usec;
  if (hn_systemd_call (self->helper, &self->slot, order_cb, self, member, "ss", name, mode) < 0)
    break_later (self);
}

/* The rest. */

static int
done_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);

  self->slot = sd_bus_slot_unref (self->slot);
  if (wrong != NULL)
    self->error = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                                       wrong->message != NULL ? wrong->message : wrong->name);
  hn_trial_go_on (self);

  return 0;
}

void
hn_trial_tell (HnHelperTrial *self, const char *member, const char *name)
{
  if (hn_systemd_call (self->helper, &self->slot, done_cb, self, member, "s", name) < 0)
    break_later (self);
}

void
hn_trial_disarm_before (HnHelperTrial *self, guint number)
{
  for (guint i = 1; i < number; i++)
    hn_systemd_disarm (self->helper, self->record->id, i);
}

static int
armed_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelperTrial *self = user_data;

  /* Those before have done their duty. */
  if (!sd_bus_message_is_method_error (reply, NULL))
    {
      hn_trial_disarm_before (self, self->record->timer);
      self->record->armed = self->record->timer;
    }

  return done_cb (reply, user_data, ret_error);
}

void
hn_trial_arm (HnHelperTrial *self, guint64 usec)
{
  GError *error = NULL;

  self->record->timer++;
  if (!hn_trial_save (self, &error))
    {
      self->record->timer--;
      fail_later (self, error);
      return;
    }
  if (hn_systemd_arm (self->helper, &self->slot, armed_cb, self, self->record->id,
                      self->record->timer, usec) < 0)
    break_later (self);
}
