/* The readings of a manager, each a task that waits until the connection is ready. A reading of
 * many units keeps some of them under way, and puts the next on its way when one is done. Each unit
 * is read in the number of calls that the depth needs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unit-reader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/unit-properties.h"
#include "source/manager/bus-loop.h"
#include "source/timer.h"
#include "source/unit-name.h"

/* A manager with more services than this is none. */
#define MAX_UNITS 1000000

/* Units of one reading that are under way at once: their calls fill what may be in flight, and no
 * more is prepared in one go than fits into a frame. */
#define MAX_PARTS 48

/* How many of these may stay without an answer in a row. */
#define MAX_SILENT 8

struct _HnUnitReader
{
  GObject parent_instance;

  HnBusConnection *connection; /* owned */
  GMainContext *context;
  GQueue pending; /* of GTask: readings that wait for a manager that is ready */
};

enum
{
  UNIT_READ,
  ALL_READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnUnitReader, hn_unit_reader, G_TYPE_OBJECT)

/* What a task reads, and how far it has come. */
typedef struct
{
  gboolean over; /* the task has returned */
  GSource *cancel;

  char *name; /* of the one unit to read; NULL for a list or many */

  HnReadDepth depth;
  gboolean all; /* of the manager's list, rather than some that the caller chose */
  HnReadProgress progress;
  gpointer progress_data;
  GSource *telling; /* soon, of progress */

  GPtrArray *list;  /* of HnUnit; NULL before it is there */
  GPtrArray *units; /* of HnUnit; NULL where the list alone is asked for */
  GPtrArray *fresh; /* of HnUnit, since the last progress */
  guint next;       /* in list */
  guint n_parts;    /* under way */
  guint n_done;
  guint n_silent; /* without an answer in time, one behind the other */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  hn_timer_clear (&reading->cancel);
  hn_timer_clear (&reading->telling);
  g_free (reading->name);
  g_clear_pointer (&reading->list, g_ptr_array_unref);
  g_clear_pointer (&reading->units, g_ptr_array_unref);
  g_clear_pointer (&reading->fresh, g_ptr_array_unref);
  g_free (reading);
}

/* The task has returned, or is about to. */
static void
leave (GTask *task)
{
  HnUnitReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  reading->over = TRUE;
  hn_timer_clear (&reading->cancel);
  hn_timer_clear (&reading->telling);
  if (g_queue_remove (&self->pending, task))
    g_object_unref (task);
}

static void
fail (GTask *task, const GError *error)
{
  leave (task);
  g_task_return_error (task, g_error_copy (error));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  leave (task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Many units. */

static GPtrArray *
new_units (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
}

static void
tell_progress (Reading *reading)
{
  g_autoptr (GPtrArray) fresh = g_steal_pointer (&reading->fresh);

  hn_timer_clear (&reading->telling);
  reading->fresh = new_units ();
  reading->progress (fresh, reading->n_done, reading->list->len, reading->progress_data);
}

static gboolean
tell_cb (gpointer user_data)
{
  G_GNUC_UNUSED g_autoptr (GTask) keep = g_object_ref (user_data);

  tell_progress (g_task_get_task_data (user_data));

  return G_SOURCE_REMOVE;
}

/* Tells when what came in at once is parsed. */
static void
tell_soon (GTask *task)
{
  HnUnitReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  if (reading->progress == NULL || reading->telling != NULL)
    return;

  reading->telling = g_idle_source_new ();
  g_source_set_priority (reading->telling, HN_BUS_LOOP_PRIORITY);
  g_source_set_callback (reading->telling, tell_cb, task, NULL);
  g_source_attach (reading->telling, self->context);
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(HnUnit **) a)->name, (*(HnUnit **) b)->name);
}

static void
end_well (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  G_GNUC_UNUSED g_autoptr (GTask) keep = g_object_ref (task);

  if (reading->progress != NULL && reading->telling != NULL)
    tell_progress (reading);
  /* The caller may end the reading when it hears of progress. */
  if (reading->over)
    return;

  leave (task);
  if (reading->all && reading->depth >= HN_READ_PATHS)
    g_signal_emit (g_task_get_source_object (task), signals[ALL_READ], 0);
  g_ptr_array_sort (reading->units, compare_units);
  g_task_return_pointer (task, g_ptr_array_ref (reading->units),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
add_unit (GTask *task, HnUnit *unit)
{
  Reading *reading = g_task_get_task_data (task);

  reading->n_done++;
  g_ptr_array_add (reading->units, hn_unit_ref (unit));
  if (reading->progress != NULL)
    g_ptr_array_add (reading->fresh, hn_unit_ref (unit));
  tell_soon (task);
  if (reading->all && reading->depth >= HN_READ_PATHS)
    g_signal_emit (g_task_get_source_object (task), signals[UNIT_READ], 0, unit, TRUE);
}

/* Whether there is no use in asking for the other units. One of which the manager does not tell is
 * no reason; but when it tells of none any more, the rest would take hours. */
static gboolean
is_fatal (Reading *reading, const GError *error)
{
  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_TIMEOUT))
    return ++reading->n_silent > MAX_SILENT;

  return error->domain != HN_MANAGER_ERROR || error->code == HN_MANAGER_ERROR_LOST ||
         error->code == HN_MANAGER_ERROR_NO_MANAGER;
}

