/* The thread that a manager lives in, and the two ways between it and the main loop: orders go
 * there as sources of the thread's own context, and what happened comes back through one queue,
 * which keeps the order of things. Nothing else is shared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-reader.h"

#include "source/files/unit-loader.h"
#include "source/manager/manager-follower.h"

/* Before drawing: a frame that is drawn just before the services arrive has to be drawn again. */
#define EVENT_PRIORITY G_PRIORITY_HIGH_IDLE
/* Services that are told together, when they are not told by the manager. */
#define BATCH 16
/* The longest stretch of work in the main loop (in µs), and the pause after it, in which frames
 * and keys get their turn. */
#define SLICE 4000
#define PAUSE 500

typedef enum
{
  EVENT_STATE,
  EVENT_UNITS,
  EVENT_GLANCED,
  EVENT_LISTED,
  EVENT_READ,
  EVENT_CHANGED,
  EVENT_REMOVED,
  EVENT_FILES_CHANGED,
  EVENT_RESET
} EventKind;

/* What happened, with what belongs to it. */
typedef struct
{
  EventKind kind;
  HnManagerState state;
  guint version;
  guint done;
  guint total;
  char *name;
  HnUnit *unit;
  GPtrArray *units;
  GError *error;
} Event;

/* Kept by the reader and by its thread. */
struct _HnServiceReader
{
  gatomicrefcount ref_count;

  HnScope scope;
  char *address;
  GMainContext *context; /* the thread's */
  int stopped;           /* atomic */

  /* For the main loop alone. */
  const HnServiceReaderFuncs *funcs;
  gpointer user_data;

  /* For the thread alone. */
  HnBusConnection *manager;
  HnUnitReader *reader;
  gboolean glanced;

  GMutex mutex; /* of what follows */
  GQueue events;
  GSource *source; /* of the main loop; NULL once it is over */
};

typedef struct
{
  GSource source;

  HnServiceReader *reader;
} EventSource;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->name);
  g_clear_pointer (&event->unit, hn_unit_unref);
  g_clear_pointer (&event->units, g_ptr_array_unref);
  g_clear_error (&event->error);
  g_free (event);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Event, event_free)

static HnServiceReader *
reader_ref (HnServiceReader *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
reader_unref (gpointer data)
{
  HnServiceReader *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_queue_clear_full (&self->events, event_free);
  g_mutex_clear (&self->mutex);
  g_main_context_unref (self->context);
  g_free (self->address);
  g_free (self);
}

/* In the main loop. */

static void
tell (HnServiceReader *self, const Event *event)
{
  switch (event->kind)
    {
    case EVENT_STATE:
      self->funcs->state (event->state, event->error, event->version, self->user_data);
      break;
    case EVENT_UNITS:
      self->funcs->units (event->units, event->done, event->total, self->user_data);
      break;
    case EVENT_GLANCED:
      self->funcs->glanced (self->user_data);
      break;
    case EVENT_LISTED:
      self->funcs->listed (event->error, self->user_data);
      break;
    case EVENT_READ:
      self->funcs->read (event->name, event->unit, event->error, self->user_data);
      break;
    case EVENT_CHANGED:
      self->funcs->changed (event->name, self->user_data);
      break;
    case EVENT_REMOVED:
      self->funcs->removed (event->name, self->user_data);
      break;
    case EVENT_FILES_CHANGED:
      self->funcs->files_changed (self->user_data);
      break;
    case EVENT_RESET:
      self->funcs->reset (self->user_data);
      break;
    default:
      g_assert_not_reached ();
    }
}

static Event *
next_event (HnServiceReader *self)
{
  Event *event;

  g_mutex_lock (&self->mutex);
  event = g_queue_pop_head (&self->events);
  g_mutex_unlock (&self->mutex);

  return event;
}

/* Tells what has happened so far, for @slice at most. Returns whether there may be more. */
static gboolean
tell_for (HnServiceReader *self, GSource *source, gint64 slice)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean over = FALSE;

  while (!over && !g_source_is_destroyed (source))
    {
      g_autoptr (Event) event = next_event (self);

      if (event == NULL)
        break;

      tell (self, event);
      over = g_get_monotonic_time () - begin >= slice;
    }

  if (!g_source_is_destroyed (source))
    self->funcs->sliced (self->user_data);

  return over && !g_source_is_destroyed (source);
}

