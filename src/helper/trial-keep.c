/* Makes a trial permanent: first the permanent file, then the trial's goes. A crash in between
 * leaves two files of the same content, and what comes after it ends the work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "helper/errors.h"

/* Both reloads, however slow. */
#define KEEP_TIME (5 * 60 * G_USEC_PER_SEC)

static gboolean
check (HnTrial *self, HnLook *look, const GError *error, gboolean with_trial)
{
  g_autoptr (GError) wrong = NULL;
  g_auto (GStrv) ignored = NULL;

  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_KEEP, error->message, NULL);
      return FALSE;
    }
  if (!hn_trial_check_loaded (self, look, with_trial, &ignored, &wrong))
    {
      hn_trial_fail (self, HN_STEP_KEEP, wrong->message, NULL);
      return FALSE;
    }

  return TRUE;
}

static void
last_look (HnTrial *self, HnLook *look, const GError *error)
{
  if (check (self, look, error, FALSE))
    hn_trial_finish (self, HN_TRIAL_KEPT);
}

static void
reloaded_last (HnTrial *self, const GError *error)
{
  if (error != NULL)
    hn_trial_fail (self, HN_STEP_KEEP, error->message, NULL);
  else
    hn_trial_look (self, NULL, last_look);
}

static void
first_look (HnTrial *self, HnLook *look, const GError *error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *trial = hn_place_dup_path (self->helper->trial, self->record->unit);
  gboolean with_trial =
      look != NULL && g_strv_contains ((const char *const *) look->unit->drop_ins, trial);

  if (!check (self, look, error, with_trial))
    return;
  if (!hn_place_remove (self->helper->trial, self->record->unit, self->record->id, &wrong))
    {
      hn_trial_fail (self, HN_STEP_KEEP, wrong->message, NULL);
      return;
    }
  hn_trial_reload (self, FALSE, reloaded_last);
}

static void
reloaded_first (HnTrial *self, const GError *error)
{
  if (error != NULL)
    hn_trial_fail (self, HN_STEP_KEEP, error->message, NULL);
  else
    hn_trial_look (self, NULL, first_look);
}

static void
armed (HnTrial *self, const GError *error)
{
  g_autoptr (GError) wrong = NULL;
  const HnRecord *record = self->record;
  gboolean done;

  if (error != NULL)
    {
      hn_trial_fail (self, HN_STEP_KEEP, error->message, NULL);
      return;
    }

  /* Since Keep was called systemd was asked for a timer, and a crash may lie in between. */
  if (!hn_trial_check_permanent (self, TRUE, &wrong))
    {
      self->changed_meanwhile = g_error_matches (wrong, HN_HELPER_ERROR, HN_HELPER_ERROR_CHANGED);
      hn_trial_fail (self, HN_STEP_KEEP, wrong->message, NULL);
      return;
    }

  done = record->removal
             ? hn_place_remove (self->helper->permanent, record->unit, record->id, &wrong)
             : hn_place_write (self->helper->permanent, record->unit, record->id, record->text,
                               &wrong);
  if (!done)
    {
      hn_trial_fail (self, HN_STEP_KEEP, wrong->message, NULL);
      return;
    }
  hn_trial_reload (self, FALSE, reloaded_first);
}

void
hn_trial_do_keep (HnTrial *self)
{
  self->deadline = sd_event_source_disable_unref (self->deadline);
  if (!self->record->removal && self->edits == NULL)
    {
      hn_trial_fail (self, HN_STEP_KEEP, _ ("The record of the trial cannot be read any more"),
                     NULL);
      return;
    }
  hn_trial_arm (self, KEEP_TIME, armed);
}
