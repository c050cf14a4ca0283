/* Writes the few files that the helper may write, so that there is the old one or the new one and
 * never half of one, and so that no link and no folder of somebody else leads it astray.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/validate.h"
#include "helper/descriptor.h"
#include "helper/errors.h"

/* As much as a request may hold, with the names of its directives. */
#define LARGEST_DROP_IN (4 * HN_CHANGE_MAX_BYTES)

/* How often an open is tried again that somebody's renaming or a signal came in between. */
#define MAX_TRIES 16

/* What a file in the place itself is called until it is whole: there is one helper at a time. */
#define NEW_FILE ".hardnut-new"

/* What walk() returns for a folder that is not there. */
#define MISSING (-2)

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

static int
make_folder (int folder_fd, const char *name)
{
  hn_auto_fd fd = -1;

  if (mkdirat (folder_fd, name, 0755) < 0 && errno != EEXIST)
    return -1;
  fd = open_folder (folder_fd, name);
  /* The unit's umask is the strictest one, and everybody may read unit files. */
  if (fd < 0 || fchmod (fd, 0755) < 0 || TEMP_FAILURE_RETRY (fsync (folder_fd)) < 0)
    return -1;

  return g_steal_fd (&fd);
}

/* Goes down to the folder of @unit's drop-ins, or to the place itself for %NULL. Returns -1 with
 * @error, or MISSING when the folder is not there and is not to be made. */
static int
walk (const HnPlace *self, const char *unit, gboolean create, GError **error)
{
  g_autofree char *way = unit != NULL ? g_strconcat (self->relative, "/", unit, ".d", NULL)
                                      : g_strdup (self->relative);
  g_auto (GStrv) names = g_strsplit (way, "/", -1);
  hn_auto_fd folder = fcntl (self->base_fd, F_DUPFD_CLOEXEC, 3);

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
      gboolean missing = next < 0 && errno == ENOENT;

      if (missing && !create)
        return MISSING;
      if (missing)
        next = make_folder (folder, names[i]);
      if (next < 0)
        {
          hn_helper_error_set_errno (error, errno,
                                     missing ? _ ("The folder %s of %s cannot be made")
                                             : _ ("The folder %s of %s cannot be opened"),
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
  hn_auto_fd fd = create_at (folder_fd, temporary);
  int number = 0;

  if (fd < 0)
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be made"), name);

  if (!write_all (fd, text, length) || fchmod (fd, mode) < 0 || TEMP_FAILURE_RETRY (fsync (fd)) < 0)
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
  if (TEMP_FAILURE_RETRY (fsync (folder_fd)) < 0)
    return hn_helper_error_set_errno (error, errno,
                                      _ ("The folder of %s cannot be written to disk"), name);

  return TRUE;
}

static gboolean
link_null_at (int folder_fd, const char *temporary, const char *name, GError **error)
{
  unlinkat (folder_fd, temporary, 0);
  if (symlinkat ("/dev/null", folder_fd, temporary) < 0 ||
      renameat (folder_fd, temporary, folder_fd, name) < 0 ||
      TEMP_FAILURE_RETRY (fsync (folder_fd)) < 0)
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
  hn_auto_fd folder = walk (self, unit, TRUE, error);

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
  g_autofree char *path = hn_place_dup_path (self, unit);
  g_autofree char *name = g_strconcat (unit, ".d", NULL);
  hn_auto_fd folder = walk (self, unit, FALSE, error);
  hn_auto_fd parent = -1;

  if (folder < 0)
    return folder == MISSING;

  if (id != NULL)
    {
      g_autofree char *temporary = dup_temporary_name (id);

      unlinkat (folder, temporary, 0);
    }
  if (!unlink_at (folder, HN_DROP_IN_NAME))
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be removed"), path);
  if (TEMP_FAILURE_RETRY (fsync (folder)) < 0)
    return hn_helper_error_set_errno (error, errno,
                                      _ ("The folder of %s cannot be written to disk"), path);

  /* An empty folder is of no use to anybody; that it is not empty is ordinary. */
  parent = walk (self, NULL, FALSE, NULL);
  if (parent >= 0 && unlinkat (parent, name, AT_REMOVEDIR) == 0)
    TEMP_FAILURE_RETRY (fsync (parent));

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
  struct stat st;
  hn_auto_fd fd = openat (folder_fd, name,
                          O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));

  *ret_text = NULL;
  *ret_length = 0;
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 || fstat (fd, &st) < 0)
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be read"), name);
  if (S_ISCHR (st.st_mode))
    *ret_text = g_strdup ("");
  else if (S_ISREG (st.st_mode) && st.st_size >= 0 && (guint64) st.st_size <= limit)
    *ret_text = hn_descriptor_read (fd, limit, ret_length);
  else
    errno = EFBIG;
  if (*ret_text != NULL)
    return TRUE;

  if (errno == EFBIG)
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("The file %s is no ordinary file, or larger than one of its kind is"), name);

  return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be read"), name);
}

