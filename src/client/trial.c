/* Follows one trial of the helper. What the helper tells comes in helper_changed_cb(), the rest
 * here is what follows from it: the steps, the countdown, the words for a failure, and at the end a
 * look at what the manager makes of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/change-list.h"
#include "client/journal.h"
#include "engine/bisect.h"
#include "engine/exit-status.h"
#include "source/manager/unit-reader.h"

/* In seconds: how often the helper is asked whether it still knows a trial that it is to end. */
#define ASK_PAUSE 5

struct _HnTrial
{
  GObject parent_instance;

  HnTrialInfo info;
  HnTrialState state;
  HnTrialState heard;  /* the last one that the helper told */
  HnTrialState told;   /* the last state on the way forward */
  HnTrialState broken; /* the step that failed; with failed */
  gint64 deadline;     /* of g_get_monotonic_time() */
  gint64 began;        /* of g_get_real_time() */
  guint seconds_left;
  guint tick_id;
  guint ask_id; /* while it is being taken back or kept */
  gboolean withdrawn;
  gboolean reading_score;

  /* owned */
  HnBusConnection *manager; /* (nullable) */
  HnSettings *after;        /* (nullable) */
  HnPolicy *policy;         /* (nullable) */
  GCancellable *cancellable;
  GCancellable *journal_reading; /* (nullable): the last one */
};

static guint changed_signal, state_changed_signal, seconds_changed_signal;

G_DEFINE_FINAL_TYPE (HnTrial, hn_trial, G_TYPE_OBJECT)

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* What it has forgotten is at its end, and nothing else would tell. */
static gboolean
ask_cb (gpointer data)
{
  HnTrial *self = data;

  hn_helper_client_read_trials_async (self->info.client, NULL, NULL, NULL);

  return G_SOURCE_CONTINUE;
}

static void
set_state (HnTrial *self, HnTrialState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_clear_handle_id (&self->ask_id, g_source_remove);
  if (state == HN_TRIAL_REVERTING || state == HN_TRIAL_KEEPING)
    self->ask_id = g_timeout_add_seconds (ASK_PAUSE, ask_cb, self);
  g_signal_emit (self, state_changed_signal, 0);
}

/* ---- The countdown ---- */

static gboolean
tick_cb (gpointer data)
{
  HnTrial *self = data;
  gint64 left = self->deadline - g_get_monotonic_time ();
  guint seconds = left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;

  /* Woken up where the next second begins. */
  self->tick_id =
      seconds > 0 ? g_timeout_add ((guint) ((left - 1) % G_USEC_PER_SEC / 1000) + 1, tick_cb, self)
                  : 0;
  if (seconds != self->seconds_left)
    {
      self->seconds_left = seconds;
      g_signal_emit (self, seconds_changed_signal, 0);
    }

  return G_SOURCE_REMOVE;
}

static void
stop_countdown (HnTrial *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->seconds_left == 0)
    return;

  self->seconds_left = 0;
  g_signal_emit (self, seconds_changed_signal, 0);
}

static void
start_countdown (HnTrial *self, gint64 deadline)
{
  if (deadline == 0)
    return;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  self->deadline = deadline;
  tick_cb (self);
  self->info.seconds = MAX (self->info.seconds, self->seconds_left);
}

/* ---- What the manager makes of it ---- */

static void
score_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &error);

  self->reading_score = FALSE;
  if (unit == NULL || unit->settings == NULL)
    {
      g_debug ("No score for %s: %s", self->info.unit,
               error != NULL ? error->message : "no settings");
      return;
    }

  g_clear_pointer (&self->info.real_settings, hn_settings_free);
  self->info.real_settings = hn_settings_copy (unit->settings);
  if (self->info.real == NULL)
    self->info.real = g_new (HnAssessment, 1);
  hn_assess (self->info.real_settings, self->policy, self->info.real);
  g_signal_emit (self, changed_signal, 0);
}

