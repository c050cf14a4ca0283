/* inotify on each folder of a search path, and on the drop-in folders in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/folder-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "source/manager/bus-loop.h"
#include "source/unit-name.h"

/* More drop-in folders than this go unwatched; a reload of the manager still shows them. */
#define MAX_FOLDERS 4096

#define CHANGES \
  (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB | IN_ONLYDIR)

typedef enum
{
  FOLDER_SEARCH,  /* of the search path: unit files and drop-in folders */
  FOLDER_DROP_IN, /* "cron.service.d" */
  FOLDER_PARENT,  /* above a folder of the search path that is not there yet */
} FolderKind;

typedef struct
{
  FolderKind kind;
  char *path;
} Folder;

struct _HnFolderWatch
{
  HnFolderWatchFunc func;
  gpointer user_data;
  int fd;
  GSource *source;
  GHashTable *folders; /* watch descriptor -> Folder */
  GStrv paths;         /* the search path */
};

static void
folder_free (gpointer data)
{
  Folder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

static gboolean
add_folder (HnFolderWatch *self, const char *path, FolderKind kind)
{
  Folder *folder;
  int descriptor;

  if (g_hash_table_size (self->folders) >= MAX_FOLDERS)
    return FALSE;

  descriptor = inotify_add_watch (self->fd, path, CHANGES | IN_MASK_ADD);
  if (descriptor < 0)
    return FALSE;

  /* The same folder may be above one of the search path, and in it. */
  folder = g_hash_table_lookup (self->folders, GINT_TO_POINTER (descriptor));
  if (folder != NULL)
    {
      if (kind != FOLDER_PARENT)
        folder->kind = kind;
      return TRUE;
    }

  folder = g_new0 (Folder, 1);
  folder->kind = kind;
  folder->path = g_strdup (path);
  g_hash_table_insert (self->folders, GINT_TO_POINTER (descriptor), folder);

  return TRUE;
}

/* Watches one folder of the search path, with the drop-in folders in it; @tell: it is new. */
static void
add_search_folder (HnFolderWatch *self, const char *path, gboolean tell)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!add_folder (self, path, FOLDER_SEARCH))
    {
      g_autofree char *parent = g_path_get_dirname (path);

      if (errno == ENOENT)
        add_folder (self, parent, FOLDER_PARENT);
      return;
    }

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (hn_unit_name_is_drop_in_folder (name))
        add_folder (self, child, FOLDER_DROP_IN);
      if (tell)
        self->func (name, self->user_data);
    }
}

static gboolean
is_search_folder (HnFolderWatch *self, const char *path)
{
  return g_strv_contains ((const char *const *) self->paths, path);
}

static void
handle (HnFolderWatch *self, const struct inotify_event *event)
{
  Folder *folder = g_hash_table_lookup (self->folders, GINT_TO_POINTER (event->wd));
  g_autofree char *name = NULL, *path = NULL;

  if (event->mask & IN_Q_OVERFLOW)
    {
      self->func (NULL, self->user_data);
      return;
    }
  if (folder == NULL)
    return;
  if (event->mask & IN_IGNORED)
    {
      /* Removed; if it comes back, its parent says so. */
      path = g_strdup (folder->path);
      g_hash_table_remove (self->folders, GINT_TO_POINTER (event->wd));
      if (is_search_folder (self, path))
        add_search_folder (self, path, TRUE);
      return;
    }
  if (event->len == 0)
    return;

  name = g_strdup (event->name);
  path = g_build_filename (folder->path, name, NULL);

  if ((event->mask & (IN_CREATE | IN_MOVED_TO)) && is_search_folder (self, path))
    {
      add_search_folder (self, path, TRUE);
      return;
    }

  if (folder->kind == FOLDER_DROP_IN)
    {
      g_autofree char *base = g_path_get_basename (folder->path);

      if (g_str_has_suffix (name, ".conf"))
        self->func (base, self->user_data);
    }
  else if (folder->kind == FOLDER_SEARCH)
    {
      if (hn_unit_name_is_drop_in_folder (name) && (event->mask & (IN_CREATE | IN_MOVED_TO)))
        add_folder (self, path, FOLDER_DROP_IN);
      self->func (name, self->user_data);
    }
}

static gboolean
ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  HnFolderWatch *self = user_data;
  union
  {
    struct inotify_event event;
    char bytes[16 * (sizeof (struct inotify_event) + NAME_MAX + 1)];
  } buffer;
  gssize size = read (fd, &buffer, sizeof buffer);

  if (size <= 0)
    return size < 0 && (errno == EAGAIN || errno == EINTR) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;

  for (char *p = buffer.bytes; p < buffer.bytes + size;)
    {
      const struct inotify_event *event = (const struct inotify_event *) p;

      handle (self, event);
      p += sizeof *event + event->len;
    }

  return G_SOURCE_CONTINUE;
}

HnFolderWatch *
hn_folder_watch_new (const char *const *paths, HnFolderWatchFunc func, gpointer user_data)
{
  HnFolderWatch *self;
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  /* Without it, changes show once the manager has read them. */
  if (fd < 0)
    return NULL;

  self = g_new0 (HnFolderWatch, 1);
  self->func = func;
  self->user_data = user_data;
  self->fd = fd;
  self->paths = g_strdupv ((char **) paths);
  self->folders = g_hash_table_new_full (NULL, NULL, NULL, folder_free);
  for (guint i = 0; self->paths[i] != NULL; i++)
    if (self->paths[i][0] == '/')
      add_search_folder (self, self->paths[i], FALSE);

  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_priority (self->source, HN_BUS_LOOP_PRIORITY);
  g_source_set_callback (self->source, G_SOURCE_FUNC (ready_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

void
hn_folder_watch_free (HnFolderWatch *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_hash_table_unref (self->folders);
  g_strfreev (self->paths);
  g_free (self);
}
