/* What all files of a trial use: the time, its record, its timer and the callers who wait.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/errors.h"

/* What a job may take longer than its service says, and how long one without a limit. */
#define JOB_MARGIN (10 * G_USEC_PER_SEC)
#define JOB_TIME_MAX (10 * 60 * G_USEC_PER_SEC)

guint64
hn_now (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);

  return (guint64) now.tv_sec * G_USEC_PER_SEC + (guint64) now.tv_nsec / 1000;
}

void
hn_trial_set_text (char **field, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

void
hn_trial_stop (HnHelperTrial *self)
{
  self->slot = sd_bus_slot_unref (self->slot);
  self->timer = sd_event_source_disable_unref (self->timer);
  if (self->looking != NULL)
    hn_looking_cancel (g_steal_pointer (&self->looking));
  if (self->reading != NULL)
    hn_facts_reading_cancel (g_steal_pointer (&self->reading));
  g_clear_error (&self->error);
  g_clear_pointer (&self->look, hn_look_free);
  g_clear_pointer (&self->facts, hn_facts_free);
  g_clear_pointer (&self->result, g_free);
  g_clear_pointer (&self->words, g_free);
  self->waits_for_job = FALSE;
  self->lost_job = FALSE;
  g_clear_pointer (&self->job, g_free);
  g_hash_table_remove_all (self->ended);
}

void
hn_trial_set_timer (HnHelperTrial *self, guint64 usec, sd_event_time_handler_t callback)
{
  self->timer = sd_event_source_disable_unref (self->timer);
  if (sd_event_add_time_relative (self->helper->event, &self->timer, CLOCK_MONOTONIC, usec, 1,
                                  callback, self) < 0)
    g_error ("out of memory");
}

guint64
hn_trial_job_time (const HnLook *look)
{
  guint64 time = JOB_MARGIN;

  if (look == NULL || look->start_usec >= JOB_TIME_MAX || look->stop_usec >= JOB_TIME_MAX)
    return JOB_TIME_MAX;
  /* Stopping may go through two signals, and each has its time. */
  time += look->start_usec + 2 * look->stop_usec;

  return MIN (time, JOB_TIME_MAX);
}

gboolean
hn_trial_save (HnHelperTrial *self, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (hn_record_save (self->record, self->helper->records_fd, &wrong))
    return TRUE;

  if (error != NULL)
    g_propagate_error (error, g_steal_pointer (&wrong));
  else
    sd_journal_print (LOG_WARNING, "%s", wrong->message);

  return FALSE;
}

void
hn_trial_answer_calls (HnHelperTrial *self, const GError *keep, const GError *rest)
{
  sd_bus_message *call;

  while ((call = g_queue_pop_head (&self->calls)) != NULL)
    {
      const GError *error =
          g_strcmp0 (sd_bus_message_get_member (call), HN_HELPER_KEEP) == 0 ? keep : rest;

      if (error != NULL)
        hn_helper_error_reply (call, error);
      else
        sd_bus_reply_method_return (call, "");
      sd_bus_message_unref (call);
    }
}

void
hn_trial_answer (HnHelperTrial *self, const GError *error)
{
  hn_trial_answer_calls (self, error, error);
}