static void
read_score (HnTrial *self)
{
  g_autoptr (HnUnitReader) reader = NULL;

  if (self->manager == NULL || self->reading_score)
    return;

  self->reading_score = TRUE;
  reader = hn_unit_reader_new (self->manager);
  hn_unit_reader_read_async (reader, self->info.unit, NULL, score_read_cb, g_object_ref (self));
}

/* ---- A failure ---- */

/* Whether @detail is about how the service ended, or what systemd ignores. */
static gboolean
tells_end (const HnTrialDetail *detail)
{
  return detail->result != NULL || detail->has_status || detail->directives != NULL;
}

/* What systemd ignores is named by the helper, and nothing else is to blame then. */
static void
find_blame (HnTrial *self)
{
  HnEnd end = { .journal = self->info.journal };

  g_clear_pointer (&self->info.blame, hn_blame_free);
  if (!tells_end (self->info.failure) || self->info.new->len == 0 ||
      self->broken == HN_TRIAL_LOADED)
    return;

  end.result = self->info.failure->result;
  end.code = self->info.failure->has_status ? self->info.failure->code : 0;
  end.status = self->info.failure->has_status ? self->info.failure->status : 0;
  self->info.blame = hn_blame_find (&end, self->after, self->info.new);
}

static void
journal_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = hn_journal_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_text (&self->info.journal_error, error != NULL ? error->message : NULL);
  g_strfreev ((GStrv) self->info.journal);
  self->info.journal = (const char *const *) g_steal_pointer (&lines);
  g_clear_object (&self->journal_reading);
  find_blame (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
stop_reading_journal (HnTrial *self)
{
  if (self->journal_reading != NULL)
    g_cancellable_cancel (self->journal_reading);
  g_clear_object (&self->journal_reading);
}

/* Reads with the person's own rights, and with each state anew: lines may come in late. */
static void
read_journal (HnTrial *self)
{
  if (self->info.probe)
    return;

  stop_reading_journal (self);
  self->journal_reading = g_cancellable_new ();
  hn_journal_read_async (hn_helper_client_get_scope (self->info.client), self->info.unit,
                         self->info.failure->since != 0 ? self->info.failure->since : self->began,
                         self->info.failure->until, self->journal_reading, journal_read_cb,
                         g_object_ref (self));
}

/* A state on the way back may tell less than the one before it, so that nothing is unlearnt. */
static void
take_failure (HnTrial *self, const HnTrialDetail *detail)
{
  HnTrialState step = hn_trial_state_from_name (detail->step);

  if (detail->reason != NULL)
    set_text (&self->info.reason, detail->reason);
  if (self->info.failure == NULL || self->info.failure->reason == NULL)
    {
      g_clear_pointer (&self->info.failure, hn_trial_detail_unref);
      self->info.failure = hn_trial_detail_ref ((HnTrialDetail *) detail);
    }
  if (step >= HN_TRIAL_AUTHORIZED && step <= HN_TRIAL_HEALTHY)
    self->broken = step;
  else if (!self->info.failed)
    self->broken = HN_TRIAL_KEEPING;
  self->info.failed |= self->broken != HN_TRIAL_KEEPING || tells_end (detail);
  if (!self->info.failed)
    return;

  if (self->info.explanation == NULL && (detail->result != NULL || detail->has_status))
    self->info.explanation =
        hn_exit_dup_explanation (detail->result, detail->has_status ? detail->code : 0,
                                 detail->has_status ? detail->status : 0);
  find_blame (self);
  read_journal (self);
}

/* ---- The helper ---- */

static void
take_note (HnTrial *self, const HnTrialDetail *detail)
{
  if (g_strcmp0 (detail->note, HN_NOTE_NEXT_START) == 0)
    self->info.next_start = TRUE;
  if (g_strcmp0 (detail->note, HN_NOTE_AT_ONCE) == 0)
    self->info.at_once = TRUE;
}

/* On the way to where the trial is kept. */
static void
take_step (HnTrial *self, HnTrialState state, const HnTrialDetail *detail)
{
  self->told = MAX (self->told, state);
  if (self->info.foreign)
    {
      self->info.restart = detail->restart;
      self->info.removal = detail->removal;
    }
  take_note (self, detail);
  if (state == HN_TRIAL_HEALTHY)
    start_countdown (self, detail->deadline);
}

static void
take_end (HnTrial *self, HnTrialState state, const HnTrialDetail *detail)
{
  stop_countdown (self);
  if (state == HN_TRIAL_KEPT)
    {
      self->told = HN_TRIAL_HEALTHY;
      take_note (self, detail);
      g_clear_error (&self->info.error);
    }
  else if (state != HN_TRIAL_ENDED)
    {
      take_failure (self, detail);
    }
}

static void
take_state (HnTrial *self, HnTrialState state, const HnTrialDetail *detail)
{
  if (hn_trial_state_is_end (self->state))
    return;

  if (self->info.states->len == 0 ||
      g_array_index (self->info.states, HnTrialState, self->info.states->len - 1) != state)
    g_array_append_val (self->info.states, state);
  hn_trial_detail_ref ((HnTrialDetail *) detail);
  g_clear_pointer (&self->info.detail, hn_trial_detail_unref);
  self->info.detail = (HnTrialDetail *) detail;

  if (state >= HN_TRIAL_AUTHORIZED && state <= HN_TRIAL_HEALTHY)
    take_step (self, state, detail);
  else if (state >= HN_TRIAL_REVERTING)
    take_end (self, state, detail);
  /* What somebody else has asked to be kept is as it was until it is. */
  if (state != HN_TRIAL_UNKNOWN && state != HN_TRIAL_KEEPING)
    {
      self->heard = state;
      set_state (self, state);
    }
  if (state == HN_TRIAL_HEALTHY || state == HN_TRIAL_KEPT)
    read_score (self);

  g_signal_emit (self, changed_signal, 0);
}

static void
helper_changed_cb (
    HnTrial *self, const char *trial, const char *unit, guint state, HnTrialDetail *detail)
{
  if (g_strcmp0 (trial, self->info.id) == 0)
    take_state (self, state, detail);
}

static void
take_trial (HnTrial *self, char *id) /* (transfer full) */
{
  g_autoptr (HnTrialRecord) record = hn_helper_client_dup_trial (self->info.client, id);

  self->info.id = id;
  g_signal_connect_object (self->info.client, "trial-changed", G_CALLBACK (helper_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->told = self->heard = HN_TRIAL_AUTHORIZED;
  set_state (self, HN_TRIAL_AUTHORIZED);
  if (record == NULL)
    {
      g_signal_emit (self, changed_signal, 0);
      return;
    }

  /* It may be further by now, and is authorized at any rate. */
  if (!self->info.foreign && record->state > HN_TRIAL_AUTHORIZED)
    take_state (self, HN_TRIAL_AUTHORIZED, record->detail);
  take_state (self, record->state, record->detail);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  g_autoptr (GError) error = NULL;
  char *id = hn_helper_client_try_finish (HN_HELPER_CLIENT (object), result, &error);

  if (id != NULL)
    {
      take_trial (self, id);
      if (self->withdrawn)
        hn_trial_take_back (self);
      return;
    }

  self->info.error = g_steal_pointer (&error);
  set_state (self, HN_TRIAL_REFUSED);
  g_signal_emit (self, changed_signal, 0);
}

/* Keep and Revert are answered, or were refused; how it goes on is told by "trial-changed". */
static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  g_autoptr (GError) error = NULL;

  if (hn_helper_client_end_finish (HN_HELPER_CLIENT (object), result, &error) ||
      hn_trial_state_is_end (self->state))
    return;

  /* It is at its end then: what the helper still has tells so to everybody. */
  if (g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_SUCH_TRIAL))
    hn_helper_client_read_trials_async (self->info.client, NULL, NULL, NULL);
  g_clear_error (&self->info.error);
  self->info.error = g_steal_pointer (&error);
  if (self->state == HN_TRIAL_KEEPING || self->state == HN_TRIAL_REVERTING)
    set_state (self, self->heard);
  g_signal_emit (self, changed_signal, 0);
}

/* @state: %HN_TRIAL_KEEPING or %HN_TRIAL_REVERTING */
static void
ask_for_end (HnTrial *self, HnTrialState state)
{
  g_clear_error (&self->info.error);
  set_state (self, state);
  hn_helper_client_end_async (self->info.client, self->info.id, state == HN_TRIAL_KEEPING, NULL,
                              answered_cb, g_object_ref (self));
  g_signal_emit (self, changed_signal, 0);
}

/* ---- The object ---- */

static void
hn_trial_finalize (GObject *object)
{
  HnTrial *self = HN_TRIAL (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_object (&self->info.client);
  g_clear_object (&self->manager);
  g_free (self->info.unit);
  g_free (self->info.id);
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  g_clear_pointer (&self->info.new, g_ptr_array_unref);
  g_clear_pointer (&self->info.present, g_ptr_array_unref);
  g_clear_pointer (&self->after, hn_settings_free);
  g_array_unref (self->info.states);
  g_clear_pointer (&self->info.detail, hn_trial_detail_unref);
  g_clear_pointer (&self->info.failure, hn_trial_detail_unref);
  g_clear_pointer (&self->info.blame, hn_blame_free);
  g_clear_pointer (&self->policy, hn_policy_unref);
  g_free (self->info.predicted);
  g_free (self->info.real);
  g_clear_pointer (&self->info.real_settings, hn_settings_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->journal_reading);
  g_clear_error (&self->info.error);
  g_free (self->info.reason);
  g_free (self->info.explanation);
  g_strfreev ((GStrv) self->info.journal);
  g_free (self->info.journal_error);

  G_OBJECT_CLASS (hn_trial_parent_class)->finalize (object);
}

static void
hn_trial_class_init (HnTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_trial_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  state_changed_signal = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  seconds_changed_signal = g_signal_new ("seconds-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_trial_init (HnTrial *self)
{
  self->state = HN_TRIAL_ASKING;
  self->info.states = g_array_new (FALSE, FALSE, sizeof (HnTrialState));
  self->cancellable = g_cancellable_new ();
  self->began = g_get_real_time ();
}

static HnTrial *
trial_new (HnHelperClient *client, HnBusConnection *manager, const char *unit)
{
  HnTrial *self = g_object_new (HN_TYPE_TRIAL, NULL);

  self->info.client = g_object_ref (client);
  g_set_object (&self->manager, manager);
  self->info.unit = g_strdup (unit);

  return self;
}

HnTrial *
hn_trial_new (HnHelperClient *client, HnBusConnection *manager, const HnTrialRequest *request)
{
  HnTrial *self;
  HnTrialInfo *info;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);
  g_return_val_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager), NULL);
  g_return_val_if_fail (request->unit != NULL && request->etag != NULL, NULL);

  self = trial_new (client, manager, request->unit);
  self->after = request->after != NULL ? hn_settings_copy (request->after) : NULL;
  self->policy = request->policy != NULL ? hn_policy_ref (request->policy) : NULL;
  info = &self->info;
  info->content = hn_change_list_copy (request->content);
  info->present = hn_change_list_copy (request->present);
  info->new = hn_blame_list_new (info->content, info->present, request->before, request->after);
  info->removal = info->content->len == 0;
  info->restart = request->restart;
  info->next_start = request->next_start;
  info->seconds = info->confirm_seconds = request->confirm_seconds;
  info->probe = request->probe;
  info->predicted = g_memdup2 (request->predicted, sizeof *request->predicted);

  hn_helper_client_try_async (client, info->unit, info->content, request->etag, info->seconds,
                              info->restart, self->cancellable, begun_cb, g_object_ref (self));

  return self;
}

HnTrial *
hn_trial_new_for_record (HnHelperClient *client,
                         HnBusConnection *manager,
                         const HnTrialRecord *record)
{
  HnTrial *self;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);
  g_return_val_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  self = trial_new (client, manager, record->unit);
  self->info.present = hn_change_list_new ();
  self->info.new = hn_change_list_new ();
  self->info.foreign = TRUE;
  take_trial (self, g_strdup (record->id));

  return self;
}

