/* Writes the few files that the helper may write, so that there is the old one or the new one and
 * never half of one, and so that no link and no folder of somebody else leads it astray.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/request.h"
#include "helper/errors.h"

/* As much as a request may hold, with the names of its directives. */
#define LARGEST_DROP_IN (4 * HN_REQUEST_MAX_BYTES)

/* How often an open is tried again that somebody's renaming or a signal came in between. */
#define MAX_TRIES 16

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
}

#define auto_fd __attribute__ ((cleanup (close_fd))) int

/* Opens @name right below @folder_fd, which nothing but a folder of that name can be. There is no
 * other way to be sure, so a kernel without openat2() (before 5.6) is one without the helper. */
static int
open_folder (int folder_fd, const char *name)
{
  struct open_how how = {
    .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW,
    .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
  };

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      long fd = syscall (SYS_openat2, folder_fd, name, &how, sizeof how);

      if (fd >= 0)
        return (int) fd;
      if (errno != EINTR && errno != EAGAIN)
        break;
    }

  return -1;
}

static int
sync_fd (int fd)
{
  int r;

  do
    r = fsync (fd);
  while (r < 0 && errno == EINTR);

  return r;
}

/* Whether nobody but root, and the owner of the place, can put something else there. */
static gboolean
check_folder (const HnPlace *self, int fd, const char *shown, GError **error)
{
  struct stat st;
  mode_t forbidden = self->lenient ? S_IWOTH : S_IWGRP | S_IWOTH;

  if (fstat (fd, &st) < 0)
    return hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be examined"), shown);
  if ((st.st_uid != 0 && st.st_uid != self->owner) || (st.st_mode & forbidden) != 0)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_FAILED,
        _ ("Nothing is written below %s, because others may change that folder"), shown);

  return TRUE;
}

/* Goes down to the folder of @unit's drop-ins, or to the place itself for %NULL. Returns -1 with
 * @error, or without one when the folder is not there and is not to be made. */
static int
walk (const HnPlace *self, const char *unit, gboolean create, GError **error)
{
  g_autofree char *way = unit != NULL ? g_strconcat (self->relative, "/", unit, ".d", NULL)
                                      : g_strdup (self->relative);
  g_auto (GStrv) names = g_strsplit (way, "/", -1);
  auto_fd folder = fcntl (self->base_fd, F_DUPFD_CLOEXEC, 3);

  if (folder < 0)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be opened"), self->shown);
      return -1;
    }
  if (!check_folder (self, folder, self->shown, error))
    return -1;

  for (guint i = 0; names[i] != NULL; i++)
    {
      int next = open_folder (folder, names[i]);

      if (next < 0 && errno == ENOENT && !create)
        return -1;
      if (next < 0 && errno == ENOENT)
        {
          if (mkdirat (folder, names[i], 0755) < 0 && errno != EEXIST)
            {
              hn_helper_error_set_errno (error, errno, _ ("The folder %s of %s cannot be made"),
                                         names[i], self->shown);
              return -1;
            }
          next = open_folder (folder, names[i]);
          /* The unit's umask is the strictest one, and everybody may read unit files. */
          if (next >= 0 && (fchmod (next, 0755) < 0 || sync_fd (folder) < 0))
            {
              hn_helper_error_set_errno (error, errno, _ ("The folder %s of %s cannot be made"),
                                         names[i], self->shown);
              close (next);
              return -1;
            }
        }
      if (next < 0)
        {
          hn_helper_error_set_errno (error, errno, _ ("The folder %s of %s cannot be opened"),
                                     names[i], self->shown);
          return -1;
        }

      close (folder);
      folder = next;
      if (!check_folder (self, folder, names[i], error))
        return -1;
    }

  return g_steal_fd (&folder);
}

HnPlace *
hn_place_new (const char *base, const char *relative, uid_t owner, gboolean lenient, GError **error)
{
  HnPlace *self;
  int fd = open (base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be opened"), base);
      return NULL;
    }

  self = g_new0 (HnPlace, 1);
  self->base_fd = fd;
  self->relative = g_strdup (relative);
  self->shown = g_build_filename (base, relative, NULL);
  self->owner = owner;
  self->lenient = lenient;

  return self;
}

