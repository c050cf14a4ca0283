/* The search as an object: what is known of it, and its ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-run-private.h"

#include <glib/gi18n-lib.h>

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnHardenRun, hn_harden_run, G_TYPE_OBJECT)

void
hn_harden_run_emit_changed (HnHardenRun *self)
{
  G_GNUC_UNUSED g_autoptr (HnHardenRun) keep = g_object_ref (self);

  g_signal_emit (self, changed_signal, 0);
}

void
hn_harden_run_tell (HnHardenRun *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->info.steps, g_strdup_vprintf (format, args));
  va_end (args);
  hn_harden_run_emit_changed (self);
}

gboolean
hn_harden_run_is_over (HnHardenRun *self)
{
  return self->info.state > HN_HARDEN_STOPPING;
}

/* What was permitted for a search, and is needed until its watching has ended. */
typedef struct
{
  HnHelperClient *client;
  char *session;              /* (nullable) */
  HnHardenQuestion *question; /* (nullable) */
} Permission;

static void
end_permission (Permission *permission)
{
  if (permission->session != NULL)
    hn_helper_client_end_session (permission->client, permission->session);
  if (permission->question != NULL)
    hn_harden_question_release (permission->question);
  g_clear_object (&permission->question);
  g_free (permission->session);
  g_object_unref (permission->client);
  g_free (permission);
}

static void
unwatched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  end_permission (data);
}

/* Of nothing that was asked for the answer is waited for any more, but that a watch begins. */
void
hn_harden_run_let_go (HnHardenRun *self)
{
  Permission *permission;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->watch_due)
    return;

  permission = g_new0 (Permission, 1);
  permission->client = g_object_ref (hn_trial_list_get_client (self->list));
  permission->session = g_steal_pointer (&self->session);
  if (self->holds_question)
    permission->question = g_object_ref (self->question);
  self->holds_question = FALSE;
  if (self->watching)
    hn_observer_client_stop_async (self->observer, self->unit, NULL, unwatched_cb, permission);
  else
    end_permission (permission);
  self->watching = FALSE;
}

void
hn_harden_run_end (HnHardenRun *self, HnHardenState state, const GError *error) /* (nullable) */
{
  if (hn_harden_run_is_over (self))
    return;

  hn_harden_run_let_go (self);
  if (error != NULL && self->info.error == NULL)
    self->info.error = g_error_copy (error);
  self->info.state = state;
  hn_harden_run_emit_changed (self);
}

/* Whether the answer is for nobody any more. */
gboolean
hn_harden_run_is_late (HnHardenRun *self)
{
  return self->info.state != HN_HARDEN_RUNNING;
}

/* ---- The helper ---- */

static gboolean
is_tried (HnHardenRun *self)
{
  return self->info.trial != NULL && !hn_trial_state_is_end (hn_trial_get_state (self->info.trial));
}

/* Nothing that was asked for is waited for any more but the end of the trial. */
static void
begin_stopping (HnHardenRun *self)
{
  self->info.state = HN_HARDEN_STOPPING;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (hn_trial_get_state (self->info.trial) != HN_TRIAL_REVERTING)
    hn_trial_take_back (self->info.trial);
  hn_harden_run_emit_changed (self);
}

void
hn_harden_run_lose (HnHardenRun *self, const char *lost)
{
  if (hn_harden_run_is_over (self) || self->lost != NULL)
    return;

  self->lost = lost;
  if (self->info.state != HN_HARDEN_RUNNING)
    return;
  if (is_tried (self))
    begin_stopping (self);
  else
    hn_harden_run_end_unseen (self);
}

/* Another one takes back what it finds, and would ask for each trial from now on. */
static void
helper_cb (HnHardenRun *self)
{
  HnHelperClient *client = hn_trial_list_get_client (self->list);
  const char *owner = hn_helper_client_get_owner (client);

  if (hn_harden_run_is_over (self) || self->helper == NULL ||
      (self->lost == NULL && g_strcmp0 (owner, self->helper) == 0))
    return;

  /* The one that takes its place is asked once more. */
  if (owner != NULL && self->info.state == HN_HARDEN_STOPPING && is_tried (self))
    begin_stopping (self);
  hn_harden_run_lose (self, _ ("Hardnut’s helper ended in the middle of the search"));
}

static void
unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, NULL);
  g_autoptr (GError) error = NULL;
  const char *what =
      self->lost != NULL ? self->lost : _ ("Hardnut’s helper does not know of the trial any more");
  gboolean stands = FALSE;

  for (guint i = 0; unit != NULL && unit->drop_ins[i] != NULL; i++)
    stands |= hn_drop_in_is_tried (unit->drop_ins[i]);
  g_set_error (
      &error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
      unit == NULL
          /* Translators: a service, and what went wrong */
          ? _ ("%s: %s; what was tried is taken back when its time is over")
          : stands
                /* Translators: a service, and what went wrong */
                ? _ ("%s: %s; what was tried still stands, and is taken back when its time is "
                     "over")
                /* Translators: a service, and what went wrong */
                : _ ("%s: %s; the service is as before"),
      self->unit, what);
  hn_harden_run_end (self, HN_HARDEN_FAILED, error);
}

