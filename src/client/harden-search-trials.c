/* Tries one set after another. Which one is next is for the engine to say; here it is seen whether
 * the service works with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-search-private.h"

#include <glib/gi18n-lib.h>

#include "client/harden-works.h"
#include "engine/what-if.h"

/* In seconds: how long a trial waits while it is seen whether the service works, besides its
 * checks: for sockets that it opens by and by, for the manager and for the observer. */
#define LOOKING_TIME 60

static void try_next (HnHardenSearch *self);

/* ---- Whether it works ---- */

static void
answer (HnHardenSearch *self, const char *failure) /* (nullable) */
{
  self->answered = TRUE;
  self->works = failure == NULL;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  hn_trial_take_back (self->info.trial);
}

static void
tell_trial (HnHardenSearch *self, const gboolean *named)
{
  g_autofree char *lines = named != NULL ? hn_harden_dup_names (self->info.harden, named) : NULL;

  if (self->works)
    hn_harden_search_tell (self, _ ("The service works with it."));
  else if (lines != NULL)
    /* Translators: what is wrong with a service, then settings such as PrivateTmp=yes */
    hn_harden_search_tell (self, _ ("It does not work with it: %s This speaks against %s."),
                           self->failure, lines);
  else
    /* Translators: %s is what is wrong with a service, a sentence */
    hn_harden_search_tell (self, _ ("It does not work with it: %s"), self->failure);
}

static void
take_answer (HnHardenSearch *self)
{
  gboolean certain = FALSE;
  g_autofree gboolean *named =
      self->works ? NULL
                  : hn_harden_find_named (self->info.harden, self->lately, self->began,
                                          hn_trial_get_info (self->info.trial)->blame, &certain);

  tell_trial (self, named);
  hn_harden_tell (self->info.harden, self->works, named, certain);
}

/* What was kept before and does not stand there any more, as something stricter does. */
static void
tell_replaced (HnHardenSearch *self)
{
  for (guint i = 0; self->source.staged != NULL && i < self->source.staged->len; i++)
    {
      const HnChange *kept = self->source.staged->pdata[i];
      g_autofree char *line = hn_change_dup_line (kept);
      g_autofree char *value = NULL;

      if (hn_change_list_have (self->info.content, kept))
        continue;
      value = hn_change_list_dup_value (self->info.content, kept->directive);
      g_strdelimit (value, "\n", ' ');
      g_ptr_array_add (self->info.notes,
                       /* Translators: what a setting does, its value before, and that of now */
                       g_strdup_printf (_ ("“%s” was kept as %s before, and is %s now."),
                                        _ (hn_directive_get (kept->directive)->title), kept->value,
                                        value));
      /* Translators: two settings, such as UMask=0022 and UMask=0077 */
      hn_harden_search_tell (self, _ ("%s was kept before, and is %s=%s now."), line,
                             hn_directive_get (kept->directive)->name, value);
    }
}

/* The last look: it works, and nothing was refused that it had before. */
static void
conclude_checks (HnHardenSearch *self)
{
  if (self->lately != NULL && self->level != HN_HARDEN_STRICT &&
      hn_harden_was_refused (self->info.harden, self->lately, self->began))
    {
      answer (self, _ ("It was refused something that it had before."));
      return;
    }

  self->answered = self->works = TRUE;
  take_answer (self);
  if (hn_harden_is_found (self->info.harden))
    {
      tell_replaced (self);
      hn_harden_search_end (self, HN_HARDEN_FOUND, NULL);
    }
  else
    hn_trial_take_back (self->info.trial);
}

static void
lately_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;

  g_clear_pointer (&self->lately, hn_evidence_unref);
  self->lately = g_task_propagate_pointer (G_TASK (result), NULL);
  if (hn_harden_search_is_late (self))
    return;
  if (hn_trial_get_state (self->info.trial) != HN_TRIAL_HEALTHY)
    return;
  conclude_checks (self);
}

static void
works_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *failure = g_task_propagate_pointer (G_TASK (result), &error);

  if (hn_harden_search_is_late (self) || hn_trial_get_state (self->info.trial) != HN_TRIAL_HEALTHY)
    return;
  if (failure != NULL || error != NULL)
    answer (self, failure != NULL ? failure : error->message);
  else if (self->watching)
    hn_observer_client_get_async (self->observer, self->unit, self->cancellable, lately_cb,
                                  g_object_ref (self));
  else
    conclude_checks (self);
}