void
hn_place_free (HnPlace *self)
{
  close (self->base_fd);
  g_free (self->relative);
  g_free (self->shown);
  g_free (self);
}

char *
hn_place_dup_path (const HnPlace *self, const char *unit)
{
  return g_strconcat (self->shown, "/", unit, ".d/" HN_DROP_IN_NAME, NULL);
}

/* A name that systemd takes for no drop-in, whatever happens to it. */
static char *
dup_temporary_name (const char *id)
{
  return g_strconcat ("." HN_DROP_IN_NAME ".", id, NULL);
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          if (n == 0)
            errno = EIO;
          return FALSE;
        }
      text += n;
      length -= (gsize) n;
    }

  return TRUE;
}

static int
create_at (int folder_fd, const char *name)
{
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  int fd;

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      fd = openat (folder_fd, name, flags, 0600);
      if (fd >= 0)
        return fd;
      /* What an earlier try left, that was killed right here. */
      if (errno == EEXIST && unlinkat (folder_fd, name, 0) == 0)
        continue;
      if (errno != EINTR)
        break;
    }

  return -1;
}

gboolean
hn_store_write_at (int folder_fd,
                   const char *temporary,
                   const char *name,
                   const char *text,
                   gsize length,
                   mode_t mode,
                   GError **error)
{
  auto_fd fd = create_at (folder_fd, temporary);
  int number = 0;

  if (fd < 0)
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be made"), name);

  if (!write_all (fd, text, length) || fchmod (fd, mode) < 0 || sync_fd (fd) < 0)
    number = errno;
  /* After an interrupted close() the descriptor is gone as well. */
  if (close (g_steal_fd (&fd)) < 0 && errno != EINTR && number == 0)
    number = errno;
  if (number == 0 && renameat (folder_fd, temporary, folder_fd, name) < 0)
    number = errno;
  if (number != 0)
    {
      unlinkat (folder_fd, temporary, 0);
      return hn_helper_error_set_errno (error, number, _ ("The file %s cannot be written"), name);
    }
  if (sync_fd (folder_fd) < 0)
    return hn_helper_error_set_errno (error, errno,
                                      _ ("The folder of %s cannot be written to disk"), name);

  return TRUE;
}

static gboolean
link_null_at (int folder_fd, const char *temporary, const char *name, GError **error)
{
  unlinkat (folder_fd, temporary, 0);
  if (symlinkat ("/dev/null", folder_fd, temporary) < 0 ||
      renameat (folder_fd, temporary, folder_fd, name) < 0 || sync_fd (folder_fd) < 0)
    {
      int number = errno;

      unlinkat (folder_fd, temporary, 0);
      return hn_helper_error_set_errno (error, number, _ ("The link %s cannot be made"), name);
    }

  return TRUE;
}

gboolean
hn_place_write (
    const HnPlace *self, const char *unit, const char *id, const char *text, GError **error)
{
  g_autofree char *temporary = dup_temporary_name (id);
  auto_fd folder = walk (self, unit, TRUE, error);

  if (folder < 0)
    return FALSE;
  if (text == NULL)
    return link_null_at (folder, temporary, HN_DROP_IN_NAME, error);

  return hn_store_write_at (folder, temporary, HN_DROP_IN_NAME, text, strlen (text), 0644, error);
}

