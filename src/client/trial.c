/* Follows one trial of the helper. What the helper tells comes in helper_changed_cb(), the rest
 * here is what follows from it: the steps, the countdown, the words for a failure, and at the end a
 * look at what the manager makes of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/journal.h"
#include "engine/exit-status.h"
#include "source/manager/unit-reader.h"

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SECONDS_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnTrial, hn_trial, G_TYPE_OBJECT)

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
emit_changed (HnTrial *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_state (HnTrial *self, HnTrialState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
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
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
}

static void
start_countdown (HnTrial *self, gint64 deadline)
{
  if (deadline == 0)
    return;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  self->deadline = deadline;
  tick_cb (self);
  self->seconds = MAX (self->seconds, self->seconds_left);
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
      g_debug ("No score for %s: %s", self->unit, error != NULL ? error->message : "no settings");
      return;
    }

  g_clear_pointer (&self->real_settings, hn_settings_free);
  self->real_settings = hn_settings_copy (unit->settings);
  if (self->real == NULL)
    self->real = g_new (HnAssessment, 1);
  hn_assess (self->real_settings, self->policy, self->real);
  emit_changed (self);
}

static void
read_score (HnTrial *self)
{
  g_autoptr (HnUnitReader) reader = NULL;

  if (self->manager == NULL || self->reading_score)
    return;

  self->reading_score = TRUE;
  reader = hn_unit_reader_new (self->manager);
  hn_unit_reader_read_async (reader, self->unit, NULL, score_read_cb, g_object_ref (self));
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
  HnEnd end = { .journal = (const char *const *) self->journal };

  g_clear_pointer (&self->blame, hn_blame_free);
  if (!tells_end (self->failure) || self->new->len == 0 || self->broken == HN_TRIAL_LOADED)
    return;

  end.result = self->failure->result;
  end.code = self->failure->has_status ? self->failure->code : 0;
  end.status = self->failure->has_status ? self->failure->status : 0;
  self->blame = hn_blame_find (&end, self->after, self->new);
}

static void
journal_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = hn_journal_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_text (&self->journal_error, error != NULL ? error->message : NULL);
  g_strfreev (self->journal);
  self->journal = g_steal_pointer (&lines);
  g_clear_object (&self->journal_reading);
  find_blame (self);
  emit_changed (self);
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
  if (self->probe)
    return;

  stop_reading_journal (self);
  self->journal_reading = g_cancellable_new ();
  hn_journal_read_async (hn_helper_client_get_scope (self->client), self->unit,
                         self->failure->since != 0 ? self->failure->since : self->began,
                         self->failure->until, self->journal_reading, journal_read_cb,
                         g_object_ref (self));
}

/* A state on the way back may tell less than the one before it, so that nothing is unlearnt. */
static void
take_failure (HnTrial *self, const HnTrialDetail *detail)
{
  HnTrialState step = hn_trial_state_from_name (detail->step);

  if (detail->reason != NULL)
    set_text (&self->reason, detail->reason);
  if (self->failure == NULL || self->failure->reason == NULL)
    {
      g_clear_pointer (&self->failure, hn_trial_detail_unref);
      self->failure = hn_trial_detail_ref ((HnTrialDetail *) detail);
    }
  if (step >= HN_TRIAL_AUTHORIZED && step <= HN_TRIAL_HEALTHY)
    self->broken = step;
  else if (!self->failed)
    self->broken = HN_TRIAL_KEEPING;
  self->failed |= self->broken != HN_TRIAL_KEEPING || tells_end (detail);
  if (!self->failed)
    return;

  if (self->explanation == NULL && (detail->result != NULL || detail->has_status))
    self->explanation =
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
    self->next_start = TRUE;
  if (g_strcmp0 (detail->note, HN_NOTE_AT_ONCE) == 0)
    self->at_once = TRUE;
}