static gboolean
read_drop_in (
    const HnPlace *self, const char *unit, char **ret_text, gsize *ret_length, GError **error)
{
  hn_auto_fd folder = walk (self, unit, FALSE, error);

  *ret_text = NULL;
  *ret_length = 0;
  if (folder < 0)
    return folder == MISSING;

  return hn_store_read_at (folder, HN_DROP_IN_NAME, LARGEST_DROP_IN, FALSE, ret_text, ret_length,
                           error);
}

gboolean
hn_place_read (const HnPlace *self, const char *unit, char **ret_text, GError **error)
{
  gsize length;

  return read_drop_in (self, unit, ret_text, &length, error);
}

gboolean
hn_place_read_text (const HnPlace *self, const char *unit, char **ret_text, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!read_drop_in (self, unit, &text, &length, error))
    return FALSE;
  if (text != NULL && (strlen (text) != length || !g_utf8_validate (text, -1, NULL)))
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_UNIT_REFUSED,
        _ ("The settings file of %s is no text any more; somebody else must have written it"),
        unit);
  *ret_text = g_steal_pointer (&text);

  return TRUE;
}

GStrv
hn_place_list (const HnPlace *self)
{
  g_autoptr (GStrvBuilder) units = g_strv_builder_new ();
  hn_auto_fd place = walk (self, NULL, FALSE, NULL);
  g_autoptr (DIR) folder = place >= 0 ? hn_descriptor_open_folder (place, ".") : NULL;
  struct dirent *entry;

  while (folder != NULL && (entry = readdir (folder)) != NULL)
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

  return g_strv_builder_end (units);
}

gboolean
hn_place_write_file (const HnPlace *self, const char *name, const char *text, GError **error)
{
  hn_auto_fd folder = walk (self, NULL, TRUE, error);

  return folder >= 0 &&
         hn_store_write_at (folder, NEW_FILE, name, text, strlen (text), 0644, error);
}

gboolean
hn_place_read_file (const HnPlace *self,
                    const char *name,
                    gsize limit,
                    char **ret_text,
                    gsize *ret_length,
                    GError **error)
{
  hn_auto_fd folder = walk (self, NULL, FALSE, error);

  *ret_text = NULL;
  *ret_length = 0;
  if (folder < 0)
    return folder == MISSING;

  return hn_store_read_at (folder, name, limit, FALSE, ret_text, ret_length, error);
}

gboolean
hn_place_remove_file (const HnPlace *self, const char *name, GError **error)
{
  hn_auto_fd folder = walk (self, NULL, FALSE, error);

  if (folder < 0)
    return folder == MISSING;
  if (!unlink_at (folder, name))
    return hn_helper_error_set_errno (error, errno, _ ("The file %s cannot be removed"), name);
  if (TEMP_FAILURE_RETRY (fsync (folder)) < 0)
    return hn_helper_error_set_errno (error, errno,
                                      _ ("The folder of %s cannot be written to disk"), name);

  return TRUE;
}

int
hn_place_count_files (const HnPlace *self, const char *name, gboolean *ret_has, GError **error)
{
  hn_auto_fd place = walk (self, NULL, FALSE, error);
  g_autoptr (DIR) folder = place >= 0 ? hn_descriptor_open_folder (place, ".") : NULL;
  struct dirent *entry;
  int n = 0;

  *ret_has = FALSE;
  if (place < 0)
    return place == MISSING ? 0 : -1;
  if (folder == NULL)
    {
      hn_helper_error_set_errno (error, errno, _ ("The folder %s cannot be opened"), self->shown);
      return -1;
    }
  while ((entry = readdir (folder)) != NULL)
    {
      /* What is under way, and the folder itself. */
      if (entry->d_name[0] == '.')
        continue;
      n++;
      *ret_has |= strcmp (entry->d_name, name) == 0;
    }

  return n;
}
