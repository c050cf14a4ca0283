/* The way forward of a trial, up to the wait for Keep: the drop-in is written, the manager reads
 * it, and is asked whether every setting is in force.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "helper/errors.h"
#include "helper/inspect.h"

/* What the dead man leaves us after the deadline. */
#define GRACE (10 * G_USEC_PER_SEC)

gboolean
hn_trial_reach (HnTrial *self, HnTrialState state, const char *step)
{
  g_autoptr (GError) error = NULL;

  self->record->state = state;
  if (!hn_trial_save (self, &error))
    {
      hn_trial_fail (self, step, error->message, NULL);
      return FALSE;
    }
  hn_trial_emit (self);

  return TRUE;
}

/* Waiting for Keep. */

static int
deadline_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  hn_trial_fail (user_data, HN_STEP_KEEP, _ ("Nobody kept the change in time"), NULL);

  return 0;
}

void
hn_trial_await_keep (HnTrial *self)
{
  self->deadline = sd_event_source_disable_unref (self->deadline);
  if (sd_event_add_time (self->helper->event, &self->deadline, CLOCK_BOOTTIME,
                         self->record->deadline, 1000, deadline_cb, self) < 0)
    g_error ("out of memory");
}

static void
healthy_armed (HnTrial *self, const GError *error)
{
  /* Without a dead man nobody would end the trial if we could not. */
  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_WATCH, error->message, NULL);
      return;
    }

  self->record->deadline = hn_now (CLOCK_BOOTTIME) + self->record->confirm * G_USEC_PER_SEC;
  if (!hn_trial_reach (self, HN_TRIAL_HEALTHY, HN_STEP_WATCH))
    return;
  hn_trial_await_keep (self);
}

void
hn_trial_passed (HnTrial *self)
{
  self->changes = sd_bus_slot_unref (self->changes);
  hn_trial_arm (self, self->record->confirm * G_USEC_PER_SEC + GRACE, healthy_armed);
}

/* Loading. */

gboolean
hn_trial_check_loaded (
    HnTrial *self, const HnLook *look, gboolean with_trial, GStrv *ret_ignored, GError **error)
{
  HnHelper *helper = self->helper;
  const char *const *drop_ins = (const char *const *) look->unit->drop_ins;
  g_autofree char *trial = hn_place_dup_path (helper->trial, self->record->unit);
  g_autofree char *permanent = hn_place_dup_path (helper->permanent, self->record->unit);
  const char *path = with_trial ? trial : permanent;
  gboolean listed = g_strv_contains (drop_ins, path);

  if (strcmp (look->unit->load_state, "loaded") != 0)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service, and systemd's word: "not-found", "masked" … */
                   _ ("systemd does not load %s with the change: it is “%s”"), self->record->unit,
                   look->unit->load_state);
      return FALSE;
    }

  if (self->record->removal && g_strv_contains (drop_ins, permanent))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, _ ("systemd still reads %s"),
                   permanent);
      return FALSE;
    }
  /* What is to hold instead is not Hardnut's to judge. */
  if (self->record->removal && (listed || !with_trial || self->record->uncovered == NULL))
    return TRUE;
  if (!listed)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, _ ("systemd does not read %s"),
                   path);
      return FALSE;
    }

  return hn_check_in_force (helper, look, self->edits, self->record, ret_ignored, error);
}

static void
loaded_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autoptr (GError) wrong = NULL;
  g_auto (GStrv) ignored = NULL;
  HnRecord *record = self->record;

  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_LOAD, error->message, NULL);
      return;
    }
  if (!hn_trial_check_loaded (self, look, TRUE, &ignored, &wrong))
    {
      if (ignored != NULL)
        {
          g_strfreev (record->directives);
          record->directives = g_steal_pointer (&ignored);
        }
      hn_trial_fail (self, HN_STEP_LOAD, wrong->message, NULL);
      return;
    }

  if (!hn_trial_reach (self, HN_TRIAL_LOADED, HN_STEP_LOAD))
    return;
  if (record->next_start)
    {
      record->keeping = TRUE;
      if (hn_trial_reach (self, HN_TRIAL_KEEPING, HN_STEP_KEEP))
        hn_trial_do_keep (self);
    }
  else if ((record->restart && record->was_active) || record->at_once)
    {
      hn_trial_prove (self);
    }
  else
    {
      hn_trial_passed (self);
    }
}

static void
reloaded (HnTrial *self, const GError *error)
{
  if (error != NULL)
    hn_trial_fail (self, HN_STEP_LOAD, error->message, NULL);
  else
    hn_trial_look (self, NULL, loaded_look);
}

void
hn_trial_apply (HnTrial *self)
{
  g_autoptr (GError) error = NULL;

  if (!hn_place_write (self->helper->trial, self->record->unit, self->record->id,
                       self->record->removal ? self->record->uncovered : self->record->text,
                       &error))
    {
      hn_trial_fail (self, HN_STEP_WRITE, error->message, NULL);
      return;
    }
  if (!hn_trial_reach (self, HN_TRIAL_WRITTEN, HN_STEP_WRITE))
    return;
  hn_trial_reload (self, FALSE, reloaded);
}
