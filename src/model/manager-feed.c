/* The thread in which a manager is followed. Requests come as sources of its own context, what
 * happens goes out through the feed; nothing else is shared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "manager-feed.h"

#include "source/facts/facts-list.h"
#include "source/files/unit-loader.h"
#include "source/manager/manager-follower.h"
#include "source/timer.h"

/* Signals of a manager come in bursts; what they name is read together, this much later (in ms). */
#define GATHER_DELAY 20
/* Soon after a service starts it has the sockets that it wants; a large one takes longer (in ms).
 * After that nothing wakes anybody until something changes. */
static const guint look_delays[] = { 1000, 10 * 1000, 60 * 1000 };
/* Services that are told together: about half a millisecond of work in the main loop. */
#define BATCH 32

/* Kept by its owner and by its thread. */
struct _HnManagerFeed
{
  HnScope scope;
  char *address;
  GMainContext *context; /* the thread's */
  HnFeed *feed;

  /* For the thread alone. */
  HnBusConnection *manager;
  HnUnitReader *reader;
  GHashTable *wanted;    /* names to read soon */
  GHashTable *in_flight; /* names being read */
  GHashTable *listed;    /* names that the running listing has brought */
  GSource *gather;       /* (nullable) */
  GSource *look;         /* (nullable): at the facts of all services */
  GHashTable *facts;     /* (nullable): that were told last */
  guint n_looks;         /* since something has changed; an index of look_delays */
  gboolean looking;
  gboolean look_again; /* something has changed since that look began */
  gboolean seen;
  gboolean glanced;
  gboolean listing;
  gboolean stale; /* the connection was lost since all was listed */
};

static void schedule_gather (HnManagerFeed *self);
static void look_at_all (HnManagerFeed *self);

static void
feed_clear (gpointer data)
{
  HnManagerFeed *self = data;

  g_main_context_unref (self->context);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->in_flight);
  g_clear_pointer (&self->listed, g_hash_table_unref);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_free (self->address);
}

static void
feed_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, feed_clear);
}

/* In the thread. */

/* A set of names. */
static GHashTable *
names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* @batch: (transfer full) */
static void
put (HnManagerFeed *self, HnBatch *batch)
{
  batch->pending = self->listing || self->gather != NULL ||
                   g_hash_table_size (self->in_flight) > 0 || g_hash_table_size (self->wanted) > 0;
  hn_feed_put (self->feed, batch);
}

static GPtrArray *
units_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
}

/* @units: (transfer full) */
static void
put_units (HnManagerFeed *self, GPtrArray *units, guint done, guint total)
{
  HnBatch *batch = hn_batch_new (HN_BATCH_UNITS);

  batch->units = units;
  batch->done = done;
  batch->total = total;
  put (self, batch);
}

static void
progress_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  HnManagerFeed *self = user_data;
  GPtrArray *batch = units_new ();

  for (guint i = 0; i < units->len; i++)
    {
      HnUnit *unit = units->pdata[i];

      g_hash_table_add (self->listed, g_strdup (unit->name));
      g_ptr_array_add (batch, hn_unit_ref (unit));
      if (batch->len == BATCH && i + 1 < units->len)
        {
          put_units (self, batch, done - (units->len - (i + 1)), total);
          batch = units_new ();
        }
    }
  put_units (self, batch, done, total);
}

static gboolean
look_cb (gpointer user_data)
{
  HnManagerFeed *self = user_data;

  g_clear_pointer (&self->look, g_source_unref);
  look_at_all (self);

  return G_SOURCE_REMOVE;
}

static void
set_look (HnManagerFeed *self)
{
  if (self->seen && !self->looking && !hn_feed_is_closed (self->feed) &&
      self->n_looks < G_N_ELEMENTS (look_delays))
    hn_timer_set (&self->look, self->context, look_delays[self->n_looks], look_cb, self);
}

static void
schedule_look (HnManagerFeed *self)
{
  self->look_again = self->looking;
  self->n_looks = 0;
  set_look (self);
}

