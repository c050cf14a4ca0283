/* Files below a root folder: symbolic links are followed as they would be with that folder as "/",
 * nothing leads out of it, and nothing but a regular file is ever read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/root-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/unit-name.h"

/* As many links as systemd follows before it calls it a loop. */
#define LINKS_MAX 32

char *
hn_root_path (const char *root, const char *path)
{
  return g_strconcat (root, path, NULL);
}

/* Adds the rest of a path of which nothing exists; FALSE when it goes up again. */
static gboolean
append_missing (GString *done, const char *rest)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strcmp (parts[i], "..") == 0)
        return FALSE;
      if (parts[i][0] != '\0' && strcmp (parts[i], ".") != 0)
        g_string_append_printf (done, "/%s", parts[i]);
    }

  return TRUE;
}

/* The readlink() of one path: TRUE with the target in @target, or "" when it is no link. */
static gboolean
read_link (const char *real, char target[PATH_MAX])
{
  ssize_t n = readlink (real, target, PATH_MAX - 1);

  if (n < 0 && errno != EINVAL)
    return FALSE;

  target[MAX (n, 0)] = '\0';
  return TRUE;
}

char *
hn_root_resolve (const char *root, const char *path, HnRootFlags flags)
{
  g_autoptr (GString) done = g_string_new (root);
  g_autofree char *todo = g_strdup (path);
  const gsize base = done->len;
  char target[PATH_MAX];
  guint links = 0;
  char *rest = todo;

  for (;;)
    {
      while (*rest == '/')
        rest++;
      if (*rest == '\0')
        break;

      gsize length = strcspn (rest, "/");
      const gsize before = done->len;
      const char *after = rest + length + strspn (rest + length, "/");

      if (length == 1 && rest[0] == '.')
        {
          rest += length;
          continue;
        }

      if (length == 2 && memcmp (rest, "..", 2) == 0)
        {
          const char *slash = strrchr (done->str + base, '/');
          struct stat st;

          /* There is no way up from a file. */
          if (done->len > base && lstat (done->str, &st) == 0 && !S_ISDIR (st.st_mode))
            {
              errno = ENOTDIR;
              return NULL;
            }
          g_string_truncate (done, slash != NULL ? (gsize) (slash - done->str) : base);
          rest += length;
          continue;
        }

      g_string_append_c (done, '/');
      g_string_append_len (done, rest, (gssize) length);

      if (!read_link (done->str, target))
        {
          if (errno != ENOENT || !(flags & HN_ROOT_MISSING) || !append_missing (done, after))
            return NULL;
          break;
        }

      if (target[0] == '\0' || ((flags & HN_ROOT_NOFOLLOW) && *after == '\0'))
        {
          rest += length;
          continue;
        }

      if (++links >= LINKS_MAX)
        {
          errno = ELOOP;
          return NULL;
        }

      g_string_truncate (done, target[0] == '/' ? base : before);

      char *next = g_strconcat (target, "/", after, NULL);
      g_free (todo);
      rest = todo = next;
    }

  return done->len > base ? g_strdup (done->str + base) : g_strdup ("/");
}

/* systemd takes any character device for /dev/null, not to depend on its number. */
static gboolean
is_mask (const struct stat *st)
{
  return S_ISCHR (st->st_mode) || (S_ISREG (st->st_mode) && st->st_size == 0);
}

/* Looks at what @path leads to, and gives the real path to open it by. On this machine the kernel
 * follows the links itself. A root has no device nodes, so there the name alone tells /dev/null. */
static HnRootProbe
look (const char *root, const char *path, HnRootFlags flags, char **real, struct stat *st)
{
  g_autofree char *found = hn_root_path (root, path);
  gboolean seen = FALSE;

  if (root[0] != '\0' && (flags & HN_ROOT_RESOLVED))
    {
      if (lstat (found, st) != 0)
        return HN_ROOT_PROBE_FAILED;
      seen = !S_ISLNK (st->st_mode);
    }
  if (root[0] != '\0' && !seen)
    {
      g_autofree char *resolved = hn_root_resolve (root, path, HN_ROOT_MISSING);

      if (resolved == NULL)
        return HN_ROOT_PROBE_FAILED;
      if (strcmp (resolved, "/dev/null") == 0)
        return HN_ROOT_PROBE_MASKED;

      g_free (found);
      found = hn_root_path (root, resolved);
    }

  if (!seen && stat (found, st) != 0)
    return HN_ROOT_PROBE_FAILED;

  *real = g_steal_pointer (&found);
  return is_mask (st) ? HN_ROOT_PROBE_MASKED : HN_ROOT_PROBE_FILE;
}

