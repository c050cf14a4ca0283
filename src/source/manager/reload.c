/* What a manager's next daemon-reload puts in force: lists its units, then asks about each, several
 * at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/reload.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/manager/manager-private.h"

typedef struct
{
  char *except;     /* (nullable) */
  GPtrArray *names; /* of char *, found so far */
  guint n_pending;
} Search;

/* One unit that is asked. */
typedef struct
{
  GTask *task;
  char *name;
} Question;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->except);
  g_clear_pointer (&search->names, g_ptr_array_unref);
  g_free (search);
}

static void
question_free (Question *question)
{
  g_object_unref (question->task);
  g_free (question->name);
  g_free (question);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* One answer less is out, or the list itself, which counts as one. */
static void
leave (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *names = search->names;

  if (--search->n_pending > 0 || g_task_return_error_if_cancelled (task))
    return;

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (i == 0 || strcmp (names->pdata[i], names->pdata[i - 1]) != 0)
      g_strv_builder_add (builder, names->pdata[i]);
  g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

static void
answered_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  Question *question = user_data;
  Search *search = g_task_get_task_data (question->task);
  int unread = FALSE;

  if (reply != NULL && sd_bus_message_read (reply, "v", "b", &unread) > 0 && unread)
    g_ptr_array_add (search->names, g_steal_pointer (&question->name));

  leave (question->task);
  question_free (question);
}

static void
ask (HnBusConnection *self, GTask *task, const char *name, const char *path)
{
  Search *search = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  question->task = g_object_ref (task);
  question->name = g_strdup (name);
  search->n_pending++;
  hn_manager_call (self,
                   hn_manager_new_call (self, path, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                        HN_UNIT_INTERFACE, "NeedDaemonReload"),
                   answered_cb, question);
}

/* Asks about each unit of the list. Negative errno on failure. */
static int
ask_all (HnBusConnection *self, GTask *task, sd_bus_message *reply)
{
  Search *search = g_task_get_task_data (task);
  const char *name, *load_state, *path;
  int r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");

  while (r >= 0 && (r = sd_bus_message_read (reply, "(ssssssouso)", &name, NULL, &load_state, NULL,
                                             NULL, NULL, &path, NULL, NULL, NULL)) > 0)
    /* One that is not there has no files. */
    if (strcmp (load_state, "not-found") != 0 && g_strcmp0 (name, search->except) != 0 &&
        !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
      ask (self, task, name, path);

  return r;
}

static void
listed_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  int r = reply != NULL ? ask_all (self, task, reply) : 0;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else if (r < 0)
    g_task_return_new_error (task, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                             _ ("The list of services from the manager at %s makes no sense: %s"),
                             self->tried, g_strerror (-r));
  else
    leave (task);
}

void
hn_reload_read_async (HnBusConnection *self,
                      const char *except,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  search = g_new0 (Search, 1);
  search->except = g_strdup (except);
  search->names = g_ptr_array_new_with_free_func (g_free);
  search->n_pending = 1;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, search, search_free);
  hn_manager_call (self,
                   hn_manager_new_call (self, HN_MANAGER_PATH, HN_MANAGER_INTERFACE,
                                        "ListUnitsByPatterns", "asas", 0, 0),
                   listed_cb, g_steal_pointer (&task));
}

GStrv
hn_reload_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