/* ---- Trials ---- */

/* Of one that failed the evidence says more than anything else. */
static void
failed_lately_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;

  g_clear_pointer (&self->lately, hn_evidence_unref);
  self->lately = g_task_propagate_pointer (G_TASK (result), NULL);
  if (hn_harden_search_is_late (self))
    return;
  take_answer (self);
  try_next (self);
}

static void
take_failure (HnHardenSearch *self)
{
  const HnTrialInfo *trial = hn_trial_get_info (self->info.trial);

  if (!self->answered)
    {
      self->works = FALSE;
      g_free (self->failure);
      self->failure = g_strdup (trial->explanation != NULL ? trial->explanation
                                : trial->reason != NULL    ? trial->reason
                                                           : _ ("The service has failed."));
    }
  if (self->watching)
    {
      hn_observer_client_get_async (self->observer, self->unit, self->cancellable, failed_lately_cb,
                                    g_object_ref (self));
      return;
    }
  take_answer (self);
  try_next (self);
}

/* Those behind the one that was counted when the service was found to be well: one that did not
 * get there was restarted with what was tried, and without. */
static void
count_restarts (HnHardenSearch *self, HnTrialState state)
{
  HnStepState step = hn_trial_get_step (self->info.trial, HN_TRIAL_RESTARTED);

  if (!hn_trial_get_info (self->info.trial)->restart || state == HN_TRIAL_REFUSED)
    return;
  if (self->looked)
    self->info.restarts++;
  else if (step == HN_STEP_DONE || step == HN_STEP_FAILED)
    self->info.restarts += 2;
}

/* The trial is at its end, and all that may tell why is read. */
static void
trial_over (HnHardenSearch *self)
{
  const HnTrialInfo *trial = hn_trial_get_info (self->info.trial);
  HnTrialState state = hn_trial_get_state (self->info.trial);

  g_signal_handlers_disconnect_by_data (self->info.trial, self);
  count_restarts (self, state);
  if (self->lost != NULL || state == HN_TRIAL_ENDED)
    hn_harden_search_end_unseen (self);
  else if (state == HN_TRIAL_FAILED || state == HN_TRIAL_KEPT)
    {
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Stopped, as the service did not come back to how it was before"),
                   self->unit);
      hn_harden_search_end (self, HN_HARDEN_FAILED, NULL);
    }
  else if (self->info.state == HN_HARDEN_STOPPING)
    hn_harden_search_end (self, HN_HARDEN_STOPPED, NULL);
  else if (state == HN_TRIAL_REFUSED)
    hn_harden_search_end (self, HN_HARDEN_FAILED, trial->error);
  else if (self->look_on != NULL && (self->answered || trial->failed))
    {
      if (!self->answered)
        hn_harden_search_note (self, "%s",
                               _ ("It could not be watched, as it did not come back when it was "
                                  "restarted. So less is known of what it uses."));
      hn_harden_search_find_set (self);
    }
  else if (self->answered && self->works)
    try_next (self);
  else if (self->answered || trial->failed)
    take_failure (self);
  else
    /* Taken back before there was an answer, by somebody else. */
    hn_harden_search_end (self, HN_HARDEN_STOPPED, NULL);
}

static void
trial_cb (HnHardenSearch *self, HnTrial *trial)
{
  const HnTrialInfo *info = hn_trial_get_info (trial);
  gboolean begun = self->looked;

  hn_harden_search_emit_changed (self);
  if (trial != self->info.trial || hn_harden_search_is_over (self))
    return;
  if (hn_trial_is_settled (trial))
    {
      trial_over (self);
      return;
    }
  if ((self->info.state == HN_HARDEN_STOPPING || self->answered) && hn_harden_is_left (trial))
    {
      g_signal_handlers_disconnect_by_data (trial, self);
      if (self->lost != NULL)
        hn_harden_search_end_unseen (self);
      else
        hn_harden_search_end (self, HN_HARDEN_FAILED, info->error);
      return;
    }
  if (hn_trial_get_state (trial) != HN_TRIAL_HEALTHY || self->answered || begun ||
      self->info.state != HN_HARDEN_SEARCHNING)
    return;

  self->looked = TRUE;
  self->info.restarts += info->restart;
  if (info->next_start)
    {
      /* Whatever it is, nobody would see it. */
      self->answered = TRUE;
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service */
                   _ ("%s is not restarted from here, so that nothing of it can be tried"),
                   self->unit);
      hn_harden_search_give_up (self);
    }
  else if (self->look_on != NULL)
    self->look_on (self);
  else
    hn_harden_works_async (self->manager, self->unit, self->listeners, self->checks,
                           self->cancellable, works_cb, g_object_ref (self));
}