static gboolean
facts_equal (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer name, facts;

  if (one == NULL || g_hash_table_size (one) != g_hash_table_size (other))
    return FALSE;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &name, &facts))
    {
      const HnServiceFacts *found = g_hash_table_lookup (other, name);

      if (found == NULL || !hn_service_facts_equal (facts, found))
        return FALSE;
    }

  return TRUE;
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnManagerFeed *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) facts = hn_facts_list_finish (HN_BUS_CONNECTION (object), result, &error);

  self->looking = FALSE;
  if (facts == NULL)
    {
      g_debug ("No facts of all services: %s", error->message);
    }
  else if (!facts_equal (self->facts, facts))
    {
      HnBatch *batch = hn_batch_new (HN_BATCH_FACTS);

      g_clear_pointer (&self->facts, g_hash_table_unref);
      self->facts = g_hash_table_ref (facts);
      batch->facts = g_steal_pointer (&facts);
      put (self, batch);
    }
  if (self->look_again)
    schedule_look (self);
  else
    set_look (self);
  feed_unref (self);
}

static void
look_at_all (HnManagerFeed *self)
{
  if (self->looking || hn_bus_connection_get_state (self->manager) != HN_MANAGER_READY)
    return;

  hn_timer_clear (&self->look);
  self->looking = TRUE;
  self->n_looks++;
  hn_facts_list_async (self->manager, NULL, looked_cb, g_atomic_rc_box_acquire (self));
}

/* The listing is over. @error: (nullable) (transfer full) */
static void
end_listing (HnManagerFeed *self, GError *error)
{
  HnBatch *batch = hn_batch_new (HN_BATCH_LISTED);

  self->listing = FALSE;
  self->stale = error != NULL;
  if (error != NULL)
    batch->error = error;
  else
    batch->names = g_steal_pointer (&self->listed);
  if (error == NULL)
    look_at_all (self);

  /* Where it is back already, nobody will tell again. */
  if (error == NULL || (hn_bus_connection_get_state (self->manager) == HN_MANAGER_READY &&
                        !g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED)))
    schedule_gather (self);
  put (self, batch);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnManagerFeed *self = user_data;
  GError *error = NULL;
  /* Progress has brought them all. */
  G_GNUC_UNUSED g_autoptr (GPtrArray) units =
      hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &error);

  end_listing (self, error);
  feed_unref (self);
}

static void
read_all (HnManagerFeed *self)
{
  g_clear_pointer (&self->listed, g_hash_table_unref);
  self->listed = names_new ();
  hn_unit_reader_read_many_async (self->reader, NULL, HN_READ_PATHS, progress_cb, self, NULL,
                                  listed_cb, g_atomic_rc_box_acquire (self));
}

/* @from with the settings that its files give; NULL where they cannot be read, which the manager
 * will have to say more about. */
static HnUnit *
read_files (HnUnitLoader *loader, const HnUnit *from)
{
  g_autoptr (HnUnit) unit = NULL;
  HnSettings *settings;
  guint n_files;

  if (!g_str_equal (from->load_state, "loaded"))
    return NULL;

  settings = hn_unit_loader_load (loader, from->name, NULL);
  if (settings == NULL)
    return NULL;

  unit = hn_unit_new (from->name);
  unit->settings = settings;
  hn_unit_set_states (unit, from->description, from->load_state, from->active_state,
                      from->sub_state);

  n_files = settings->files->len;
  if (n_files > 0)
    unit->fragment_path = g_strdup (hn_settings_get_file (settings, 0));
  if (n_files > 1)
    {
      g_autoptr (GStrvBuilder) drop_ins = g_strv_builder_new ();

      for (guint i = 1; i < n_files; i++)
        g_strv_builder_add (drop_ins, hn_settings_get_file (settings, i));
      g_strfreev (unit->drop_ins);
      unit->drop_ins = g_strv_builder_end (drop_ins);
    }

  return g_steal_pointer (&unit);
}

static void
glance_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HnManagerFeed *self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) units =
      hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &error);
  g_autoptr (HnUnitLoader) loader = NULL;
  GPtrArray *batch;

  if (units == NULL)
    {
      self->glanced = FALSE;
      end_listing (self, error);
      feed_unref (self);
      return;
    }

  look_at_all (self);
  loader = hn_unit_loader_new (NULL, self->scope, hn_bus_connection_get_version (self->manager));
  batch = units_new ();
  for (guint i = 0; i < units->len && !hn_feed_is_closed (self->feed); i++)
    {
      HnUnit *unit = read_files (loader, units->pdata[i]);

      if (unit != NULL)
        g_ptr_array_add (batch, unit);
      if (batch->len == BATCH)
        {
          put_units (self, batch, i + 1, units->len);
          batch = units_new ();
        }
    }
  put_units (self, batch, units->len, units->len);

  put (self, hn_batch_new (HN_BATCH_GLANCED));
  feed_unref (self);
}