void
hn_trial_keep (HnTrial *self)
{
  g_return_if_fail (HN_IS_TRIAL (self));

  if (self->info.id == NULL || self->state == HN_TRIAL_KEEPING ||
      hn_trial_state_is_end (self->state))
    return;

  ask_for_end (self, HN_TRIAL_KEEPING);
}

void
hn_trial_take_back (HnTrial *self)
{
  g_return_if_fail (HN_IS_TRIAL (self));

  if (self->state == HN_TRIAL_ASKING)
    {
      self->withdrawn = TRUE;
      g_cancellable_cancel (self->cancellable);
      return;
    }
  if (self->state == HN_TRIAL_REVERTING || hn_trial_state_is_end (self->state))
    return;

  ask_for_end (self, HN_TRIAL_REVERTING);
}

const char *
hn_trial_get_unit (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->info.unit;
}

HnTrialState
hn_trial_get_state (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), HN_TRIAL_ENDED);

  return self->state;
}

guint
hn_trial_get_seconds_left (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), 0);

  return self->seconds_left;
}

const HnTrialInfo *
hn_trial_get_info (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return &self->info;
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

  if (self->info.failed && step == self->broken)
    return HN_STEP_FAILED;
  if (self->state == HN_TRIAL_REFUSED)
    return step == HN_TRIAL_AUTHORIZED ? HN_STEP_FAILED : HN_STEP_WAITING;
  if ((step == HN_TRIAL_RESTARTED && !self->info.restart) ||
      (step >= HN_TRIAL_RESTARTED && self->info.next_start))
    return HN_STEP_SKIPPED;
  if (step <= self->told)
    return HN_STEP_DONE;
  if (self->state >= HN_TRIAL_HEALTHY)
    return HN_STEP_WAITING;

  while (next <= self->told || (next == HN_TRIAL_RESTARTED && !self->info.restart))
    next++;
  return step == next ? HN_STEP_UNDER_WAY : HN_STEP_WAITING;
}