static void
etag_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag =
      hn_helper_client_read_etag_finish (HN_HELPER_CLIENT (object), result, &error);
  g_autoptr (HnSettings) before = NULL;
  g_autoptr (HnSettings) after = NULL;
  g_autoptr (GPtrArray) present = hn_change_list_copy (self->source.staged);
  HnTrialRequest request = { NULL };

  if (hn_harden_search_is_late (self))
    return;
  if (etag == NULL)
    {
      hn_harden_search_end (self, HN_HARDEN_FAILED, error);
      return;
    }

  before = hn_what_if (self->unfinished, present);
  after = hn_what_if (self->unfinished, self->info.content);
  request.unit = self->unit;
  request.content = self->info.content;
  request.present = present;
  request.before = before;
  request.after = after;
  request.etag = etag;
  request.restart = TRUE;
  request.confirm_seconds = LOOKING_TIME + self->checks->len * HN_HARDEN_CHECK_SECONDS +
                            (self->look_on != NULL ? self->watch_seconds : self->confirm_seconds);
  request.confirm_seconds = MIN (request.confirm_seconds, HN_CONFIRM_MAX);
  self->answered = self->works = FALSE;
  self->looked = FALSE;
  self->began = (guint64) g_get_real_time ();
  if (self->watching && self->look_on == NULL)
    hn_harden_search_watch (self, HN_HARDEN_WATCH_MORE + self->confirm_seconds, NULL, NULL);
  g_clear_pointer (&self->lately, hn_evidence_unref);
  g_clear_object (&self->info.trial);
  self->info.trial = g_object_ref (hn_trial_list_begin (self->list, &request));
  g_signal_connect_object (self->info.trial, "changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  hn_harden_search_emit_changed (self);
}

void
hn_harden_search_try (HnHardenSearch *self,
                      GPtrArray *content,
                      void (*look_on) (HnHardenSearch *self))
{
  self->look_on = look_on;
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  self->info.content = content;
  hn_helper_client_read_etag_async (hn_trial_list_get_client (self->list), self->unit,
                                    self->cancellable, etag_cb, g_object_ref (self));
}

static void
try_next (HnHardenSearch *self)
{
  const HnHardenSet *set = hn_harden_get_set (self->info.harden);
  const gboolean *with = hn_harden_next (self->info.harden);
  guint n = 0;

  if (with == NULL)
    {
      g_clear_pointer (&self->info.content, g_ptr_array_unref);
      hn_harden_search_end (self, HN_HARDEN_NOTHING, NULL);
      return;
    }

  for (guint i = 0; i < set->lines->len; i++)
    n += with[i];
  hn_harden_search_tell (self,
                         /* Translators: the number of a trial, and how many rights it takes away */
                         ngettext ("Trial %u: takes %u right away.",
                                   "Trial %u: takes %u rights away.", n),
                         hn_harden_get_n_trials (self->info.harden) + 1, n);
  hn_harden_search_try (self, hn_harden_set_dup_content (set, with), NULL);
}

/* A person’s checks have it do its work; of its pages only one was asked for. */
static HnRisk
find_believed (HnHardenSearch *self)
{
  if (self->n_own > 0)
    return HN_RISK_HIGH;

  return self->checks->len > 0 ? HN_RISK_MEDIUM : HN_RISK_LOW;
}

static void
take_set (HnHardenSearch *self, HnHardenSet *set)
{
  hn_harden_search_tell (
      self,
      /* Translators: a number of rights that may be taken from a service */
      ngettext ("There is %u right that nothing known speaks against taking away.",
                "There are %u rights that nothing known speaks against taking away.",
                set->lines->len),
      set->lines->len);
  self->info.harden = hn_harden_new (set, self->max_trials);
  try_next (self);
}

void
hn_harden_search_find_set (HnHardenSearch *self)
{
  g_autoptr (GPtrArray) unenforced = NULL;

  self->source.evidence = self->evidence;
  self->source.facts = self->facts;
  self->source.believed = find_believed (self);
  unenforced = hn_harden_set_find_unenforced (&self->source);
  hn_harden_search_weigh (self,
                          hn_harden_set_new (&self->source, self->level, self->picks, unenforced),
                          take_set);
}
