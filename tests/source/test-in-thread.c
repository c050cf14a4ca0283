/* What runs in a thread, and where its objects are freed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/in-thread.h"

/* Without care about one in three objects is freed in the thread. */
#define N_TIMES 500

typedef struct
{
  GThread *thread; /* of the main loop */
  guint n_elsewhere;
  gboolean gone;
} Freed;

static void
gone_cb (gpointer data, GObject *where_it_was)
{
  Freed *freed = data;

  freed->n_elsewhere += g_thread_self () != freed->thread;
  freed->gone = TRUE;
  g_main_context_wakeup (NULL);
}

static void
double_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  const int *number = data;

  g_assert_null (source_object);
  g_task_return_pointer (task, g_strdup_printf ("%d", *number * 2), g_free);
}

static void
fail_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "No");
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

static void
test_frees_in_the_main_loop (void)
{
  Freed freed = { .thread = g_thread_self () };

  for (int i = 0; i < N_TIMES; i++)
    {
      GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *text = NULL;
      GTask *task = g_task_new (object, NULL, result_cb, &result);

      freed.gone = FALSE;
      g_object_weak_ref (object, gone_cb, &freed);
      hn_run_in_thread (task, double_thread, g_memdup2 (&i, sizeof i), g_free, g_free);
      g_object_unref (task);
      g_object_unref (object);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      text = g_task_propagate_pointer (G_TASK (result), NULL);
      g_assert_cmpint (g_ascii_strtoll (text, NULL, 10), ==, i * 2);
      g_clear_object (&result);
      while (!freed.gone)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (freed.n_elsewhere, ==, 0);
}

static void
test_errors (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, result_cb, &result);

  hn_run_in_thread (task, fail_thread, NULL, NULL, g_free);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (g_task_propagate_pointer (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/in-thread/frees-in-the-main-loop", test_frees_in_the_main_loop);
  g_test_add_func ("/in-thread/errors", test_errors);

  return g_test_run ();
}