const char *const *
hn_trial_get_ignored (HnTrial *self)
{
  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  return self->info.failed && self->broken == HN_TRIAL_LOADED && self->info.failure != NULL
             ? (const char *const *) self->info.failure->directives
             : NULL;
}

GPtrArray *
hn_trial_list_suspects (HnTrial *self)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *const *ignored;

  g_return_val_if_fail (HN_IS_TRIAL (self), lines);

  ignored = hn_trial_get_ignored (self);
  for (guint i = 0; ignored != NULL && i < self->info.new->len; i++)
    {
      HnChange *line = self->info.new->pdata[i];

      if (g_strv_contains (ignored, hn_directive_get (line->directive)->name))
        g_ptr_array_add (lines, line);
    }
  if (self->info.blame == NULL ||
      (!self->info.blame->narrowed && self->info.blame->suspects->len > 1))
    return lines;

  for (guint i = 0; i < self->info.blame->suspects->len; i++)
    g_ptr_array_add (lines, ((const HnSuspect *) self->info.blame->suspects->pdata[i])->change);

  return lines;
}

GPtrArray *
hn_trial_dup_without (HnTrial *self, GPtrArray *lines)
{
  g_autofree gboolean *with = NULL;

  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  with = g_new (gboolean, self->info.new->len + 1);
  for (guint i = 0; i < self->info.new->len; i++)
    with[i] = !g_ptr_array_find (lines, self->info.new->pdata[i], NULL);

  return hn_bisect_dup_content (self->info.content, self->info.present, self->info.new, with);
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
  present = hn_drop_in_to_text (self->info.present);

  return strcmp (rest, present) != 0;
}

GArray *
hn_trial_list_differences (HnTrial *self)
{
  GArray *indexes;

  g_return_val_if_fail (HN_IS_TRIAL (self), NULL);

  indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; self->info.predicted != NULL && self->info.real != NULL && i < HN_N_CHECKS; i++)
    if (self->info.predicted->findings[i].badness != self->info.real->findings[i].badness)
      g_array_append_val (indexes, i);

  return indexes;
}