/* One unit that is being read for a task. */
typedef struct
{
  GTask *task;
  HnUnit *unit;
  guint n_pending;
  gboolean skipped; /* there is no more to know of it */
  GError *error;    /* the first one */
} UnitRead;

static void go_on (GTask *task);

/* One of many units is read. */
static void
take_part (UnitRead *read)
{
  Reading *reading = g_task_get_task_data (read->task);

  reading->n_parts--;
  if (reading->over)
    return;

  if (read->error != NULL && is_fatal (reading, read->error))
    {
      fail (read->task, read->error);
      return;
    }
  if (read->error == NULL && !read->skipped)
    {
      reading->n_silent = 0;
      add_unit (read->task, read->unit);
    }
  else
    {
      reading->n_done++;
      tell_soon (read->task);
      if (read->error != NULL && reading->all)
        g_message ("%s is left out: %s", read->unit->name, read->error->message);
    }

  go_on (read->task);
}

static GError *
make_load_error (HnUnitReader *self, const char *name, const HnUnit *unit)
{
  if (strcmp (unit->load_state, "not-found") == 0)
    return hn_manager_error_new_not_found (name, hn_bus_connection_get_address (self->connection));

  if (strcmp (unit->load_state, "masked") == 0)
    return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_MASKED,
                        /* Translators: the name of a service */
                        _ ("%s is masked: nobody can start it, and it has no settings"), name);

  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT,
                      /* Translators: the name of a service, and systemd's word for it */
                      _ ("systemd could not load %s (%s)"), name, unit->load_state);
}

/* The only unit is read. */
static void
take_one (UnitRead *read)
{
  HnUnitReader *self = g_task_get_source_object (read->task);
  Reading *reading = g_task_get_task_data (read->task);

  if (reading->over)
    return;

  leave (read->task);
  if (read->error == NULL && strcmp (read->unit->load_state, "loaded") == 0)
    {
      g_signal_emit (self, signals[UNIT_READ], 0, read->unit, FALSE);
      g_task_return_pointer (read->task, hn_unit_ref (read->unit), (GDestroyNotify) hn_unit_unref);
    }
  else
    {
      if (read->error == NULL)
        read->error = make_load_error (self, reading->name, read->unit);
      g_task_return_error (read->task, g_steal_pointer (&read->error));
    }
}

static void
end_read (UnitRead *read)
{
  const Reading *reading = g_task_get_task_data (read->task);

  if (read->error == NULL && !read->skipped)
    hn_unit_finish_settings (read->unit, &read->error);
  if (g_error_matches (read->error, HN_PROPERTIES_ERROR, HN_PROPERTIES_ERROR_PROTOCOL))
    {
      read->error->domain = HN_MANAGER_ERROR;
      read->error->code = HN_MANAGER_ERROR_PROTOCOL;
    }

  if (reading->name != NULL)
    take_one (read);
  else
    take_part (read);

  hn_unit_unref (read->unit);
  g_object_unref (read->task);
  g_clear_error (&read->error);
  g_free (read);
}

/* One answer of several about a unit. */
typedef struct
{
  UnitRead *read;
  const char *property; /* NULL: all of an interface */
} UnitAnswer;

static void ask_for_depth (UnitRead *read);

static void
answer_cb (HnBusConnection *connection,
           sd_bus_message *reply,
           const GError *error,
           gpointer user_data)
{
  g_autofree UnitAnswer *answer = user_data;
  UnitRead *read = answer->read;
  const Reading *reading = g_task_get_task_data (read->task);

  if (read->error == NULL && error != NULL)
    read->error = g_error_copy (error);
  else if (read->error == NULL && answer->property != NULL)
    hn_unit_read_property (read->unit, answer->property, reply, &read->error);
  else if (read->error == NULL)
    hn_unit_read_properties (read->unit, reading->depth <= HN_READ_SCORE, reply, &read->error);

  read->n_pending--;
  if (read->error == NULL && g_strcmp0 (answer->property, "Type") == 0)
    {
      read->skipped = strcmp (hn_settings_get_type (read->unit->settings), "oneshot") == 0;
      if (!read->skipped)
        ask_for_depth (read);
    }
  if (read->n_pending == 0)
    end_read (read);
}