/* On the way to where the trial is kept. */
static void
take_step (HnTrial *self, HnTrialState state, const HnTrialDetail *detail)
{
  self->told = MAX (self->told, state);
  if (self->foreign)
    {
      self->restart = detail->restart;
      self->removal = detail->removal;
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
      g_clear_error (&self->error);
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

  if (self->states->len == 0 ||
      g_array_index (self->states, HnTrialState, self->states->len - 1) != state)
    g_array_append_val (self->states, state);
  hn_trial_detail_ref ((HnTrialDetail *) detail);
  g_clear_pointer (&self->detail, hn_trial_detail_unref);
  self->detail = (HnTrialDetail *) detail;

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

  emit_changed (self);
}

static void
helper_changed_cb (
    HnTrial *self, const char *trial, const char *unit, guint state, HnTrialDetail *detail)
{
  if (g_strcmp0 (trial, self->id) == 0)
    take_state (self, state, detail);
}

static void
take_trial (HnTrial *self, char *id) /* (transfer full) */
{
  g_autoptr (HnTrialRecord) record = hn_helper_client_dup_trial (self->client, id);

  self->id = id;
  g_signal_connect_object (self->client, "trial-changed", G_CALLBACK (helper_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->told = self->heard = HN_TRIAL_AUTHORIZED;
  set_state (self, HN_TRIAL_AUTHORIZED);
  if (record == NULL)
    {
      emit_changed (self);
      return;
    }

  /* It may be further by now, and is authorized at any rate. */
  if (!self->foreign && record->state > HN_TRIAL_AUTHORIZED)
    take_state (self, HN_TRIAL_AUTHORIZED, record->detail);
  take_state (self, record->state, record->detail);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  HnHelperClient *client = HN_HELPER_CLIENT (object);
  g_autoptr (GError) error = NULL;
  char *id = self->removal ? hn_helper_client_remove_finish (client, result, &error)
                           : hn_helper_client_try_finish (client, result, &error);

  if (id != NULL)
    {
      take_trial (self, id);
      if (self->withdrawn)
        hn_trial_take_back (self);
      return;
    }

  self->error = g_steal_pointer (&error);
  set_state (self, HN_TRIAL_REFUSED);
  emit_changed (self);
}

/* Keep and Revert are answered, or were refused; how it goes on is told by "trial-changed". */
static void
answered (HnTrial *self, GError *error) /* (transfer full) (nullable) */
{
  if (error == NULL || hn_trial_state_is_end (self->state))
    {
      g_clear_error (&error);
      return;
    }

  g_clear_error (&self->error);
  self->error = error;
  if (self->state == HN_TRIAL_KEEPING || self->state == HN_TRIAL_REVERTING)
    set_state (self, self->heard);
  emit_changed (self);
}

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  GError *error = NULL;

  hn_helper_client_keep_finish (HN_HELPER_CLIENT (object), result, &error);
  answered (self, error);
}

static void
taken_back_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnTrial) self = data;
  GError *error = NULL;

  hn_helper_client_revert_finish (HN_HELPER_CLIENT (object), result, &error);
  answered (self, error);
}

/* ---- The object ---- */

