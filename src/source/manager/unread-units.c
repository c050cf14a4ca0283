/* Asks units whether they need a daemon-reload, several at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unread-units.h"

#include <dirent.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "properties/message-read.h"
#include "source/files/host.h"
#include "source/manager/unit-walk.h"
#include "source/unit-name.h"

typedef struct
{
  HnUnitWalk base;
  GPtrArray *names;  /* (nullable): of char *: the services that it is about */
  char *except;      /* (nullable): of all units */
  GPtrArray *unread; /* of char *: found so far */
  GStrv paths;       /* (nullable): the manager's search path */
  guint64 loaded;    /* when it has read its files last, in microseconds of CLOCK_REALTIME */
} Search;

static void
search_clear (gpointer data)
{
  Search *search = data;

  g_clear_pointer (&search->names, g_ptr_array_unref);
  g_free (search->except);
  g_ptr_array_unref (search->unread);
  g_strfreev (search->paths);
}

static gboolean
is_newer (const struct stat *st, guint64 usec)
{
  guint64 changed = (guint64) st->st_ctim.tv_sec * G_USEC_PER_SEC + st->st_ctim.tv_nsec / 1000;
  guint64 written = (guint64) st->st_mtim.tv_sec * G_USEC_PER_SEC + st->st_mtim.tv_nsec / 1000;

  return MAX (changed, written) > usec;
}