static void
ask (UnitRead *read, const char *interface, const char *property)
{
  HnUnitReader *self = g_task_get_source_object (read->task);
  UnitAnswer *answer = g_new0 (UnitAnswer, 1);

  answer->read = read;
  answer->property = property;
  read->n_pending++;
  hn_bus_connection_get (self->connection, read->unit->name, interface, property, answer_cb,
                         answer);
}

/* All of a service and the little that is needed of the unit: asking for all of the unit as well
 * costs a manager four times as much. */
static void
ask_for_depth (UnitRead *read)
{
  const Reading *reading = g_task_get_task_data (read->task);

  ask (read, HN_SERVICE_INTERFACE, NULL);
  ask (read, HN_UNIT_INTERFACE, "DefaultDependencies");
  if (reading->depth >= HN_READ_PATHS)
    {
      ask (read, HN_UNIT_INTERFACE, "FragmentPath");
      ask (read, HN_UNIT_INTERFACE, "DropInPaths");
    }
  if (reading->depth >= HN_READ_RELOAD)
    ask (read, HN_UNIT_INTERFACE, "NeedDaemonReload");
}

/* @unit: (transfer full): with what is already known of it */
static void
read_unit (GTask *task, HnUnit *unit)
{
  HnUnitReader *self = g_task_get_source_object (task);
  const Reading *reading = g_task_get_task_data (task);
  UnitRead *read = g_new0 (UnitRead, 1);

  read->task = g_object_ref (task);
  read->unit = unit;
  hn_unit_begin_settings (unit, hn_bus_connection_get_scope (self->connection),
                          hn_bus_connection_get_version (self->connection));

  if (reading->depth == HN_READ_FULL)
    ask (read, "", NULL);
  /* A service that is "running" cannot be of Type=oneshot, which has other words for its states. */
  else if (reading->depth == HN_READ_LONG_RUNNING && strcmp (unit->sub_state, "running") != 0)
    ask (read, HN_SERVICE_INTERFACE, "Type");
  else
    ask_for_depth (read);
}

static void
go_on (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  while (reading->n_parts < MAX_PARTS && reading->next < reading->list->len)
    {
      HnUnit *unit = reading->list->pdata[reading->next++];

      if (strcmp (unit->load_state, "loaded") == 0)
        {
          reading->n_parts++;
          read_unit (task, hn_unit_ref (unit));
        }
      else
        {
          add_unit (task, unit);
        }
    }

  if (reading->n_done == reading->list->len)
    end_well (task);
}

/* The list. */

/* Adds the rows of @reply that can be about a service; the rest may still be right. Negative errno
 * on nonsense. */
static int
read_list (sd_bus_message *reply, GPtrArray *units)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name, *description, *load_state, *active_state, *sub_state;
  int r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");

  while (r >= 0 &&
         (r = sd_bus_message_read (reply, "(ssssssouso)", &name, &description, &load_state,
                                   &active_state, &sub_state, NULL, NULL, NULL, NULL, NULL)) > 0)
    {
      HnUnit *unit;

      if (units->len >= MAX_UNITS)
        return -E2BIG;
      if (strcmp (load_state, "not-found") == 0 || !hn_unit_name_is_service (name) ||
          g_hash_table_contains (seen, name))
        continue;

      unit = hn_unit_new (name);
      hn_unit_set_states (unit, description, load_state, active_state, sub_state);
      g_ptr_array_add (units, unit);
      g_hash_table_add (seen, unit->name);
    }

  return r;
}

static void
list_cb (HnBusConnection *connection,
         sd_bus_message *reply,
         const GError *error,
         gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) units = new_units ();
  g_autoptr (GError) nonsense = NULL;
  int r = reply != NULL ? read_list (reply, units) : 0;

  if (r < 0)
    error = nonsense =
        hn_manager_error_new_bad_list (r, hn_bus_connection_get_address (connection));
  if (reading->over)
    return;

  if (error != NULL)
    {
      fail (task, error);
    }
  else if (reading->units != NULL)
    {
      reading->list = g_steal_pointer (&units);
      go_on (task);
    }
  else
    {
      leave (task);
      g_task_return_pointer (task, g_steal_pointer (&units), (GDestroyNotify) g_ptr_array_unref);
    }
}