static void
start_listing (HnManagerFeed *self)
{
  if (self->listing)
    return;

  self->listing = TRUE;
  put (self, hn_batch_new (HN_BATCH_LISTING));

  if (self->address == NULL && !self->glanced)
    {
      self->glanced = TRUE;
      hn_unit_reader_list_async (self->reader, NULL, glance_cb, g_atomic_rc_box_acquire (self));
    }
  else
    {
      read_all (self);
    }
}

typedef struct
{
  HnManagerFeed *feed;
  char *name;
} Reading;

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  HnManagerFeed *self = reading->feed;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &error);
  GPtrArray *units;

  g_hash_table_remove (self->in_flight, reading->name);

  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND) ||
      g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_MASKED) ||
      g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT))
    unit = hn_unit_new (reading->name);
  /* Also when there is none, for that nothing is pending any more. */
  units = units_new ();
  if (unit != NULL)
    g_ptr_array_add (units, g_steal_pointer (&unit));
  put_units (self, units, 0, 0);
  schedule_look (self);
  if (g_hash_table_size (self->wanted) > 0)
    schedule_gather (self);

  feed_unref (self);
  g_free (reading->name);
  g_free (reading);
}

static gboolean
gather_cb (gpointer user_data)
{
  HnManagerFeed *self = user_data;
  GHashTableIter iter;
  gpointer name;

  g_clear_pointer (&self->gather, g_source_unref);

  if (self->stale)
    {
      g_hash_table_remove_all (self->wanted);
      if (hn_bus_connection_get_state (self->manager) == HN_MANAGER_READY)
        start_listing (self);
      return G_SOURCE_REMOVE;
    }

  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      Reading *reading;

      /* Read it again once the answer is there, which may be about the state before. */
      if (g_hash_table_contains (self->in_flight, name))
        continue;

      g_hash_table_iter_steal (&iter);
      g_hash_table_add (self->in_flight, name);
      reading = g_new (Reading, 1);
      reading->feed = g_atomic_rc_box_acquire (self);
      reading->name = g_strdup (name);
      hn_unit_reader_read_async (self->reader, name, NULL, read_cb, reading);
    }

  return G_SOURCE_REMOVE;
}

static void
schedule_gather (HnManagerFeed *self)
{
  if (self->gather != NULL || self->listing || hn_feed_is_closed (self->feed) ||
      (!self->stale && g_hash_table_size (self->wanted) == 0))
    return;

  hn_timer_set (&self->gather, self->context, GATHER_DELAY, gather_cb, self);
}

static void
state_cb (HnManagerFeed *self)
{
  HnBatch *batch = hn_batch_new (HN_BATCH_STATE);
  const GError *error = hn_bus_connection_get_error (self->manager);

  batch->state = hn_bus_connection_get_state (self->manager);
  batch->version = hn_bus_connection_get_version (self->manager);
  batch->error = error != NULL ? g_error_copy (error) : NULL;

  if (batch->state == HN_MANAGER_GONE)
    {
      self->stale = TRUE;
      g_hash_table_remove_all (self->wanted);
    }
  put (self, g_steal_pointer (&batch));

  if (hn_bus_connection_get_state (self->manager) == HN_MANAGER_READY && self->stale)
    start_listing (self);
}

static void
changed_cb (HnManagerFeed *self, const char *name)
{
  if (!g_str_has_suffix (name, ".service"))
    return;

  g_hash_table_add (self->wanted, g_strdup (name));
  schedule_gather (self);
}

static void
removed_cb (HnManagerFeed *self, const char *name)
{
  HnBatch *batch = hn_batch_new (HN_BATCH_REMOVED);

  /* Reading it now would make the manager load it again. */
  g_hash_table_remove (self->wanted, name);
  batch->names = names_new ();
  g_hash_table_add (batch->names, g_strdup (name));
  put (self, batch);
}

