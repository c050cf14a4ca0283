/* The trials that the helper tells about, in order: each state of each trial once, and after a
 * gap the helper's property has to fill in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/helper-client-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/timer.h"

/* How many trials are remembered behind their end. */
#define MAX_ENDED 64

/* How long a helper that vanished with trials under way may take to come back by itself, in
 * milliseconds, before it is started. */
#define SEARCH_DELAY 300

typedef struct
{
  HnTrialRecord *trial; /* as last heard */
  gboolean told;        /* of this state */
} TrialEntry;

static void
entry_free (gpointer data)
{
  TrialEntry *entry = data;

  hn_trial_record_free (entry->trial);
  g_free (entry);
}

static void
emit (HnHelperClient *self, TrialEntry *entry)
{
  g_autofree char *id = g_strdup (entry->trial->id);
  g_autofree char *unit = g_strdup (entry->trial->unit);
  g_autoptr (HnTrialDetail) detail = hn_trial_detail_ref (entry->trial->detail);
  HnTrialState state = entry->trial->state;

  entry->told = TRUE;
  g_signal_emit_by_name (self, "trial-changed", id, unit, (guint) state, detail);
}

/* Remembers that @id ended, and forgets the one that ended longest ago. */
static void
note_end (HnHelperClient *self, const char *id)
{
  g_queue_push_tail (&self->ended, g_strdup (id));
  while (self->ended.length > MAX_ENDED)
    {
      g_autofree char *oldest = g_queue_pop_head (&self->ended);

      g_hash_table_remove (self->trials, oldest);
    }
}

static TrialEntry *
get_entry (HnHelperClient *self, const char *id, const char *unit)
{
  TrialEntry *entry = g_hash_table_lookup (self->trials, id);
  g_autoptr (HnTrialDetail) nothing = NULL;

  if (entry != NULL)
    return entry;

  nothing = hn_trial_detail_new (0);
  entry = g_new0 (TrialEntry, 1);
  entry->trial = hn_trial_record_new (id, unit, HN_TRIAL_UNKNOWN, nothing);
  g_hash_table_insert (self->trials, entry->trial->id, entry);

  return entry;
}

static void
take_detail (TrialEntry *entry, HnTrialDetail *detail)
{
  hn_trial_detail_ref (detail);
  hn_trial_detail_unref (entry->trial->detail);
  entry->trial->detail = detail;
}

static void
hear (HnHelperClient *self,
      const char *id,
      const char *unit,
      HnTrialState state,
      HnTrialDetail *detail)
{
  TrialEntry *entry = get_entry (self, id, unit);
  HnTrialRecord *trial = entry->trial;

  if (trial->state == state && entry->told)
    {
      if (!hn_trial_detail_says_more (detail, trial->detail))
        return;
    }
  else if (trial->state == HN_TRIAL_ENDED || !hn_trial_state_is_end (trial->state))
    {
      if (hn_trial_state_is_end (state) && trial->state != HN_TRIAL_ENDED)
        note_end (self, id);
      trial->state = state;
    }
  else
    {
      /* After the end comes nothing; but what ended unseen may be told of after all. */
      return;
    }

  take_detail (entry, detail);
  emit (self, entry);
}

static void
trial_changed_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);
  g_autoptr (GVariant) dictionary = NULL;
  g_autoptr (HnTrialDetail) detail = NULL;
  const char *id, *unit, *state;

  /* Anybody may send a signal to one connection, and the bus does not tell who has which name. */
  if (self->owner == NULL || g_strcmp0 (sender, self->owner) != 0)
    return;
  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sssa{sv})")))
    {
      g_message ("Hardnut’s helper tells of a trial in a way that makes no sense");
      return;
    }

  g_variant_get (parameters, "(&s&s&s@a{sv})", &id, &unit, &state, &dictionary);
  detail = hn_trial_detail_parse (dictionary);
  hear (self, id, unit, hn_trial_state_from_name (state), detail);
}

void
hn_helper_trials_listen (HnHelperClient *self)
{
  /* Not over the proxy, which would warn of what the helper sends against its own description. */
  self->trials_match =
      g_dbus_connection_signal_subscribe (self->bus, HN_HELPER_NAME, HN_HELPER_INTERFACE,
                                          HN_HELPER_TRIAL_CHANGED, HN_HELPER_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, trial_changed_cb, self, NULL);
}

void
hn_helper_trials_began (HnHelperClient *self, const char *id, const char *unit)
{
  TrialEntry *entry = get_entry (self, id, unit);

  if (entry->trial->state == HN_TRIAL_UNKNOWN)
    entry->trial->state = HN_TRIAL_AUTHORIZED;
}

GPtrArray *
hn_helper_trials_parse_list (GVariant *reply)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_trial_record_free);
  g_autoptr (GVariant) value = NULL;
  GVariantIter iter;
  const char *id, *unit, *state;
  guint64 deadline;

  g_variant_get (reply, "(v)", &value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("a(ssst)")))
    return NULL;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&st)", &id, &unit, &state, &deadline))
    {
      g_autoptr (HnTrialDetail) detail = hn_trial_detail_new (deadline);

      g_ptr_array_add (list,
                       hn_trial_record_new (id, unit, hn_trial_state_from_name (state), detail));
    }

  return g_steal_pointer (&list);
}