/* @task: (transfer full) */
static void
begin (HnUnitReader *self, GTask *task)
{
  const Reading *reading = g_task_get_task_data (task);

  if (reading->name == NULL && reading->list == NULL)
    {
      hn_bus_connection_call (self->connection, "ListUnitsByPatterns", list_cb, task, "asas", 0, 1,
                              "*.service");
      return;
    }

  if (reading->name != NULL)
    read_unit (task, hn_unit_new (reading->name));
  else
    go_on (task);
  g_object_unref (task);
}

static void
begin_pending (HnUnitReader *self)
{
  GTask *task;

  while (hn_bus_connection_get_state (self->connection) == HN_MANAGER_READY &&
         (task = g_queue_pop_head (&self->pending)) != NULL)
    begin (self, task);
}

static void
state_cb (HnUnitReader *self)
{
  const GError *error = hn_bus_connection_get_error (self->connection);
  g_autoptr (GPtrArray) tasks = NULL;

  if (error == NULL)
    {
      begin_pending (self);
      return;
    }

  /* Callbacks may ask again; that is for the next connection. */
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  while (self->pending.length > 0)
    g_ptr_array_add (tasks, g_queue_pop_head (&self->pending));
  for (guint i = 0; i < tasks->len; i++)
    fail (tasks->pdata[i], error);
}

/* @task: (transfer full) */
static void
enqueue (HnUnitReader *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  const GError *error = hn_bus_connection_get_error (self->connection);
  Reading *reading = g_task_get_task_data (task);

  if (error != NULL && !g_cancellable_is_cancelled (cancellable))
    g_task_return_error (task, g_error_copy (error));
  if (error != NULL || g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  if (cancellable != NULL)
    {
      reading->cancel = g_cancellable_source_new (cancellable);
      g_source_set_callback (reading->cancel, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (reading->cancel, self->context);
    }
  g_queue_push_tail (&self->pending, task);
  begin_pending (self);
}

/* The object. */

static void
hn_unit_reader_finalize (GObject *object)
{
  HnUnitReader *self = HN_UNIT_READER (object);

  g_object_unref (self->connection);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (hn_unit_reader_parent_class)->finalize (object);
}

static void
hn_unit_reader_class_init (HnUnitReaderClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hn_unit_reader_finalize;

  signals[UNIT_READ] = g_signal_new ("unit-read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[ALL_READ] =
      g_signal_new ("all-read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_unit_reader_init (HnUnitReader *self)
{
  self->context = g_main_context_ref_thread_default ();
}

HnUnitReader *
hn_unit_reader_new (HnBusConnection *connection)
{
  HnUnitReader *self;

  g_return_val_if_fail (HN_IS_BUS_CONNECTION (connection), NULL);

  self = g_object_new (HN_TYPE_UNIT_READER, NULL);
  self->connection = g_object_ref (connection);
  /* Others hear of a new state first, and of what came of it for the readings then. */
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return self;
}

HnBusConnection *
hn_unit_reader_get_connection (HnUnitReader *self)
{
  g_return_val_if_fail (HN_IS_UNIT_READER (self), NULL);

  return self->connection;
}

/* (transfer full) */
static GTask *
new_task (HnUnitReader *self,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_new0 (Reading, 1), reading_free);

  return task;
}

void
hn_unit_reader_list_async (HnUnitReader *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (HN_IS_UNIT_READER (self));

  enqueue (self, new_task (self, cancellable, callback, user_data));
}

GPtrArray *
hn_unit_reader_list_finish (HnUnitReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_unit_reader_read_many_async (HnUnitReader *self,
                                GPtrArray *units,
                                HnReadDepth depth,
                                HnReadProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  Reading *reading;

  g_return_if_fail (HN_IS_UNIT_READER (self));

  task = new_task (self, cancellable, callback, user_data);
  reading = g_task_get_task_data (task);
  reading->all = units == NULL;
  reading->list = units != NULL ? g_ptr_array_ref (units) : NULL;
  reading->depth = depth;
  reading->progress = progress;
  reading->progress_data = progress_data;
  reading->units = new_units ();
  reading->fresh = new_units ();
  enqueue (self, task);
}

void
hn_unit_reader_read_async (HnUnitReader *self,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Reading *reading;

  g_return_if_fail (HN_IS_UNIT_READER (self));
  g_return_if_fail (name != NULL);

  task = new_task (self, cancellable, callback, user_data);
  reading = g_task_get_task_data (task);
  reading->name = g_strdup (name);
  reading->depth = HN_READ_FULL;
  if (hn_unit_name_is_service (name))
    {
      enqueue (self, task);
      return;
    }

  g_task_return_error (task, hn_manager_error_new_bad_name (name));
  g_object_unref (task);
}

HnUnit *
hn_unit_reader_read_finish (HnUnitReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
