/* The public readings of a manager: its list, all services, or one. All wait until it is ready.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/unit-name.h"

/* Units of one reading that are under way at once: their calls fill what may be in flight, and no
 * more is prepared in one go than fits into a frame. */
#define MAX_PARTS 48

/* How many of these may stay without an answer in a row. */
#define MAX_SILENT 8

/* Which kind of reading a task is. */
static char list_tag, read_all_tag, read_one_tag;

/* What all kinds of reading have; a mere list has no more. */
typedef struct
{
  gboolean over; /* its task has returned */
  GSource *cancel;
} Reading;

typedef struct
{
  Reading reading;

  HnManagerProgress progress;
  gpointer progress_data;

  GPtrArray *list;  /* of HnListed; NULL before it is there */
  GPtrArray *units; /* of HnUnit */
  GPtrArray *fresh; /* of HnUnit, since the last progress */
  guint next;       /* in list */
  guint n_parts;    /* under way */
  guint n_done;
  guint n_told;   /* of n_done, at the last progress */
  guint n_silent; /* without an answer in time, one behind the other */
} ReadAll;

typedef struct
{
  Reading reading;

  char *name;
} ReadOne;

/* One unit of ReadAll under way. */
typedef struct
{
  GTask *task;
  const HnListed *listed;
} ReadPart;

static void
reading_clear (Reading *reading)
{
  if (reading->cancel != NULL)
    g_source_destroy (reading->cancel);
  g_clear_pointer (&reading->cancel, g_source_unref);
}

static void
reading_free (gpointer data)
{
  reading_clear (data);
  g_free (data);
}

static void
read_all_free (gpointer data)
{
  ReadAll *all = data;

  reading_clear (&all->reading);
  g_clear_pointer (&all->list, g_ptr_array_unref);
  g_ptr_array_unref (all->units);
  g_ptr_array_unref (all->fresh);
  g_free (all);
}

static void
read_one_free (gpointer data)
{
  ReadOne *one = data;

  reading_clear (&one->reading);
  g_free (one->name);
  g_free (one);
}

static void
tell_progress (HnBusConnection *self, ReadAll *all)
{
  g_autoptr (GPtrArray) fresh = NULL;

  if (all->progress == NULL || all->reading.over || all->n_done == all->n_told)
    return;

  all->n_told = all->n_done;
  fresh = g_steal_pointer (&all->fresh);
  all->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
  all->progress (self, fresh, all->n_done, all->list->len, all->progress_data);
}

void
hn_manager_report_progress (HnBusConnection *self)
{
  g_autoptr (GPtrArray) tasks = NULL;

  if (self->operations.length == 0)
    return;

  /* Whoever hears of progress may start or end readings. */
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (GList *l = self->operations.head; l != NULL; l = l->next)
    g_ptr_array_add (tasks, g_object_ref (l->data));
  for (guint i = 0; i < tasks->len; i++)
    tell_progress (self, g_task_get_task_data (tasks->pdata[i]));
}

/* Lets go of a task that has returned, or is about to. */
static void
leave (HnBusConnection *self, GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  reading->over = TRUE;
  reading_clear (reading);
  if (g_queue_remove (&self->pending, task))
    g_object_unref (task);
  if (g_queue_remove (&self->operations, task))
    g_object_unref (task);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  leave (g_task_get_source_object (task), task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(HnUnit **) a)->name, (*(HnUnit **) b)->name);
}

/* Ends the reading, unless that has happened already. */
static void
end_all (HnBusConnection *self, GTask *task, const GError *error)
{
  G_GNUC_UNUSED g_autoptr (GTask) keep = g_object_ref (task);
  ReadAll *all = g_task_get_task_data (task);

  if (error == NULL)
    tell_progress (self, all);
  if (all->reading.over)
    return;

  leave (self, task);
  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  if (!self->scores_only)
    hn_manager_start_following (self);
  g_ptr_array_sort (all->units, compare_units);
  g_task_return_pointer (task, g_ptr_array_ref (all->units), (GDestroyNotify) g_ptr_array_unref);
}

static void
add_unit (HnBusConnection *self, ReadAll *all, HnUnit *unit, const HnListed *listed)
{
  g_ptr_array_add (all->units, hn_unit_ref (unit));
  if (all->progress != NULL)
    g_ptr_array_add (all->fresh, hn_unit_ref (unit));
  if (!self->scores_only)
    hn_manager_remember (self, unit, listed->path);
}

/* Whether there is no use in asking for the other units. One of which the manager does not tell is
 * no reason; but when it tells of none any more, the rest would take hours. */
static gboolean
is_fatal (ReadAll *all, const GError *error)
{
  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_TIMEOUT))
    return ++all->n_silent > MAX_SILENT;

  return error->domain != HN_MANAGER_ERROR || error->code == HN_MANAGER_ERROR_LOST ||
         error->code == HN_MANAGER_ERROR_NO_MANAGER;
}

static void go_on (HnBusConnection *self, GTask *task);

static void
part_cb (HnBusConnection *self, HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autofree ReadPart *part = user_data;
  g_autoptr (GTask) task = part->task;
  ReadAll *all = g_task_get_task_data (task);

  all->n_parts--;
  if (all->reading.over)
    return;

  all->n_done++;
  if (unit != NULL)
    {
      all->n_silent = 0;
      add_unit (self, all, unit, part->listed);
    }
  else if (error != NULL && is_fatal (all, error))
    {
      end_all (self, task, error);
      return;
    }
  else if (error != NULL)
    g_message ("%s is left out: %s", part->listed->unit->name, error->message);

  go_on (self, task);
}