static void
files_changed_cb (HnManagerFeed *self)
{
  put (self, hn_batch_new (HN_BATCH_FILES_CHANGED));
}

static void
reset_cb (HnManagerFeed *self)
{
  self->stale = TRUE;
  start_listing (self);
}

static gboolean
confirm_cb (gpointer data)
{
  HnManagerFeed *self = data;

  if (!hn_feed_is_closed (self->feed))
    read_all (self);

  return G_SOURCE_REMOVE;
}

static gboolean
seen_cb (gpointer data)
{
  HnManagerFeed *self = data;

  self->seen = TRUE;
  /* Not at once: the window has just got them, and draws them first. */
  schedule_look (self);

  return G_SOURCE_REMOVE;
}

static gboolean
unseen_cb (gpointer data)
{
  HnManagerFeed *self = data;

  self->seen = FALSE;
  hn_timer_clear (&self->look);

  return G_SOURCE_REMOVE;
}

static gboolean
retry_cb (gpointer data)
{
  HnManagerFeed *self = data;

  if (hn_feed_is_closed (self->feed))
    return G_SOURCE_REMOVE;

  if (hn_bus_connection_get_state (self->manager) == HN_MANAGER_READY)
    start_listing (self);
  else
    hn_bus_connection_retry (self->manager);

  return G_SOURCE_REMOVE;
}

static gpointer
feed_thread (gpointer data)
{
  HnManagerFeed *self = data;
  HnManagerFollower *follower;

  g_main_context_push_thread_default (self->context);

  self->manager = hn_bus_connection_new (self->scope, self->address, TRUE);
  self->reader = hn_unit_reader_new (self->manager);
  follower = hn_manager_follower_new (self->reader);
  g_signal_connect_swapped (self->manager, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (follower, "reset", G_CALLBACK (reset_cb), self);
  g_signal_connect_swapped (follower, "unit-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (follower, "unit-new", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (follower, "unit-removed", G_CALLBACK (removed_cb), self);
  g_signal_connect_swapped (follower, "files-changed", G_CALLBACK (files_changed_cb), self);
  start_listing (self);

  while (!hn_feed_is_closed (self->feed))
    g_main_context_iteration (self->context, TRUE);

  /* What is under way holds the manager; it is given up first, and then says so to its callers. */
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (follower, self);
  hn_timer_clear (&self->gather);
  hn_timer_clear (&self->look);
  g_object_run_dispose (G_OBJECT (self->manager));
  /* A look that has begun in another thread has its end here. */
  while (g_main_context_iteration (self->context, self->looking) || self->looking)
    ;
  g_object_unref (follower);
  g_object_unref (self->reader);
  g_object_unref (self->manager);

  g_main_context_pop_thread_default (self->context);
  hn_feed_unref (self->feed);
  feed_unref (self);

  return NULL;
}

/* From the main loop. */

static void
ask (HnManagerFeed *self, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_atomic_rc_box_acquire (self), feed_unref);
  g_source_attach (source, self->context);
}

HnManagerFeed *
hn_manager_feed_new (HnScope scope, const char *address, HnFeedTake take, gpointer user_data)
{
  HnManagerFeed *self = g_atomic_rc_box_new0 (HnManagerFeed);

  self->scope = scope;
  self->address = g_strdup (address);
  self->context = g_main_context_new ();
  self->feed = hn_feed_new (take, user_data);
  self->wanted = names_new ();
  self->in_flight = names_new ();

  hn_feed_ref (self->feed);
  g_thread_unref (g_thread_new ("manager", feed_thread, g_atomic_rc_box_acquire (self)));

  return self;
}

void
hn_manager_feed_free (HnManagerFeed *self)
{
  hn_feed_close (self->feed);
  g_main_context_wakeup (self->context);
  feed_unref (self);
}

void
hn_manager_feed_catch_up (HnManagerFeed *self)
{
  hn_feed_catch_up (self->feed);
}

void
hn_manager_feed_confirm (HnManagerFeed *self)
{
  ask (self, confirm_cb);
}

void
hn_manager_feed_retry (HnManagerFeed *self)
{
  ask (self, retry_cb);
}

void
hn_manager_feed_set_seen (HnManagerFeed *self, gboolean seen)
{
  ask (self, seen ? seen_cb : unseen_cb);
}
