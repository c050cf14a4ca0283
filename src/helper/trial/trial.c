/* One trial as a whole: what is known of it, how it ends, and what callers may do with it. How it
 * begins is in trial-table.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/audit.h"
#include "helper/errors.h"
#include "helper/inspect.h"

void
hn_trial_hold_settled (HnHelperTrial *self, gboolean held)
{
  if (self->record->etag != NULL)
    hn_settled_hold (self->helper->settled, self->record->unit, self->record->etag, held,
                     hn_now (CLOCK_MONOTONIC));
}

static void
drop_call (gpointer call)
{
  sd_bus_message_unref (call);
}

void
hn_trial_free (HnHelperTrial *self)
{
  hn_trial_stop (self);
  sd_event_source_disable_unref (self->deadline);
  sd_bus_slot_unref (self->following);
  g_queue_clear_full (&self->gather, g_free);
  g_queue_clear_full (&self->calls, drop_call);
  g_hash_table_unref (self->ended);
  g_hash_table_unref (self->gathered);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->caller_unit);
  g_free (self->name);
  g_free (self->invocation);
  g_free (self->files_problem);
  g_free (self->left_problem);
  g_strfreev (self->stopped);
  hn_record_free (self->record);
  g_free (self);
}

const HnRecord *
hn_trial_get_record (HnHelperTrial *self)
{
  return self->record;
}

/* Takes the trial off the list, and leaves it to the caller. */
static void
leave (HnHelperTrial *self)
{
  guint index;

  if (g_ptr_array_find (self->helper->trials, self, &index))
    g_ptr_array_steal_index (self->helper->trials, index);
  hn_trial_hold_settled (self, FALSE);
}

void
hn_trial_forget (HnHelperTrial *self)
{
  HnHelper *helper = self->helper;

  leave (self);
  hn_trial_free (self);
  hn_helper_work_changed (helper);
}

void
hn_trial_remove_record (HnHelperTrial *self)
{
  g_autoptr (GError) error = NULL;

  hn_trial_disarm_before (self, self->record->timer + 1);
  if (!hn_record_remove (self->helper->records_fd, self->record->id, &error))
    sd_journal_print (LOG_WARNING, "%s", error->message);
}

HnOutcome
hn_trial_finish (HnHelperTrial *self, HnTrialState state)
{
  HnHelper *helper = self->helper;
  g_autoptr (GError) failure = NULL;

  hn_trial_stop (self);
  self->deadline = sd_event_source_disable_unref (self->deadline);
  self->following = sd_bus_slot_unref (self->following);
  self->record->state = state;
  hn_audit_outcome (self->record);
  hn_trial_save (self, NULL);
  hn_trial_remove_record (self);

  failure = g_error_new_literal (HN_HELPER_ERROR,
                                 state == HN_TRIAL_REVERTED && self->changed_meanwhile
                                     ? HN_HELPER_ERROR_CHANGED
                                     : HN_HELPER_ERROR_FAILED,
                                 self->record->reason != NULL ? self->record->reason : "");
  /* A change that was to be kept and had to be taken back is an error for the caller of Keep. */
  hn_trial_answer_calls (self, state != HN_TRIAL_KEPT ? failure : NULL,
                         state == HN_TRIAL_FAILED ? failure : NULL);
  /* Only where we were started for this trial alone: otherwise systemd would start us again for
   * it. */
  if (state == HN_TRIAL_FAILED && helper->revert_only && helper->exit_status == EXIT_SUCCESS)
    helper->exit_status = EXIT_FAILURE;
  /* What is pending is told without this one. */
  leave (self);
  hn_trial_emit (self);
  hn_trial_free (self);
  hn_helper_work_changed (helper);

  return HN_OUTCOME_OVER;
}

/* What callers may do. */

char *
hn_trial_dup_template (const char *unit)
{
  const char *at = strchr (unit, '@');

  return at != NULL ? g_strdup_printf ("%.*s@.service", (int) (at - unit), unit) : NULL;
}

gboolean
hn_trial_check_permanent (HnHelperTrial *self, gboolean begun, GError **error)
{
  const HnRecord *record = self->record;
  g_autofree char *present = NULL;
  g_autofree char *uncovered = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *template = NULL;
  g_autofree char *path = NULL;
  gboolean same;

  if (!hn_place_read (self->helper->permanent, record->unit, &present, error) ||
      (record->removal && !hn_trial_read_uncovered (self->helper, record->unit, &uncovered, error)))
    return FALSE;
  hash = hn_record_hash (present);
  same = g_strcmp0 (uncovered, record->uncovered) == 0;
  if (same && (strcmp (hash, record->previous_hash) == 0 ||
               (begun && strcmp (hash, record->text_hash) == 0)))
    return TRUE;

  template = same ? NULL : hn_trial_dup_template (record->unit);
  path = hn_place_dup_path (self->helper->permanent, template != NULL ? template : record->unit);
  return hn_helper_error_set (error, HN_HELPER_ERROR_CHANGED,
                              _ ("Somebody has changed %s meanwhile"), path);
}

void
hn_trial_call_revert (HnHelperTrial *self, sd_bus_message *call, gboolean foreign, GError **error)
{
  if (self->record->state == HN_TRIAL_KEEPING || self->weighing || self->begin_func != NULL)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_BUSY, _ ("The change is just being made"));
      return;
    }

  g_queue_push_tail (&self->calls, sd_bus_message_ref (call));
  if (self->record->state != HN_TRIAL_REVERTING)
    hn_trial_fail (self, HN_STEP_KEEP,
                   foreign ? _ ("The system's administrator took the change back")
                           : _ ("The change was taken back on request"));
}

gboolean
hn_trial_read_uncovered (HnHelper *helper, const char *unit, char **ret_text, GError **error)
{
  g_autofree char *template = hn_trial_dup_template (unit);

  *ret_text = NULL;

  return template == NULL || hn_place_read_text (helper->permanent, template, ret_text, error);
}

HnHelperTrial *
hn_trial_find (HnHelper *helper, const char *name)
{
  for (guint i = 0; i < helper->trials->len; i++)
    {
      HnHelperTrial *self = helper->trials->pdata[i];

      if (strcmp (self->record->id, name) == 0 || strcmp (self->record->unit, name) == 0)
        return self;
    }

  return NULL;
}
