/* What an attempt tells about itself: how far each step is, what came of it, and why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-private.h"

#include <string.h>

#include "engine/bisect.h"

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
hn_attempt_get_step (HnAttempt *self, HnStep step)
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

GPtrArray *
hn_attempt_get_present (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->present;
}

GPtrArray *
hn_attempt_get_new (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->new;
}

gboolean
hn_attempt_is_removal (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->removal;
}

static void
add_ignored (HnAttempt *self, const char *name, GPtrArray *lines)
{
  for (guint i = 0; i < self->new->len; i++)
    {
      HnEdit *edit = self->new->pdata[i];

      if (strcmp (hn_directive_get (edit->directive)->name, name) == 0)
        g_ptr_array_add (lines, edit);
    }
}

GPtrArray *
hn_attempt_list_suspects (HnAttempt *self)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *const *ignored;

  g_return_val_if_fail (HN_IS_ATTEMPT (self), lines);

  ignored = hn_attempt_get_ignored (self);
  for (guint i = 0; ignored != NULL && ignored[i] != NULL; i++)
    add_ignored (self, ignored[i], lines);
  if (self->blame == NULL || (!self->blame->narrowed && self->blame->suspects->len > 1))
    return lines;

  for (guint i = 0; i < self->blame->suspects->len; i++)
    g_ptr_array_add (lines, ((const HnSuspect *) self->blame->suspects->pdata[i])->edit);

  return lines;
}

GPtrArray *
hn_attempt_dup_without (HnAttempt *self, GPtrArray *lines)
{
  g_autofree gboolean *with = NULL;

  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  with = g_new (gboolean, self->new->len + 1);
  for (guint i = 0; i < self->new->len; i++)
    with[i] = !g_ptr_array_find (lines, self->new->pdata[i], NULL);

  return hn_bisect_dup_content (self->edits, self->present, self->new, with);
}

gboolean
hn_attempt_has_rest (HnAttempt *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) content = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *present = NULL;

  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  content = hn_attempt_dup_without (self, lines);
  rest = hn_drop_in_to_text (content);
  present = hn_drop_in_to_text (self->present);

  return strcmp (rest, present) != 0;
}

gboolean
hn_attempt_get_restart (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->restart;
}

gboolean
hn_attempt_is_probe (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), FALSE);

  return self->probe;
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
hn_attempt_get_confirm_seconds (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), 0);

  return self->confirm_seconds;
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

const HnBlame *
hn_attempt_get_blame (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->blame;
}

const char *const *
hn_attempt_get_ignored (HnAttempt *self)
{
  g_return_val_if_fail (HN_IS_ATTEMPT (self), NULL);

  return self->failed && self->broken == HN_STEP_LOADED && self->failure != NULL
             ? (const char *const *) self->failure->directives
             : NULL;
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
