/* What a trial tells about itself: how far each step is, what came of it, and why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-private.h"

#include <string.h>

#include "engine/bisect.h"

const char *
hn_trial_get_unit (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->unit;
}

HnHelperClient *
hn_trial_get_client (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->client;
}

const char *
hn_trial_get_id (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->id;
}

HnTrialState
hn_trial_get_state (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), HN_TRIAL_ENDED);

  return self->state;
}

GArray *
hn_trial_get_states (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->states;
}

const HnTrialDetail *
hn_trial_get_detail (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->detail;
}

gboolean
hn_trial_is_settled (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), TRUE);

  return hn_trial_state_is_end (self->state) && self->journal_reading == NULL;
}

HnStepState
hn_trial_get_step (HnTrial *self, HnTrialState step)
{
  HnTrialState next = HN_TRIAL_AUTHORIZED;

  g_return_val_if_fail (HN_IS_TRIAL (self), HN_STEP_WAITING);
  g_return_val_if_fail (step >= HN_TRIAL_AUTHORIZED && step <= HN_TRIAL_HEALTHY, HN_STEP_WAITING);

  if (self->failed && step == self->broken)
    return HN_STEP_FAILED;
  if (self->state == HN_TRIAL_REFUSED)
    return step == HN_TRIAL_AUTHORIZED ? HN_STEP_FAILED : HN_STEP_WAITING;
  if ((step == HN_TRIAL_RESTARTED && !self->restart) ||
      (step >= HN_TRIAL_RESTARTED && self->next_start))
    return HN_STEP_SKIPPED;
  if (step <= self->told)
    return HN_STEP_DONE;
  if (self->state >= HN_TRIAL_HEALTHY)
    return HN_STEP_WAITING;

  while (next <= self->told || (next == HN_TRIAL_RESTARTED && !self->restart))
    next++;
  return step == next ? HN_STEP_UNDER_WAY : HN_STEP_WAITING;
}

GPtrArray *
hn_trial_get_edits (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->foreign ? NULL : self->edits;
}

GPtrArray *
hn_trial_get_present (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->present;
}

GPtrArray *
hn_trial_get_new (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->new;
}

gboolean
hn_trial_is_removal (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->removal;
}

static void
add_ignored (HnTrial *self, const char *name, GPtrArray *lines)
{
  for (guint i = 0; i < self->new->len; i++)
    {
      HnEdit *edit = self->new->pdata[i];

      if (strcmp (hn_directive_get (edit->directive)->name, name) == 0)
        g_ptr_array_add (lines, edit);
    }
}

GPtrArray *
hn_trial_list_suspects (HnTrial *self)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *const *ignored;

  g_return_val_if_fail (HN_IS_TRIAL (self), lines);

  ignored = hn_trial_get_ignored (self);
  for (guint i = 0; ignored != NULL && ignored[i] != NULL; i++)
    add_ignored (self, ignored[i], lines);
  if (self->blame == NULL || (!self->blame->narrowed && self->blame->suspects->len > 1))
    return lines;

  for (guint i = 0; i < self->blame->suspects->len; i++)
    g_ptr_array_add (lines, ((const HnSuspect *) self->blame->suspects->pdata[i])->edit);

  return lines;
}

GPtrArray *
hn_trial_dup_without (HnTrial *self, GPtrArray *lines)
{
  g_autofree gboolean *with = NULL;

  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  with = g_new (gboolean, self->new->len + 1);
  for (guint i = 0; i < self->new->len; i++)
    with[i] = !g_ptr_array_find (lines, self->new->pdata[i], NULL);

  return hn_bisect_dup_content (self->edits, self->present, self->new, with);
}

gboolean
hn_trial_has_rest (HnTrial *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) content = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *present = NULL;

  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  content = hn_trial_dup_without (self, lines);
  rest = hn_drop_in_to_text (content);
  present = hn_drop_in_to_text (self->present);

  return strcmp (rest, present) != 0;
}

gboolean
hn_trial_get_restart (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->restart;
}

gboolean
hn_trial_is_probe (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->probe;
}

gboolean
hn_trial_is_foreign (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->foreign;
}

gboolean
hn_trial_get_next_start (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->next_start;
}

gboolean
hn_trial_get_at_once (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->at_once;
}

guint
hn_trial_get_seconds_left (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), 0);

  return self->seconds_left;
}

guint
hn_trial_get_confirm_seconds (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), 0);

  return self->confirm_seconds;
}

guint
hn_trial_get_seconds (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), 0);

  return self->seconds;
}

const GError *
hn_trial_get_error (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->error;
}

gboolean
hn_trial_has_failed (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), FALSE);

  return self->failed;
}

const HnTrialDetail *
hn_trial_get_failure (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->failure;
}

const char *
hn_trial_get_reason (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->reason;
}

const char *
hn_trial_get_explanation (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->explanation;
}

const HnBlame *
hn_trial_get_blame (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->blame;
}

const char *const *
hn_trial_get_ignored (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->failed && self->broken == HN_TRIAL_LOADED && self->failure != NULL
             ? (const char *const *) self->failure->directives
             : NULL;
}

const char *const *
hn_trial_get_journal (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return (const char *const *) self->journal;
}

const char *
hn_trial_get_journal_error (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->journal_error;
}

const HnAssessment *
hn_trial_get_predicted (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->predicted;
}

const HnAssessment *
hn_trial_get_real (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->real;
}

const HnSettings *
hn_trial_get_real_settings (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->real_settings;
}

GArray *
hn_trial_list_differences (HnTrial *self)
{
  GArray *indexes;

  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; self->predicted != NULL && self->real != NULL && i < HN_N_CHECKS; i++)
    if (self->predicted->findings[i].badness != self->real->findings[i].badness)
      g_array_append_val (indexes, i);

  return indexes;
}
