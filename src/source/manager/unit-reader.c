/* The readings of a manager, each a task that waits until the connection is ready. A reading of
 * many units keeps some of them under way, and puts the next on its way when one is done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unit-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/manager/bus-loop.h"
#include "source/unit-name.h"

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
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  clear_source (&reading->cancel);
  clear_source (&reading->telling);
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
  clear_source (&reading->cancel);
  clear_source (&reading->telling);
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

  clear_source (&reading->telling);
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
  /* Whoever hears of progress may end the reading. */
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

/* One unit of a reading under way. */
typedef struct
{
  GTask *task;
  const HnUnit *unit; /* of the list */
} Part;

static void go_on (GTask *task);

static void
part_cb (HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  Reading *reading = g_task_get_task_data (task);

  reading->n_parts--;
  if (reading->over)
    return;

  if (unit != NULL)
    {
      reading->n_silent = 0;
      add_unit (task, unit);
    }
  else if (error != NULL && is_fatal (reading, error))
    {
      fail (task, error);
      return;
    }
  else
    {
      reading->n_done++;
      tell_soon (task);
      if (error != NULL && reading->all)
        g_message ("%s is left out: %s", part->unit->name, error->message);
    }

  go_on (task);
}

static void
go_on (GTask *task)
{
  HnUnitReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  while (reading->n_parts < MAX_PARTS && reading->next < reading->list->len)
    {
      HnUnit *unit = reading->list->pdata[reading->next++];
      Part *part;

      if (strcmp (unit->load_state, "loaded") != 0)
        {
          add_unit (task, unit);
          continue;
        }

      part = g_new0 (Part, 1);
      part->task = g_object_ref (task);
      part->unit = unit;
      reading->n_parts++;
      hn_unit_read (self->connection, unit, reading->depth, part_cb, part);
    }

  if (reading->n_done == reading->list->len)
    end_well (task);
}

/* The list. */

static void
list_cb (GPtrArray *list, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);

  if (reading->over)
    return;
  if (list == NULL)
    {
      fail (task, error);
      return;
    }
  if (reading->units != NULL)
    {
      reading->list = g_ptr_array_ref (list);
      go_on (task);
      return;
    }

  leave (task);
  g_task_return_pointer (task, g_ptr_array_ref (list), (GDestroyNotify) g_ptr_array_unref);
}

/* One unit. */

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

static void
one_cb (HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnUnitReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  if (reading->over)
    return;

  leave (task);
  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
    }
  else if (strcmp (unit->load_state, "loaded") == 0)
    {
      g_signal_emit (self, signals[UNIT_READ], 0, unit, FALSE);
      g_task_return_pointer (task, hn_unit_ref (unit), (GDestroyNotify) hn_unit_unref);
    }
  else
    {
      g_task_return_error (task, make_load_error (self, reading->name, unit));
    }
}

/* Takes over @task. */
static void
begin (HnUnitReader *self, GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  if (reading->name != NULL)
    {
      g_autoptr (HnUnit) unit = hn_unit_new (reading->name);

      hn_unit_read (self->connection, unit, HN_READ_FULL, one_cb, task);
    }
  else if (reading->list != NULL)
    {
      go_on (task);
      g_object_unref (task);
    }
  else
    {
      hn_unit_list (self->connection, list_cb, task);
    }
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

static void
read_many (GTask *task, HnReadDepth depth, HnReadProgress progress, gpointer progress_data)
{
  Reading *reading = g_task_get_task_data (task);

  reading->depth = depth;
  reading->progress = progress;
  reading->progress_data = progress_data;
  reading->units = new_units ();
  reading->fresh = new_units ();
  enqueue (g_task_get_source_object (task), task);
}

void
hn_unit_reader_read_all_async (HnUnitReader *self,
                               HnReadDepth depth,
                               HnReadProgress progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HN_IS_UNIT_READER (self));

  task = new_task (self, cancellable, callback, user_data);
  ((Reading *) g_task_get_task_data (task))->all = TRUE;
  read_many (task, depth, progress, progress_data);
}

void
hn_unit_reader_read_units_async (HnUnitReader *self,
                                 GPtrArray *units,
                                 HnReadDepth depth,
                                 HnReadProgress progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HN_IS_UNIT_READER (self));
  g_return_if_fail (units != NULL);

  task = new_task (self, cancellable, callback, user_data);
  ((Reading *) g_task_get_task_data (task))->list = g_ptr_array_ref (units);
  read_many (task, depth, progress, progress_data);
}

GPtrArray *
hn_unit_reader_read_all_finish (HnUnitReader *self, GAsyncResult *result, GError **error)
{
  return hn_unit_reader_list_finish (self, result, error);
}

void
hn_unit_reader_read_async (HnUnitReader *self,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  HnUnitNameKind kind;
  GTask *task;

  g_return_if_fail (HN_IS_UNIT_READER (self));
  g_return_if_fail (name != NULL);

  task = new_task (self, cancellable, callback, user_data);
  ((Reading *) g_task_get_task_data (task))->name = g_strdup (name);

  kind = hn_unit_name_classify (name);
  if (kind == HN_UNIT_NAME_PLAIN || kind == HN_UNIT_NAME_INSTANCE)
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