void
hn_harden_run_end_unseen (HnHardenRun *self)
{
  self->info.state = HN_HARDEN_STOPPING;
  hn_unit_reader_read_async (self->reader, self->unit, NULL, unit_cb, g_object_ref (self));
}

/* ---- The object ---- */

static void
hn_harden_run_dispose (GObject *object)
{
  HnHardenRun *self = HN_HARDEN_RUN (object);

  /* What was found is the person's. */
  if (!hn_harden_run_is_over (self))
    hn_harden_run_stop (self);

  G_OBJECT_CLASS (hn_harden_run_parent_class)->dispose (object);
}

static void
hn_harden_run_finalize (GObject *object)
{
  HnHardenRun *self = HN_HARDEN_RUN (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->info.harden, hn_harden_free);
  g_clear_object (&self->info.trial);
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  g_ptr_array_unref (self->info.steps);
  g_clear_error (&self->info.error);
  g_free (self->unit);
  g_free (self->session);
  g_free (self->helper);
  g_free (self->failure);
  g_clear_pointer (&self->unfinished, hn_settings_free);
  g_clear_pointer (&self->source.staged, g_ptr_array_unref);
  g_clear_pointer ((HnPolicy **) &self->source.policy, hn_policy_unref);
  g_clear_object (&self->question);
  g_clear_object (&self->list);
  g_clear_object (&self->manager);
  g_clear_object (&self->reader);
  g_clear_object (&self->observer);
  g_clear_pointer (&self->evidence, hn_evidence_unref);
  g_clear_pointer (&self->lately, hn_evidence_unref);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (hn_harden_run_parent_class)->finalize (object);
}

static void
hn_harden_run_class_init (HnHardenRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_harden_run_dispose;
  object_class->finalize = hn_harden_run_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_harden_run_init (HnHardenRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->info.steps = g_ptr_array_new_with_free_func (g_free);
}

HnHardenRun *
hn_harden_run_new (HnTrialList *list, HnBusConnection *manager, const HnHardenAim *aim)
{
  HnHardenRun *self;

  g_return_val_if_fail (HN_IS_TRIAL_LIST (list), NULL);
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (manager), NULL);

  self = g_object_new (HN_TYPE_HARDEN_RUN, NULL);
  self->list = g_object_ref (list);
  self->manager = g_object_ref (manager);
  self->reader = hn_unit_reader_new (manager);
  self->unit = g_strdup (aim->unit);
  self->question = aim->question != NULL ? g_object_ref (aim->question) : NULL;
  self->level = aim->level;
  self->watch_seconds = aim->watch_seconds;
  self->max_trials = aim->max_trials;
  self->confirm_seconds = aim->confirm_seconds;
  self->unfinished = hn_settings_copy (aim->unfinished);
  self->source.unfinished = self->unfinished;
  self->source.staged = hn_change_list_copy (aim->staged);
  self->source.policy = aim->policy != NULL ? hn_policy_ref (aim->policy) : NULL;
  self->source.recipe = aim->recipe;
  self->source.distributions = aim->distributions;
  self->checks = g_ptr_array_ref (aim->checks);
  self->n_own = self->checks->len;
  hn_harden_check_add_proofs (self->checks, aim->recipe);
  g_signal_connect_object (hn_trial_list_get_client (list), "owner-changed", G_CALLBACK (helper_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hn_trial_list_get_client (list), "state-changed", G_CALLBACK (helper_cb),
                           self, G_CONNECT_SWAPPED);
  hn_harden_run_begin (self);

  return self;
}

void
hn_harden_run_stop (HnHardenRun *self)
{
  g_return_if_fail (HN_IS_HARDEN_RUN (self));

  if (self->info.state != HN_HARDEN_RUNNING)
    return;
  /* Between two trials the service is as before. */
  if (is_tried (self))
    begin_stopping (self);
  else
    hn_harden_run_end (self, HN_HARDEN_STOPPED, NULL);
}

void
hn_harden_run_leave (HnHardenRun *self)
{
  g_return_if_fail (HN_IS_HARDEN_RUN (self));

  if (self->info.state != HN_HARDEN_STOPPING)
    return;
  g_clear_error (&self->info.error);
  g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
               /* Translators: a service */
               _ ("%s: The helper goes on taking the change back"), self->unit);
  hn_harden_run_end (self, HN_HARDEN_FAILED, NULL);
}

const HnHardenInfo *
hn_harden_run_get_info (HnHardenRun *self)
{
  g_return_val_if_fail (HN_IS_HARDEN_RUN (self), NULL);

  return &self->info;
}

guint
hn_harden_run_count_restarts (const HnHardenAim *aim)
{
  return 2 * aim->max_trials + (aim->watch_seconds > 0 ? 2 : 0);
}