HnRootProbe
hn_root_file_probe (const char *root, const char *path, HnRootFlags flags)
{
  g_autofree char *real = NULL;
  struct stat st;

  return look (root, path, flags, &real, &st);
}

/* By errno. */
static HnRootFileResult
fail (GError **error, const char *root, const char *path)
{
  int code = errno;

  /* Translators: the path of a file, then why it cannot be read, such as “Permission denied” */
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("%s%s: %s"), root, path,
               g_strerror (code));

  return HN_ROOT_FILE_FAILED;
}

static HnRootFileResult
refuse (GError **error, const char *root, const char *path, mode_t mode)
{
  if (S_ISDIR (mode))
    /* Translators: %s%s is a path */
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, _ ("%s%s: is a folder, not a file"), root,
                 path);
  else
    /* Translators: %s%s is a path */
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("%s%s: is not a regular file"), root,
                 path);

  return HN_ROOT_FILE_FAILED;
}

static gboolean
read_all (int fd, gsize size, char **text, gsize *length)
{
  gsize space = size + 1; /* one more, to see the end without growing */
  gsize used = 0;
  g_autofree char *buffer = NULL;

  if (size > HN_ROOT_FILE_MAX)
    {
      errno = EFBIG;
      return FALSE;
    }

  buffer = g_malloc (space + 1);
  for (;;)
    {
      ssize_t n = read (fd, buffer + used, space - used);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;

      used += (gsize) n;
      /* One byte more than the file is long was asked for: this is its end. */
      if (used == size)
        break;
      if (used < space)
        continue;

      if (used > HN_ROOT_FILE_MAX)
        {
          errno = EFBIG;
          return FALSE;
        }
      space *= 2;
      buffer = g_realloc (buffer, space + 1);
    }

  buffer[used] = '\0';
  *length = used;
  *text = g_steal_pointer (&buffer);
  return TRUE;
}

HnRootFileResult
hn_root_file_read (const char *root,
                   const char *path,
                   HnRootFlags flags,
                   char **text,
                   gsize *length,
                   GError **error)
{
  g_autofree char *real = NULL;
  struct stat st;

  /* Looked at before it is opened: opening alone does things to some devices. */
  if (root[0] == '\0' && (flags & HN_ROOT_PROBED))
    real = g_strdup (path);
  else
    switch (look (root, path, flags, &real, &st))
      {
      case HN_ROOT_PROBE_FILE:
        if (!S_ISREG (st.st_mode))
          return refuse (error, root, path, st.st_mode);
        break;

      case HN_ROOT_PROBE_MASKED:
        return HN_ROOT_FILE_MASKED;

      case HN_ROOT_PROBE_FAILED:
      default:
        return fail (error, root, path);
      }

  int fd = open (real,
                 O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (root[0] != '\0' ? O_NOFOLLOW : 0));
  if (fd < 0)
    return fail (error, root, path);

  HnRootFileResult result = HN_ROOT_FILE_READ;

  /* What was looked at may have been replaced meanwhile. */
  if (fstat (fd, &st) != 0)
    result = fail (error, root, path);
  else if (!S_ISREG (st.st_mode))
    result = refuse (error, root, path, st.st_mode);
  else if (!read_all (fd, (gsize) st.st_size, text, length))
    result = fail (error, root, path);

  close (fd);
  return result;
}

char *
hn_root_file_dup_text (const char *root, const char *path)
{
  char *text = NULL;
  gsize length;

  hn_root_file_read (root, path, HN_ROOT_FOLLOW, &text, &length, NULL);

  return text;
}

GDir *
hn_root_dir_open (const char *root, const char *path)
{
  g_autofree char *resolved = hn_root_resolve (root, path, HN_ROOT_FOLLOW);
  g_autofree char *real = resolved != NULL ? hn_root_path (root, resolved) : NULL;

  return real != NULL ? g_dir_open (real, 0, NULL) : NULL;
}

GStrv
hn_root_dir_list (const char *root, const char *path, const char *suffix)
{
  g_autoptr (GDir) folder = hn_root_dir_open (root, path);
  GPtrArray *names = g_ptr_array_new ();
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, suffix) && name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));

  return hn_unit_name_sort_list (names);
}
