/* Whether what a file says is no secret on this machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/open-to-all.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

/* As many as the kernel follows. */
#define MAX_LINKS 40

/* A list of rights may take from one user what the mode gives to all. */
static gboolean
has_list (const char *path)
{
  return lgetxattr (path, "system.posix_acl_access", NULL, 0) >= 0 ||
         (errno != ENODATA && errno != ENOTSUP);
}

/* Puts the parts of @path before those that are left to go, the first one last. */
static void
push_parts (GPtrArray *parts, const char *path)
{
  g_auto (GStrv) split = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (split); i-- > 0;)
    g_ptr_array_add (parts, g_steal_pointer (&split[i]));
}

/* Goes one part further from @at, a folder without links on the way. */
static gboolean
step (GString *at, GPtrArray *parts, const char *part, guint *n_links, gboolean *ret_missing)
{
  gsize length = at->len;
  struct stat st;

  if (part[0] == '\0' || strcmp (part, ".") == 0)
    return TRUE;
  if (strcmp (part, "..") == 0)
    {
      const char *slash = strrchr (at->str, '/');

      g_string_truncate (at, slash != NULL ? (gsize) (slash - at->str) : 0);
      return TRUE;
    }

  g_string_append_printf (at, "/%s", part);
  if (lstat (at->str, &st) < 0)
    {
      *ret_missing = errno == ENOENT;
      return *ret_missing;
    }
  if (S_ISLNK (st.st_mode))
    {
      g_autofree char *target = g_file_read_link (at->str, NULL);

      if (target == NULL || ++*n_links > MAX_LINKS)
        return FALSE;
      g_string_truncate (at, target[0] == '/' ? 0 : length);
      push_parts (parts, target);
      return TRUE;
    }

  return (st.st_mode & (S_ISDIR (st.st_mode) ? S_IXOTH : S_IROTH)) != 0 && !has_list (at->str);
}

gboolean
hn_is_open_to_all (const char *path)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) at = g_string_new (NULL);
  gboolean missing = FALSE;
  guint n_links = 0;

  if (path[0] != '/')
    return FALSE;

  push_parts (parts, path);
  while (parts->len > 0 && !missing)
    {
      g_autofree char *part = g_ptr_array_steal_index (parts, parts->len - 1);

      if (!step (at, parts, part, &n_links, &missing))
        return FALSE;
    }

  return TRUE;
}
