/* How far a search is: its steps, and its ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-search-private.h"

#include <glib/gi18n-lib.h>

void
hn_harden_search_emit_changed (HnHardenSearch *self)
{
  G_GNUC_UNUSED g_autoptr (HnHardenSearch) keep = g_object_ref (self);

  g_signal_emit_by_name (self, "changed");
}

void
hn_harden_search_tell (HnHardenSearch *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->info.steps, g_strdup_vprintf (format, args));
  va_end (args);
  hn_harden_search_emit_changed (self);
}

void
hn_harden_search_note (HnHardenSearch *self, const char *format, ...)
{
  g_autofree char *note = NULL;
  va_list args;

  va_start (args, format);
  note = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->info.notes, g_strdup (note));
  hn_harden_search_tell (self, "%s", note);
}

gboolean
hn_harden_search_is_over (HnHardenSearch *self)
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
hn_harden_search_let_go (HnHardenSearch *self)
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
hn_harden_search_end (HnHardenSearch *self,
                      HnHardenState state,
                      const GError *error) /* (nullable) */
{
  if (hn_harden_search_is_over (self))
    return;

  hn_harden_search_let_go (self);
  if (error != NULL && self->info.error == NULL)
    self->info.error = g_error_copy (error);
  self->info.state = state;
  hn_harden_search_emit_changed (self);
}

/* Whether the answer is for nobody any more. */
gboolean
hn_harden_search_is_late (HnHardenSearch *self)
{
  return self->info.state != HN_HARDEN_SEARCHNING;
}

static gboolean
is_tried (HnHardenSearch *self)
{
  return self->info.trial != NULL && !hn_trial_state_is_end (hn_trial_get_state (self->info.trial));
}

/* Nothing that was asked for is waited for any more but the end of the trial. */
static void
begin_stopping (HnHardenSearch *self)
{
  self->info.state = HN_HARDEN_STOPPING;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (hn_trial_get_state (self->info.trial) != HN_TRIAL_REVERTING)
    hn_trial_take_back (self->info.trial);
  hn_harden_search_emit_changed (self);
}

void
hn_harden_search_lose (HnHardenSearch *self, const char *lost)
{
  if (hn_harden_search_is_over (self) || self->lost != NULL)
    return;

  self->lost = lost;
  if (self->info.state != HN_HARDEN_SEARCHNING)
    return;
  if (is_tried (self))
    begin_stopping (self);
  else
    hn_harden_search_end_unseen (self);
}

void
hn_harden_search_give_up (HnHardenSearch *self)
{
  if (self->info.state != HN_HARDEN_SEARCHNING)
    return;
  /* Between two trials the service is as before. */
  if (is_tried (self))
    begin_stopping (self);
  else
    hn_harden_search_end (self, HN_HARDEN_STOPPED, NULL);
}

/* Another one takes back what it finds, and would ask for each trial from now on. */
void
hn_harden_search_check_helper (HnHardenSearch *self)
{
  HnHelperClient *client = hn_trial_list_get_client (self->list);
  const char *owner = hn_helper_client_get_owner (client);

  if (hn_harden_search_is_over (self) || self->helper == NULL ||
      (self->lost == NULL && g_strcmp0 (owner, self->helper) == 0))
    return;

  /* The one that takes its place is asked once more. */
  if (owner != NULL && self->info.state == HN_HARDEN_STOPPING && is_tried (self))
    begin_stopping (self);
  hn_harden_search_lose (self, _ ("Hardnut’s helper ended in the middle of the search"));
}

static void
unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
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
  hn_harden_search_end (self, HN_HARDEN_FAILED, error);
}

void
hn_harden_search_end_unseen (HnHardenSearch *self)
{
  self->info.state = HN_HARDEN_STOPPING;
  hn_unit_reader_read_async (self->reader, self->unit, NULL, unit_cb, g_object_ref (self));
}

void
hn_harden_search_watch (HnHardenSearch *self,
                        guint seconds,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  self->watched_until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  /* Not to be cancelled: a watch that begins all the same has to be ended. */
  hn_observer_client_watch_async (self->observer, self->unit, seconds, NULL, callback, user_data);
}
