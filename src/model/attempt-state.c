/* What an attempt tells about itself: how far each step is, what came of it, and why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/attempt-private.h"

const char *
hn_attempt_get_unit (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->unit;
}

HnScope
hn_attempt_get_scope (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), HN_SCOPE_SYSTEM);

  return hn_helper_client_get_scope (self->client);
}

const char *
hn_attempt_get_trial (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->trial;
}

HnAttemptState
hn_attempt_get_state (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), HN_ATTEMPT_LOST);

  return self->state;
}

/* The trial's word for the end of @step. */
static HnTrialState
end_of_step (HnStep step)
{
  static const HnTrialState ends[HN_N_STEPS] = {
    HN_TRIAL_AUTHORIZED, HN_TRIAL_WRITTEN, HN_TRIAL_LOADED, HN_TRIAL_RESTARTED, HN_TRIAL_HEALTHY,
  };

  return ends[step];
}

HnStepState
hn_attempt_get_step (HnAttempt *self,
                     HnStep     step)
{
  HnStep next = HN_STEP_AUTHORIZED;

  g_return_val_if_fail (HN_IS_ATTEMPT (self), HN_STEP_WAITING);
  g_return_val_if_fail (step < HN_N_STEPS, HN_STEP_WAITING);

  if (self->failed && step == self->broken)
    return HN_STEP_FAILED;
  if (self->state == HN_ATTEMPT_REFUSED)
    return step == HN_STEP_AUTHORIZED ? HN_STEP_FAILED : HN_STEP_WAITING;
  if ((step == HN_STEP_RESTARTED && !self->restart) ||
      (step >= HN_STEP_RESTARTED && self->next_start))
    return HN_STEP_SKIPPED;
  if (end_of_step (step) <= self->told)
    return HN_STEP_DONE;
  if (self->state != HN_ATTEMPT_ASKING && self->state != HN_ATTEMPT_WORKING)
    return HN_STEP_WAITING;

  while (end_of_step (next) <= self->told || (next == HN_STEP_RESTARTED && !self->restart))
    next++;
  return step == next ? HN_STEP_UNDER_WAY : HN_STEP_WAITING;
}

GPtrArray *
hn_attempt_get_edits (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->foreign ? NULL : self->edits;
}

gboolean
hn_attempt_is_removal (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->removal;
}

gboolean
hn_attempt_is_foreign (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->foreign;
}

gboolean
hn_attempt_get_next_start (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->next_start;
}

gboolean
hn_attempt_get_at_once (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->at_once;
}

guint
hn_attempt_get_seconds_left (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), 0);

  return self->seconds_left;
}

guint
hn_attempt_get_seconds (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), 0);

  return self->seconds;
}

const GError *
hn_attempt_get_error (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->error;
}

gboolean
hn_attempt_has_failed (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->failed;
}

const char *
hn_attempt_get_reason (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->reason;
}

const char *
hn_attempt_get_explanation (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->explanation;
}

const char *const *
hn_attempt_get_suspects (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return (const char *const *) self->suspects;
}

const char *const *
hn_attempt_get_journal (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return (const char *const *) self->journal;
}

const char *
hn_attempt_get_journal_error (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->journal_error;
}

const HnAssessment *
hn_attempt_get_predicted (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->predicted;
}

const HnAssessment *
hn_attempt_get_real (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->real;
}

const HnSettings *
hn_attempt_get_real_settings (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->real_settings;
}

GArray *
hn_attempt_list_differences (HnAttempt *self)
{
  GArray *indexes;

  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; self->predicted != NULL && self->real != NULL && i < HN_N_CHECKS; i++)
    if (self->predicted->findings[i].badness != self->real->findings[i].badness)
      g_array_append_val (indexes, i);

  return indexes;
}