static gboolean
events_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  if (tell_for (((EventSource *) source)->reader, source, SLICE))
    g_source_set_ready_time (source, g_get_monotonic_time () + PAUSE);

  return G_SOURCE_CONTINUE;
}

static void
events_finalize (GSource *source)
{
  reader_unref (((EventSource *) source)->reader);
}

static GSourceFuncs event_funcs = {
  .dispatch = events_dispatch,
  .finalize = events_finalize,
};

/* In the thread. */

/* @event: (transfer full) */
static void
put (HnServiceReader *self, Event *event)
{
  g_mutex_lock (&self->mutex);
  if (self->source != NULL)
    {
      g_queue_push_tail (&self->events, g_steal_pointer (&event));
      g_source_set_ready_time (self->source, 0);
    }
  g_mutex_unlock (&self->mutex);

  g_clear_pointer (&event, event_free);
}

static Event *
event_new (EventKind kind, const char *name)
{
  Event *event = g_new0 (Event, 1);

  event->kind = kind;
  event->name = g_strdup (name);

  return event;
}

static void
state_cb (HnServiceReader *self)
{
  Event *event = event_new (EVENT_STATE, NULL);
  const GError *error = hn_bus_connection_get_error (self->manager);

  event->state = hn_bus_connection_get_state (self->manager);
  event->version = hn_bus_connection_get_version (self->manager);
  event->error = error != NULL ? g_error_copy (error) : NULL;
  put (self, event);
}

static void
changed_cb (HnServiceReader *self, const char *name)
{
  put (self, event_new (EVENT_CHANGED, name));
}

static void
removed_cb (HnServiceReader *self, const char *name)
{
  put (self, event_new (EVENT_REMOVED, name));
}

static void
files_changed_cb (HnServiceReader *self)
{
  put (self, event_new (EVENT_FILES_CHANGED, NULL));
}

static void
reset_cb (HnServiceReader *self)
{
  put (self, event_new (EVENT_RESET, NULL));
}

static void
progress_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  Event *event = event_new (EVENT_UNITS, NULL);

  event->units = g_ptr_array_ref (units);
  event->done = done;
  event->total = total;
  put (user_data, event);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) units = NULL;
  Event *event = event_new (EVENT_LISTED, NULL);

  /* Progress has brought them all. */
  units = hn_unit_reader_read_all_finish (HN_UNIT_READER (object), result, &event->error);
  put (user_data, event);
  reader_unref (user_data);
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

  settings = hn_unit_loader_load (loader, from->name, NULL, NULL, NULL);
  if (settings == NULL)
    return NULL;

  unit = hn_unit_new (from->name);
  unit->settings = settings;
  hn_unit_set_states (unit, from->description, from->load_state, from->active_state,
                      from->sub_state);

  n_files = hn_settings_get_n_files (settings);
  if (n_files > 0)
    g_set_str (&unit->fragment_path, hn_settings_get_file (settings, 0));
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
  HnServiceReader *self = user_data;
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (GPtrArray) units = NULL;
  g_autoptr (GError) error = NULL;
  Event *event = NULL;

  units = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &error);
  if (units == NULL)
    {
      self->glanced = FALSE;
      event = event_new (EVENT_LISTED, NULL);
      event->error = g_steal_pointer (&error);
      put (self, event);
      reader_unref (self);
      return;
    }

  loader = hn_unit_loader_new (NULL, self->scope, hn_bus_connection_get_version (self->manager));
  for (guint i = 0; i < units->len && !g_atomic_int_get (&self->stopped); i++)
    {
      HnUnit *unit = read_files (loader, units->pdata[i]);

      if (event == NULL)
        {
          event = event_new (EVENT_UNITS, NULL);
          event->units = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
        }
      if (unit != NULL)
        g_ptr_array_add (event->units, unit);
      if (event->units->len == BATCH || i + 1 == units->len)
        {
          event->done = i + 1;
          event->total = units->len;
          put (self, g_steal_pointer (&event));
        }
    }

  g_clear_pointer (&event, event_free);
  put (self, event_new (EVENT_GLANCED, NULL));
  reader_unref (self);
}

typedef struct
{
  HnServiceReader *reader;
  char *name;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  reader_unref (order->reader);
  g_free (order->name);
  g_free (order);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  Event *event = event_new (EVENT_READ, order->name);

  event->unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &event->error);
  put (order->reader, event);
  order_free (order);
}