static void
hn_trial_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HnTrial *self = HN_TRIAL (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_uint (value, self->seconds_left);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_trial_dispose (GObject *object)
{
  HnTrial *self = HN_TRIAL (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (hn_trial_parent_class)->dispose (object);
}

static void
hn_trial_finalize (GObject *object)
{
  HnTrial *self = HN_TRIAL (object);

  g_free (self->unit);
  g_free (self->id);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->new, g_ptr_array_unref);
  g_clear_pointer (&self->present, g_ptr_array_unref);
  g_clear_pointer (&self->after, hn_settings_free);
  g_array_unref (self->states);
  g_clear_pointer (&self->detail, hn_trial_detail_unref);
  g_clear_pointer (&self->failure, hn_trial_detail_unref);
  g_clear_pointer (&self->blame, hn_blame_free);
  g_clear_pointer (&self->policy, hn_policy_unref);
  g_free (self->predicted);
  g_free (self->real);
  g_clear_pointer (&self->real_settings, hn_settings_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->journal_reading);
  g_clear_error (&self->error);
  g_free (self->reason);
  g_free (self->explanation);
  g_strfreev (self->journal);
  g_free (self->journal_error);

  G_OBJECT_CLASS (hn_trial_parent_class)->finalize (object);
}

static void
hn_trial_class_init (HnTrialClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hn_trial_get_property;
  object_class->dispose = hn_trial_dispose;
  object_class->finalize = hn_trial_finalize;

  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, HN_TRIAL_REFUSED, HN_TRIAL_ASKING,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_uint ("seconds-left", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_trial_init (HnTrial *self)
{
  self->state = HN_TRIAL_ASKING;
  self->states = g_array_new (FALSE, FALSE, sizeof (HnTrialState));
  self->cancellable = g_cancellable_new ();
  self->began = g_get_real_time ();
}

static GPtrArray *
copy_edits (GPtrArray *edits)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_edit_free);

  for (guint i = 0; edits != NULL && i < edits->len; i++)
    {
      const HnEdit *edit = edits->pdata[i];
      HnEdit *twin = g_new (HnEdit, 1);

      twin->directive = edit->directive;
      twin->value = g_strdup (edit->value);
      g_ptr_array_add (copy, twin);
    }

  return copy;
}

HnTrial *
hn_trial_new (HnHelperClient *client, HnBusConnection *manager, const HnTrialRequest *request)
{
  HnTrial *self;

  g_return_val_if_fail (HN_IS_HELPER_CLIENT (client), NULL);
  g_return_val_if_fail (manager == NULL || HN_IS_BUS_CONNECTION (manager), NULL);
  g_return_val_if_fail (request->unit != NULL && request->etag != NULL, NULL);

  self = g_object_new (HN_TYPE_TRIAL, NULL);
  self->client = g_object_ref (client);
  self->manager = manager != NULL ? g_object_ref (manager) : NULL;
  self->unit = g_strdup (request->unit);
  self->edits = copy_edits (request->edits);
  self->present = copy_edits (request->present);
  self->new = hn_blame_list_new (self->edits, self->present, request->before, request->after);
  self->after = request->after != NULL ? hn_settings_copy (request->after) : NULL;
  self->removal = self->edits->len == 0;
  self->restart = request->restart;
  self->next_start = request->next_start;
  self->seconds = request->confirm_seconds;
  self->confirm_seconds = request->confirm_seconds;
  self->probe = request->probe;
  self->policy = request->policy != NULL ? hn_policy_ref (request->policy) : NULL;
  if (request->predicted != NULL)
    self->predicted = g_memdup2 (request->predicted, sizeof *request->predicted);

  if (self->removal)
    hn_helper_client_remove_async (client, self->unit, request->etag, request->confirm_seconds,
                                   request->restart, self->cancellable, begun_cb,
                                   g_object_ref (self));
  else
    hn_helper_client_try_async (client, self->unit, self->edits, request->etag,
                                request->confirm_seconds, request->restart, self->cancellable,
                                begun_cb, g_object_ref (self));

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

  self = g_object_new (HN_TYPE_TRIAL, NULL);
  self->client = g_object_ref (client);
  self->manager = manager != NULL ? g_object_ref (manager) : NULL;
  self->unit = g_strdup (record->unit);
  self->edits = copy_edits (NULL);
  self->present = copy_edits (NULL);
  self->new = g_ptr_array_new ();
  self->foreign = TRUE;
  take_trial (self, g_strdup (record->id));

  return self;
}

void
hn_trial_keep (HnTrial *self)
{
  g_return_if_fail (HN_IS_TRIAL (self));

  if (self->id == NULL || self->state == HN_TRIAL_KEEPING || hn_trial_state_is_end (self->state))
    return;

  g_clear_error (&self->error);
  set_state (self, HN_TRIAL_KEEPING);
  hn_helper_client_keep_async (self->client, self->id, NULL, kept_cb, g_object_ref (self));
  emit_changed (self);
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

  g_clear_error (&self->error);
  set_state (self, HN_TRIAL_REVERTING);
  hn_helper_client_revert_async (self->client, self->id, NULL, taken_back_cb, g_object_ref (self));
  emit_changed (self);
}