/* Whether @name is gone: where nothing can be changed, an error comes of what is not even there. */
static gboolean
unlink_at (int folder_fd, const char *name)
{
  struct stat st;
  int number;

  if (unlinkat (folder_fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  number = errno;
  if (fstatat (folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
    return TRUE;
  errno = number;

  return FALSE;
}

gboolean
hn_place_remove (const HnPlace *self, const char *unit, const char *id, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *name = NULL;
  auto_fd folder = walk (self, unit, FALSE, &wrong);
  auto_fd parent = -1;

  if (folder < 0 && wrong == NULL)
    return TRUE;
  if (folder < 0)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }

  if (id != NULL)
    {
      g_autofree char *temporary = dup_temporary_name (id);

      unlinkat (folder, temporary, 0);
    }
  if (!unlink_at (folder, HN_DROP_IN_NAME))
    {
      g_autofree char *path = hn_place_dup_path (self, unit);

      return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be removed"), path);
    }
  if (sync_fd (folder) < 0)
    {
      g_autofree char *path = hn_place_dup_path (self, unit);

      return hn_helper_error_set_errno (error, errno,
                                        _ ("The folder of %s cannot be written to disk"), path);
    }

  /* An empty folder is of no use to anybody; that it is not empty is ordinary. */
  parent = walk (self, NULL, FALSE, NULL);
  name = g_strconcat (unit, ".d", NULL);
  if (parent >= 0 && unlinkat (parent, name, AT_REMOVEDIR) == 0)
    sync_fd (parent);

  return TRUE;
}

gboolean
hn_store_read_at (int folder_fd,
                  const char *name,
                  gsize limit,
                  gboolean follow,
                  char **ret_text,
                  gsize *ret_length,
                  GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  struct stat st;
  auto_fd fd = openat (folder_fd, name,
                       O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));

  if (fd < 0 && errno == ENOENT)
    {
      *ret_text = NULL;
      *ret_length = 0;
      return TRUE;
    }
  if (fd < 0 || fstat (fd, &st) < 0)
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be read"), name);
  if (S_ISCHR (st.st_mode))
    {
      *ret_text = g_strdup ("");
      *ret_length = 0;
      return TRUE;
    }
  if (!S_ISREG (st.st_mode) || st.st_size < 0 || (guint64) st.st_size > limit)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("The file %s is no ordinary file, or larger than one of its kind is"), name);

  text = g_malloc (limit + 1);
  while (length <= limit)
    {
      gssize n = read (fd, text + length, limit + 1 - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be read"), name);
      if (n == 0)
        break;
      length += (gsize) n;
    }
  if (length > limit)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("The file %s is no ordinary file, or larger than one of its kind is"), name);

  text[length] = '\0';
  *ret_text = g_realloc (g_steal_pointer (&text), length + 1);
  *ret_length = length;

  return TRUE;
}

gboolean
hn_place_read (
    const HnPlace *self, const char *unit, char **ret_text, gsize *ret_length, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  auto_fd folder = walk (self, unit, FALSE, &wrong);

  if (folder < 0 && wrong == NULL)
    {
      *ret_text = NULL;
      *ret_length = 0;
      return TRUE;
    }
  if (folder < 0)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }

  return hn_store_read_at (folder, HN_DROP_IN_NAME, LARGEST_DROP_IN, FALSE, ret_text, ret_length,
                           error);
}

GStrv
hn_place_list (const HnPlace *self)
{
  g_autoptr (GStrvBuilder) units = g_strv_builder_new ();
  int fd = walk (self, NULL, FALSE, NULL);
  struct dirent *entry;
  DIR *folder;

  if (fd < 0)
    return g_strv_builder_end (units);
  folder = fdopendir (fd);
  if (folder == NULL)
    {
      close (fd);
      return g_strv_builder_end (units);
    }

  while ((entry = readdir (folder)) != NULL)
    {
      g_autofree char *path = g_strconcat (entry->d_name, "/" HN_DROP_IN_NAME, NULL);
      g_autofree char *unit = NULL;
      struct stat st;

      if (!g_str_has_suffix (entry->d_name, ".d") ||
          fstatat (dirfd (folder), path, &st, AT_SYMLINK_NOFOLLOW) < 0)
        continue;
      unit = g_strndup (entry->d_name, strlen (entry->d_name) - strlen (".d"));
      g_strv_builder_add (units, unit);
    }
  closedir (folder);

  return g_strv_builder_end (units);
}
