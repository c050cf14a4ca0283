/* Which services have files that the manager has not read. A manager takes long to find that out
 * for all of them, so it is asked only where something in its folders is newer than its last
 * reading.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/files/host.h"
#include "source/manager/manager-private.h"
#include "source/unit-name.h"

typedef struct
{
  GPtrArray *names;  /* of char *: the services that it is about */
  GPtrArray *unread; /* of char * */
  GStrv paths;       /* (nullable) the manager's search path */
  guint64 loaded;    /* when it has read its files last, in microseconds of CLOCK_REALTIME */
  guint n_pending;
  HnUnreadFunc func;
  gpointer user_data;
} Search;

/* One answer that is waited for. */
typedef struct
{
  Search *search;
  const char *name; /* a service; NULL for what is about the manager */
} Question;

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
leave (HnBusConnection *self, Search *search)
{
  if (--search->n_pending > 0)
    return;

  search->func (self, search->unread, search->user_data);
  g_ptr_array_unref (search->names);
  g_ptr_array_unref (search->unread);
  g_strfreev (search->paths);
  g_free (search);
}

static void
unit_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  g_autofree Question *question = user_data;
  int unread = FALSE;

  if (reply != NULL && sd_bus_message_read (reply, "v", "b", &unread) >= 0 && unread)
    g_ptr_array_add (question->search->unread, g_strdup (question->name));
  leave (self, question->search);
}

static void
ask (HnBusConnection *self,
     Search *search,
     const char *path,
     const char *interface,
     const char *property,
     const char *name,
     HnReplyFunc func)
{
  Question *question = g_new0 (Question, 1);

  question->search = search;
  question->name = name;
  search->n_pending++;
  hn_manager_call (self,
                   hn_manager_new_call (self, path, HN_PROPERTIES_INTERFACE, "Get", "ss", interface,
                                        property),
                   func, question);
}

static void
manager_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  g_autofree Question *question = user_data;
  Search *search = question->search;
  const char *signature = NULL;
  guint64 usec = 0;

  if (reply != NULL && sd_bus_message_peek_type (reply, NULL, &signature) > 0)
    {
      if (g_strcmp0 (signature, "t") == 0 && sd_bus_message_read (reply, "v", "t", &usec) >= 0)
        search->loaded = MAX (search->loaded, usec);
      else if (g_strcmp0 (signature, "as") == 0 && search->paths == NULL &&
               sd_bus_message_enter_container (reply, 'v', "as") >= 0)
        sd_bus_message_read_strv (reply, &search->paths);
    }

  /* The last one of these answers. */
  if (search->n_pending == 1 && self->bus != NULL && any_is_newer (search))
    for (guint i = 0; i < search->names->len; i++)
      {
        const char *name = search->names->pdata[i];
        g_autofree char *path = NULL;

        if (sd_bus_path_encode (HN_MANAGER_PATH "/unit", name, &path) >= 0)
          ask (self, search, path, HN_UNIT_INTERFACE, "NeedDaemonReload", name, unit_cb);
      }
  leave (self, search);
}

void
hn_manager_search_unread (HnBusConnection *self,
                          GPtrArray *names,
                          HnUnreadFunc func,
                          gpointer user_data)
{
  static const char *const properties[] = { "UnitPath", "UnitsLoadTimestamp",
                                            "UnitsLoadFinishTimestamp" };
  Search *search = g_new0 (Search, 1);

  search->names = g_ptr_array_ref (names);
  search->unread = g_ptr_array_new_with_free_func (g_free);
  search->func = func;
  search->user_data = user_data;
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    ask (self, search, HN_MANAGER_PATH, HN_MANAGER_INTERFACE, properties[i], NULL, manager_cb);
}

static void
found_cb (HnBusConnection *self, GPtrArray *unread, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_ptr_array_ref (unread), (GDestroyNotify) g_ptr_array_unref);
}

void
hn_manager_find_unread_async (HnBusConnection *self,
                              GPtrArray *names,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (HN_IS_BUS_CONNECTION (self));
  g_return_if_fail (names != NULL);

  hn_manager_search_unread (self, names, found_cb,
                            g_task_new (self, cancellable, callback, user_data));
}

GPtrArray *
hn_manager_find_unread_finish (HnBusConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