/* All trials that are not at their end, apart from the table, which callbacks may change. */
static GPtrArray *
list_ids (HnHelperClient *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  TrialEntry *entry;

  g_hash_table_iter_init (&iter, self->trials);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (!hn_trial_state_is_end (entry->trial->state))
      g_ptr_array_add (ids, g_strdup (entry->trial->id));

  return ids;
}

static void
end_unseen (HnHelperClient *self, const char *id, const char *reason)
{
  TrialEntry *entry = g_hash_table_lookup (self->trials, id);
  g_autoptr (HnTrialDetail) detail = NULL;

  if (entry == NULL || hn_trial_state_is_end (entry->trial->state))
    return;

  detail = hn_trial_detail_copy (entry->trial->detail);
  detail->deadline = 0;
  g_free (detail->reason);
  detail->reason = g_strdup (reason);
  hear (self, id, entry->trial->unit, HN_TRIAL_ENDED, detail);
}

void
hn_helper_trials_merge (HnHelperClient *self, GPtrArray *list)
{
  g_autoptr (GPtrArray) known = list_ids (self);

  for (guint i = 0; i < known->len; i++)
    {
      const char *id = g_ptr_array_index (known, i);
      gboolean listed = FALSE;

      for (guint j = 0; j < list->len && !listed; j++)
        listed = strcmp (id, ((HnTrialRecord *) g_ptr_array_index (list, j))->id) == 0;
      if (!listed)
        end_unseen (self, id, _ ("The trial ended while Hardnut’s helper was out of reach"));
    }

  for (guint i = 0; i < list->len; i++)
    {
      const HnTrialRecord *trial = g_ptr_array_index (list, i);
      TrialEntry *entry = g_hash_table_lookup (self->trials, trial->id);
      g_autoptr (HnTrialDetail) detail = NULL;

      /* The property says less than a signal does: what is known of the trial as a whole stays. */
      detail = hn_trial_detail_copy (trial->detail);
      if (entry != NULL)
        {
          detail->restart = entry->trial->detail->restart;
          detail->removal = entry->trial->detail->removal;
        }
      hear (self, trial->id, trial->unit, trial->state, detail);
    }
}

void
hn_helper_get_trials (HnHelperClient *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_dbus_connection_call (self->bus, HN_HELPER_NAME, HN_HELPER_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", HN_HELPER_INTERFACE, HN_HELPER_TRIALS),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout,
                          cancellable, callback, user_data);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HnHelperClient *self = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *reason = NULL;

  /* With the connection gone, the next one asks again. */
  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_dbus_connection_is_closed (G_DBUS_CONNECTION (source)))
    return;

  g_object_ref (self);
  list = reply != NULL ? hn_helper_trials_parse_list (reply) : NULL;
  if (list != NULL)
    {
      hn_helper_trials_merge (self, list);
    }
  else
    {
      problem = error != NULL ? hn_helper_translate_error (self, error, NULL) : NULL;
      /* Translators: %s is why */
      reason =
          g_strdup_printf (_ ("The helper that watched over it is gone (%s); systemd takes the "
                              "change back when its time is over"),
                           problem != NULL ? problem->message
                                           : _ ("an answer that makes no sense"));
      ids = list_ids (self);
      for (guint i = 0; i < ids->len; i++)
        end_unseen (self, g_ptr_array_index (ids, i), reason);
    }
  g_object_unref (self);
}

static gboolean
search_cb (gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);

  g_clear_pointer (&self->search, g_source_unref);
  hn_helper_get_trials (self, self->cancellable, searched_cb, self);

  return G_SOURCE_REMOVE;
}

void
hn_helper_trials_owner_changed (HnHelperClient *self)
{
  g_autoptr (GPtrArray) ids = NULL;

  hn_timer_clear (&self->search);
  if (self->owner != NULL)
    {
      hn_helper_get_trials (self, self->cancellable, searched_cb, self);
      return;
    }

  /* A helper that leaves of its own has nothing left to watch over. One that crashed is started
   * again: it then finishes what it had begun. */
  ids = list_ids (self);
  if (ids->len == 0)
    return;
  hn_timer_set (&self->search, self->context, SEARCH_DELAY, search_cb, self);
}

GHashTable *
hn_helper_trials_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
}

GPtrArray *
hn_helper_client_list_trials (HnHelperClient *self)
{
  g_autoptr (GPtrArray) ids = NULL;
  GPtrArray *list;

  g_return_val_if_fail (self != NULL, NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_trial_record_free);
  ids = list_ids (self);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (list, hn_helper_client_dup_trial (self, g_ptr_array_index (ids, i)));

  return list;
}

HnTrialRecord *
hn_helper_client_dup_trial (HnHelperClient *self, const char *id)
{
  TrialEntry *entry;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  entry = g_hash_table_lookup (self->trials, id);
  if (entry == NULL)
    return NULL;

  return hn_trial_record_new (entry->trial->id, entry->trial->unit, entry->trial->state,
                              entry->trial->detail);
}