/* Whether @path, a folder, or something in it that matters for services is newer than @usec. */
static gboolean
folder_is_newer (int parent, const char *path, gboolean is_drop_ins, guint64 usec)
{
  int fd = openat (parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  gboolean newer = FALSE;
  struct dirent *entry;
  struct stat st;
  DIR *dir;

  if (fd < 0)
    return FALSE;
  newer = fstat (fd, &st) == 0 && is_newer (&st, usec);
  dir = fdopendir (fd);
  if (dir == NULL)
    {
      close (fd);
      return newer;
    }

  while (!newer && (entry = readdir (dir)) != NULL)
    {
      const char *name = entry->d_name;

      if (is_drop_ins
              ? !g_str_has_suffix (name, ".conf")
              : !g_str_has_suffix (name, ".service") && !hn_unit_name_is_drop_in_folder (name))
        continue;
      if (!is_drop_ins && hn_unit_name_is_drop_in_folder (name))
        newer = folder_is_newer (fd, name, TRUE, usec);
      else
        newer = (fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_newer (&st, usec)) ||
                (S_ISLNK (st.st_mode) && fstatat (fd, name, &st, 0) == 0 && is_newer (&st, usec));
    }
  closedir (dir);

  return newer;
}

/* The manager itself writes to these, without reading its files again or in doing so. */
static gboolean
is_written_by_manager (const char *path)
{
  return strstr (path, "/systemd/generator") != NULL ||
         g_str_has_suffix (path, "/systemd/transient");
}

static gboolean
any_is_newer (const Search *search)
{
  if (search->loaded == 0 || search->paths == NULL)
    return TRUE;

  for (guint i = 0; search->paths[i] != NULL; i++)
    {
      g_autofree char *path = hn_host_dup_path (search->paths[i]);

      if (!is_written_by_manager (search->paths[i]) &&
          folder_is_newer (AT_FDCWD, path, FALSE, search->loaded))
        return TRUE;
    }

  return FALSE;
}

static void
end_search (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *unread = search->unread;

  g_ptr_array_sort (unread, hn_unit_name_compare);
  for (guint i = 0; i < unread->len; i++)
    if (i == 0 || strcmp (unread->pdata[i], unread->pdata[i - 1]) != 0)
      g_strv_builder_add (builder, unread->pdata[i]);
  g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

static void
unit_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  Search *search = g_task_get_task_data (task);
  int unread = FALSE;

  if (reply != NULL && sd_bus_message_read (reply, "v", "b", &unread) > 0 && unread)
    g_ptr_array_add (search->unread, g_strdup (unit));
}

static void
ask (GTask *task, const char *name)
{
  hn_unit_walk_ask (task, name, HN_UNIT_INTERFACE, "NeedDaemonReload", unit_answered, NULL);
}

/* (transfer full) */
static GTask *
new_task (HnBusConnection *connection,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  Search *search = g_new0 (Search, 1);

  search->base.end = end_search;
  search->base.clear = search_clear;
  search->unread = g_ptr_array_new_with_free_func (g_free);

  return hn_unit_walk_new (connection, &search->base, NULL, cancellable, callback, user_data);
}

/* Of some services. */

static void
manager_answered (
    GTask *task, const char *unit, sd_bus_message *reply, const GError *error, gpointer data)
{
  Search *search = g_task_get_task_data (task);
  const char *signature = NULL;
  guint64 usec = 0;

  if (reply != NULL && sd_bus_message_peek_type (reply, NULL, &signature) > 0)
    {
      if (g_strcmp0 (signature, "t") == 0 && sd_bus_message_read (reply, "v", "t", &usec) >= 0)
        search->loaded = MAX (search->loaded, usec);
      else if (search->paths == NULL)
        hn_message_read_list (reply, &search->paths);
    }

  /* The last one of these answers. */
  if (search->base.n_pending == 1 &&
      hn_bus_connection_get_error (g_task_get_source_object (task)) == NULL &&
      any_is_newer (search))
    for (guint i = 0; i < search->names->len; i++)
      ask (task, search->names->pdata[i]);
}

void
hn_unread_units_find_async (HnBusConnection *connection,
                            GPtrArray *names,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  static const char *const properties[] = { "UnitPath", "UnitsLoadTimestamp",
                                            "UnitsLoadFinishTimestamp" };
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (HN_IS_BUS_CONNECTION (connection));
  g_return_if_fail (names != NULL);

  task = new_task (connection, cancellable, callback, user_data);
  search = g_task_get_task_data (task);
  search->names = g_ptr_array_ref (names);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    hn_unit_walk_ask (task, NULL, HN_MANAGER_INTERFACE, properties[i], manager_answered, NULL);
}

/* Of all units. */

/* Asks about each unit of the list. Negative errno on failure. */
static int
ask_all (GTask *task, sd_bus_message *reply)
{
  Search *search = g_task_get_task_data (task);
  const char *name, *load_state;
  int r = sd_bus_message_enter_container (reply, 'a', "(ssssssouso)");

  while (r >= 0 && (r = sd_bus_message_read (reply, "(ssssssouso)", &name, NULL, &load_state, NULL,
                                             NULL, NULL, NULL, NULL, NULL, NULL)) > 0)
    /* One that is not there has no files. */
    if (strcmp (load_state, "not-found") != 0 && g_strcmp0 (name, search->except) != 0 &&
        !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
      ask (task, name);

  return r;
}

static void
listed_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  int r = reply != NULL ? ask_all (task, reply) : 0;

  if (error != NULL)
    search->base.error = g_error_copy (error);
  else if (r < 0)
    search->base.error = hn_manager_error_new_bad_list (r, hn_bus_connection_get_address (self));
  hn_unit_walk_leave (task);
}

void
hn_unread_units_find_all_async (HnBusConnection *connection,
                                const char *except,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (HN_IS_BUS_CONNECTION (connection));

  task = new_task (connection, cancellable, callback, user_data);
  search = g_task_get_task_data (task);
  search->except = g_strdup (except);
  hn_bus_connection_call (connection, "ListUnitsByPatterns", listed_cb, hn_unit_walk_hold (task),
                          "asas", 0, 0);
}

GStrv
hn_unread_units_find_finish (HnBusConnection *connection, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
hn_unread_units_dup_text (const char *const *names)
{
  g_autofree char *list = g_strjoinv (", ", (GStrv) names);

  /* Translators: %s are the names of units, with commas between */
  return g_strdup_printf (_ ("Also put in force: %s. Somebody changed their files, and systemd has "
                             "not read them since; to apply this, it reads all files."),
                          list);
}
