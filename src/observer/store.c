/* The files of evidence: a temporary file takes the place of the old one once it is on disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".evidence"
#define TEMPORARY "new.tmp"

/* Larger than any that is written. */
#define MAX_SIZE (4 * 1024 * 1024)

int
hn_store_open (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

  return fd < 0 ? -errno : fd;
}

static char *
dup_name (const HnSubject *subject)
{
  if (!subject->user)
    return g_strconcat ("system-", subject->unit, SUFFIX, NULL);

  return g_strdup_printf ("%u-%s" SUFFIX, subject->uid, subject->unit);
}

HnObserved *
hn_store_load (int folder_fd, const HnSubject *subject)
{
  g_autofree char *name = dup_name (subject);
  g_autofree char *text = NULL;
  struct stat info;
  gsize length = 0;
  int fd = folder_fd >= 0 ? openat (folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= MAX_SIZE)
    {
      gssize got;

      text = g_malloc0 ((gsize) info.st_size + 1);
      while (length < (gsize) info.st_size &&
             (got = read (fd, text + length, (gsize) info.st_size - length)) > 0)
        length += (gsize) got;
    }
  close (fd);

  return text != NULL && length == (gsize) info.st_size ? hn_observed_new_from_text (text) : NULL;
}

/* What one caller had watched. */
typedef struct
{
  guint count;
  char *oldest; /* the name of the file that was written longest ago */
  struct timespec when;
} Shelf;

static void
shelf_free (gpointer data)
{
  Shelf *self = data;

  g_free (self->oldest);
  g_free (self);
}

static guint32
read_owner (int folder_fd, const char *name)
{
  char head[512] = "";
  int fd = openat (folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  gssize got = fd >= 0 ? read (fd, head, sizeof (head) - 1) : -1;

  if (fd >= 0)
    close (fd);

  return got > 0 ? hn_observed_find_owner (head) : 0;
}

static void
add_file (GHashTable *shelves, int folder_fd, const char *name)
{
  struct stat info;
  gpointer owner;
  Shelf *shelf;

  if (!g_str_has_suffix (name, SUFFIX) || fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
    return;
  owner = GUINT_TO_POINTER (read_owner (folder_fd, name));
  shelf = g_hash_table_lookup (shelves, owner);
  if (shelf == NULL)
    {
      shelf = g_new0 (Shelf, 1);
      g_hash_table_insert (shelves, owner, shelf);
    }
  shelf->count++;
  if (shelf->oldest != NULL &&
      (info.st_mtim.tv_sec > shelf->when.tv_sec ||
       (info.st_mtim.tv_sec == shelf->when.tv_sec && info.st_mtim.tv_nsec >= shelf->when.tv_nsec)))
    return;
  g_free (shelf->oldest);
  shelf->oldest = g_strdup (name);
  shelf->when = info.st_mtim;
}

/* (nullable): what one more file of @owner takes the place of: of its own where it has its share,
 * else of who has most. */
static const char *
choose_file (GHashTable *shelves, guint32 owner)
{
  const Shelf *own = g_hash_table_lookup (shelves, GUINT_TO_POINTER (owner)), *most = NULL;
  GHashTableIter iter;
  gpointer value;
  guint count = 0;

  if (owner != 0 && own != NULL && own->count >= HN_STORE_MAX_FILES_OF_USER)
    return own->oldest;
  g_hash_table_iter_init (&iter, shelves);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Shelf *shelf = value;

      count += shelf->count;
      if (most == NULL || shelf->count > most->count)
        most = shelf;
    }

  return count >= HN_STORE_MAX_FILES ? most->oldest : NULL;
}

/* Removes what was written longest ago until one more file of @owner may be there. */
static void
drop_oldest (int folder_fd, guint32 owner)
{
  g_autoptr (GHashTable) shelves = g_hash_table_new_full (NULL, NULL, NULL, shelf_free);
  int fd = openat (folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;
  const char *name;

  if (folder == NULL)
    return;
  while ((entry = readdir (folder)) != NULL)
    add_file (shelves, folder_fd, entry->d_name);
  closedir (folder);
  name = choose_file (shelves, owner);
  if (name != NULL)
    unlinkat (folder_fd, name, 0);
}

static int
write_all (int fd, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize written = write (fd, text, left);

      if (written < 0 && errno != EINTR)
        return -errno;
      if (written > 0)
        {
          text += written;
          left -= (gsize) written;
        }
    }

  return fsync (fd) < 0 ? -errno : 0;
}

int
hn_store_save (int folder_fd, const HnSubject *subject, const HnObserved *evidence, gboolean open)
{
  g_autofree char *name = dup_name (subject);
  g_autofree char *text = hn_observed_to_text (evidence, open);
  int fd, r;

  if (folder_fd < 0)
    return -ENOENT;
  if (faccessat (folder_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
    drop_oldest (folder_fd, evidence->owner);
  unlinkat (folder_fd, TEMPORARY, 0);
  fd = openat (folder_fd, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return -errno;
  r = write_all (fd, text);
  if (close (fd) < 0 && r == 0)
    r = -errno;
  if (r == 0 && renameat (folder_fd, TEMPORARY, folder_fd, name) < 0)
    r = -errno;
  if (r < 0)
    unlinkat (folder_fd, TEMPORARY, 0);
  else if (fsync (folder_fd) < 0)
    r = -errno;

  return r;
}
