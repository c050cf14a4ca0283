/* The thread has a task of its own, which knows nothing but its data.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/in-thread.h"

typedef struct
{
  GTask *task;
  GDestroyNotify free_result;
} Waiting;

static void
returned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GTask) task = waiting->task;
  GError *error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, waiting->free_result);
}

void
hn_run_in_thread (GTask *task,
                  GTaskThreadFunc func,
                  gpointer data,
                  GDestroyNotify free_data,
                  GDestroyNotify free_result)
{
  g_autoptr (GTask) work = NULL;
  Waiting *waiting = g_new (Waiting, 1);

  waiting->task = g_object_ref (task);
  waiting->free_result = free_result;
  work = g_task_new (NULL, g_task_get_cancellable (task), returned_cb, waiting);
  g_task_set_task_data (work, data, free_data);
  g_task_set_return_on_cancel (work, g_task_get_return_on_cancel (task));
  g_task_run_in_thread (work, func);
}