static void
go_on (HnBusConnection *self, GTask *task)
{
  ReadAll *all = g_task_get_task_data (task);
  HnReadDepth depth = self->scores_only ? HN_READ_SCORE : HN_READ_PATHS;

  while (all->n_parts < MAX_PARTS && all->next < all->list->len)
    {
      HnListed *listed = all->list->pdata[all->next++];
      ReadPart *part;

      if (strcmp (listed->unit->load_state, "loaded") != 0)
        {
          all->n_done++;
          add_unit (self, all, listed->unit, listed);
          continue;
        }

      part = g_new0 (ReadPart, 1);
      part->task = g_object_ref (task);
      part->listed = listed;
      all->n_parts++;
      hn_manager_read_unit (self, hn_unit_ref (listed->unit), listed->path, depth, part_cb, part);
    }

  if (all->n_done == all->list->len)
    end_all (self, task, NULL);
}

static void
all_list_cb (HnBusConnection *self, GPtrArray *list, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadAll *all = g_task_get_task_data (task);

  if (all->reading.over)
    return;
  if (list == NULL)
    {
      end_all (self, task, error);
      return;
    }

  all->list = g_ptr_array_ref (list);
  go_on (self, task);
}

static void
only_list_cb (HnBusConnection *self, GPtrArray *list, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) units = NULL;

  if (reading->over)
    return;

  leave (self, task);
  if (list == NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  units = g_ptr_array_new_full (list->len, (GDestroyNotify) hn_unit_unref);
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (units, hn_unit_ref (((HnListed *) list->pdata[i])->unit));
  g_task_return_pointer (task, g_steal_pointer (&units), (GDestroyNotify) g_ptr_array_unref);
}

static void
one_cb (HnBusConnection *self, HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadOne *one = g_task_get_task_data (task);

  if (one->reading.over)
    return;

  leave (self, task);
  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  if (strcmp (unit->load_state, "loaded") == 0)
    {
      hn_manager_remember (self, unit, NULL);
      g_task_return_pointer (task, hn_unit_ref (unit), (GDestroyNotify) hn_unit_unref);
    }
  else if (strcmp (unit->load_state, "not-found") == 0)
    g_task_return_new_error (task, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND,
                             /* Translators: the name of a service, the address of a bus */
                             _ ("There is no service %s for the manager at %s"), one->name,
                             self->tried);
  else if (strcmp (unit->load_state, "masked") == 0)
    g_task_return_new_error (task, HN_MANAGER_ERROR, HN_MANAGER_ERROR_MASKED,
                             /* Translators: the name of a service */
                             _ ("%s is masked: nobody can start it, and it has no settings"),
                             one->name);
  else
    g_task_return_new_error (task, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT,
                             /* Translators: the name of a service, and systemd's word for it */
                             _ ("systemd could not load %s (%s)"), one->name, unit->load_state);
}

/* Starts a reading; takes over @task. */
static void
start (HnBusConnection *self, GTask *task)
{
  g_autofree char *path = NULL;
  ReadOne *one;
  HnUnit *unit;

  if (g_task_get_source_tag (task) == &read_all_tag)
    {
      g_queue_push_tail (&self->operations, g_object_ref (task));
      hn_manager_list (self, all_list_cb, task);
      return;
    }

  if (g_task_get_source_tag (task) == &list_tag)
    {
      hn_manager_list (self, only_list_cb, task);
      return;
    }

  one = g_task_get_task_data (task);
  sd_bus_path_encode (HN_MANAGER_PATH "/unit", one->name, &path);
  unit = hn_unit_new (one->name);
  hn_manager_read_unit (self, unit, path, HN_READ_FULL, one_cb, task);
}

void
hn_manager_start_pending (HnBusConnection *self)
{
  GTask *task;

  while (self->state == HN_MANAGER_READY && (task = g_queue_pop_head (&self->pending)) != NULL)
    start (self, task);
}

void
hn_manager_fail_pending (HnBusConnection *self, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GTask *task;

  while ((task = g_queue_pop_head (&self->pending)) != NULL)
    g_ptr_array_add (tasks, task);
  for (guint i = 0; i < tasks->len; i++)
    {
      leave (self, tasks->pdata[i]);
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    }
}

static void
enqueue (HnBusConnection *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Reading *reading = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (self->state == HN_MANAGER_GONE)
    {
      g_task_return_error (task, hn_manager_make_lost_error (self));
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
  hn_manager_start_pending (self);
}

void
hn_manager_list_async (HnBusConnection *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, &list_tag);
  g_task_set_task_data (task, g_new0 (Reading, 1), reading_free);
  enqueue (self, task);
}

GPtrArray *
hn_manager_list_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_manager_read_all_async (HnBusConnection *self,
                           HnManagerProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  ReadAll *all;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  all = g_new0 (ReadAll, 1);
  all->progress = progress;
  all->progress_data = progress_data;
  all->units = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
  all->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, &read_all_tag);
  g_task_set_task_data (task, all, read_all_free);
  enqueue (self, task);
}

GPtrArray *
hn_manager_read_all_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_manager_read_async (HnBusConnection *self,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  HnUnitNameKind kind;
  GTask *task;
  ReadOne *one;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  one = g_new0 (ReadOne, 1);
  one->name = g_strdup (name);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, &read_one_tag);
  g_task_set_task_data (task, one, read_one_free);

  kind = hn_unit_name_classify (name);
  if (kind != HN_UNIT_NAME_PLAIN && kind != HN_UNIT_NAME_INSTANCE)
    {
      g_task_return_new_error (task, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND,
                               /* Translators: what somebody typed in place of a service's name */
                               _ ("“%s” is not the name of a service"), name);
      g_object_unref (task);
      return;
    }

  enqueue (self, task);
}

HnUnit *
hn_manager_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