static gboolean
is_stopped (HnServiceReader *self)
{
  return g_atomic_int_get (&self->stopped) != 0;
}

static gboolean
list_order_cb (gpointer data)
{
  HnServiceReader *self = ((Order *) data)->reader;

  if (is_stopped (self))
    return G_SOURCE_REMOVE;

  if (self->address == NULL && !self->glanced)
    {
      self->glanced = TRUE;
      hn_unit_reader_list_async (self->reader, NULL, glance_cb, reader_ref (self));
      return G_SOURCE_REMOVE;
    }

  hn_unit_reader_read_all_async (self->reader, HN_READ_PATHS, progress_cb, self, NULL, listed_cb,
                                 reader_ref (self));

  return G_SOURCE_REMOVE;
}

static gboolean
read_order_cb (gpointer data)
{
  const Order *order = data;
  Order *asked;

  if (is_stopped (order->reader))
    return G_SOURCE_REMOVE;

  asked = g_new (Order, 1);
  asked->reader = reader_ref (order->reader);
  asked->name = g_strdup (order->name);
  hn_unit_reader_read_async (order->reader->reader, order->name, NULL, read_cb, asked);

  return G_SOURCE_REMOVE;
}

static gboolean
retry_order_cb (gpointer data)
{
  HnServiceReader *self = ((Order *) data)->reader;

  if (!is_stopped (self))
    hn_bus_connection_retry (self->manager);

  return G_SOURCE_REMOVE;
}

static gpointer
reader_thread (gpointer data)
{
  HnServiceReader *self = data;
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

  while (!is_stopped (self))
    g_main_context_iteration (self->context, TRUE);

  /* What is under way holds the manager; it is given up first, and then says so to its callers. */
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (follower, self);
  g_object_run_dispose (G_OBJECT (self->manager));
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_object_unref (follower);
  g_object_unref (self->reader);
  g_object_unref (self->manager);

  g_main_context_pop_thread_default (self->context);
  reader_unref (self);

  return NULL;
}

/* From the main loop. */

static void
order (HnServiceReader *self, GSourceFunc func, const char *name)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Order *data = g_new (Order, 1);

  data->reader = reader_ref (self);
  data->name = g_strdup (name);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, order_free);
  g_source_attach (source, self->context);
}

HnServiceReader *
hn_service_reader_new (HnScope scope,
                       const char *address,
                       const HnServiceReaderFuncs *funcs,
                       gpointer user_data)
{
  HnServiceReader *self;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (HnServiceReader, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->scope = scope;
  self->address = g_strdup (address);
  self->funcs = funcs;
  self->user_data = user_data;
  self->context = g_main_context_new ();
  g_mutex_init (&self->mutex);
  g_queue_init (&self->events);

  self->source = g_source_new (&event_funcs, sizeof (EventSource));
  ((EventSource *) self->source)->reader = reader_ref (self);
  g_source_set_priority (self->source, EVENT_PRIORITY);
  g_source_set_static_name (self->source, "Hardnut reader");
  g_source_attach (self->source, context);

  g_thread_unref (g_thread_new ("reader", reader_thread, reader_ref (self)));

  return self;
}

void
hn_service_reader_free (HnServiceReader *self)
{
  g_autoptr (GSource) source = NULL;

  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  source = g_steal_pointer (&self->source);
  g_queue_clear_full (&self->events, event_free);
  g_mutex_unlock (&self->mutex);
  g_source_destroy (source);

  g_atomic_int_set (&self->stopped, TRUE);
  g_main_context_wakeup (self->context);
  reader_unref (self);
}

void
hn_service_reader_catch_up (HnServiceReader *self)
{
  g_autoptr (GSource) source = g_source_ref (self->source);

  tell_for (((EventSource *) source)->reader, source, G_MAXINT64);
}

void
hn_service_reader_list (HnServiceReader *self)
{
  order (self, list_order_cb, NULL);
}

void
hn_service_reader_read (HnServiceReader *self, const char *name)
{
  g_return_if_fail (name != NULL);

  order (self, read_order_cb, name);
}

void
hn_service_reader_retry (HnServiceReader *self)
{
  order (self, retry_order_cb, NULL);
}
