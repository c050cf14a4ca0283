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

/* Removes what was written longest ago until one more file may be there. */
static void
drop_oldest (int folder_fd)
{
  int fd = openat (folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  g_autofree char *oldest = NULL;
  struct timespec when = { 0 };
  struct dirent *entry;
  guint count = 0;

  if (folder == NULL)
    return;
  while ((entry = readdir (folder)) != NULL)
    {
      struct stat info;

      if (!g_str_has_suffix (entry->d_name, SUFFIX) ||
          fstatat (folder_fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0)
        continue;
      count++;
      if (oldest == NULL || info.st_mtim.tv_sec < when.tv_sec ||
          (info.st_mtim.tv_sec == when.tv_sec && info.st_mtim.tv_nsec < when.tv_nsec))
        {
          g_free (oldest);
          oldest = g_strdup (entry->d_name);
          when = info.st_mtim;
        }
    }
  closedir (folder);
  if (count >= HN_STORE_MAX_FILES)
    unlinkat (folder_fd, oldest, 0);
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
    drop_oldest (folder_fd);
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
