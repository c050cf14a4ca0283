/* lstat(2) on every part of a path.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/path-look.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* As many as the kernel follows. */
#define MOST_LINKS 40

/* One line of mountinfo has the place as its fifth word, and the kind of file system behind " - ".
 */
#define MOUNTS "/proc/self/mountinfo"

/* File systems that another machine or a program answers for, or may have to be asked for. */
static const char *const foreign[] = {
  "nfs",  "nfs4",  "cifs", "smb3",   "smbfs", "ncpfs",  "afs",   "ceph",     "glusterfs", "9p",
  "coda", "ocfs2", "gfs2", "lustre", "fuse",  "autofs", "sshfs", "virtiofs", NULL,
};

/* Whose mounts services start from; our own may be those of a sandbox. */
#define MACHINE_MOUNTS "/proc/1/mountinfo"

static gboolean
is_foreign (const char *kind)
{
  return g_str_has_prefix (kind, "fuse") || g_strv_contains (foreign, kind);
}

/* (element-type utf8): the places of such file systems. %NULL where that cannot be found out. */
static GPtrArray *
list_foreign (void)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (MOUNTS, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      const char *kind = strstr (lines[i], " - ");
      g_auto (GStrv) rest = NULL;

      if (kind == NULL || g_strv_length (words) < 5)
        continue;
      rest = g_strsplit (kind + 3, " ", 2);
      if (rest[0] != NULL && is_foreign (rest[0]))
        g_ptr_array_add (places, g_strcompress (words[4]));
    }

  return g_steal_pointer (&places);
}

static gboolean
is_in (GPtrArray *places, const char *path)
{
  for (guint i = 0; i < places->len; i++)
    {
      const char *place = places->pdata[i];
      gsize length = strlen (place);

      if (length > 1 && strncmp (path, place, length) == 0 &&
          (path[length] == '\0' || path[length] == '/'))
        return TRUE;
    }

  return FALSE;
}

/* Whether @path lies on a file system from which nothing can be executed; also where nobody knows.
 */
static gboolean
is_no_exec (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean no_exec = TRUE;
  gsize longest = 0;

  if (!g_file_get_contents (MACHINE_MOUNTS, &text, NULL, NULL))
    return TRUE;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 7);
      g_autofree char *place = NULL;
      gsize length;

      if (g_strv_length (words) < 6)
        continue;
      place = g_strcompress (words[4]);
      length = strlen (place);
      /* Of several at one place, the last one is what is seen. */
      if (length >= longest && (length == 1 || (g_str_has_prefix (path, place) &&
                                                (path[length] == '\0' || path[length] == '/'))))
        {
          g_auto (GStrv) options = g_strsplit (words[5], ",", -1);

          longest = length;
          no_exec = g_strv_contains ((const char *const *) options, "noexec");
        }
    }

  return no_exec;
}

static gboolean
is_mounted (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (MACHINE_MOUNTS, &text, NULL, NULL))
    return FALSE;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 6);
      g_autofree char *place = g_strv_length (words) < 6 ? NULL : g_strcompress (words[4]);

      if (g_strcmp0 (place, path) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether systemd has a unit that mounts something there, and has it done as soon as a service
 * needs the place. Of a path whose name has only letters in it. */
static gboolean
awaits_mount (const char *path)
{
  /* The first of them that has the unit is the one that counts. */
  static const char *const folders[] = {
    "/etc/systemd/system.control",   "/run/systemd/system.control", "/run/systemd/generator.early",
    "/etc/systemd/system",           "/run/systemd/system",         "/run/systemd/generator",
    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",     "/lib/systemd/system",
    "/run/systemd/generator.late",
  };
  g_autofree char *name = g_strconcat (path + 1, ".mount", NULL);

  g_strdelimit (name, "/", '-');
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *file = g_build_filename (folders[i], name, NULL);
      struct stat info;

      if (lstat (file, &info) < 0)
        continue;
      /* What is masked leads to /dev/null, or is empty. */
      return stat (file, &info) == 0 && S_ISREG (info.st_mode) && info.st_size > 0 &&
             !is_mounted (path);
    }

  return FALSE;
}

/* Only root can make, rename or remove anything in it. */
static gboolean
is_closed (const struct stat *folder)
{
  return S_ISDIR (folder->st_mode) && folder->st_uid == 0 &&
         (folder->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Takes the first part of @rest, which begins without a slash. */
static char *
take_part (char **rest)
{
  gsize length = strcspn (*rest, "/");
  char *part = g_strndup (*rest, length);
  char *left = g_strdup (*rest + length + strspn (*rest + length, "/"));

  g_free (*rest);
  *rest = left;

  return part;
}

static void
go_up (GString *at)
{
  char *slash = strrchr (at->str, '/');

  g_string_truncate (at, slash != NULL ? (gsize) (slash - at->str) : 0);
}

void
hn_path_look (const char *path, HnPathFacts *facts, gpointer user_data)
{
  g_autoptr (GPtrArray) places = list_foreign ();
  g_autoptr (GString) at = g_string_new (NULL); /* "" is the root */
  g_autofree char *rest = NULL;
  struct stat info;
  guint n_links = 0;

  g_return_if_fail (path != NULL && path[0] == '/');

  if (places == NULL || lstat ("/", &info) < 0)
    return;
  facts->real = TRUE;
  facts->closed_parents = TRUE;
  facts->exists = TRUE;
  rest = g_strdup (path + strspn (path, "/"));
  while (rest[0] != '\0')
    {
      g_autofree char *part = take_part (&rest);
      g_autofree char *target = NULL;
      char *onward;

      if (strcmp (part, ".") == 0)
        continue;
      if (strcmp (part, "..") == 0)
        {
          go_up (at);
          if (lstat (at->len > 0 ? at->str : "/", &info) < 0)
            return;
          continue;
        }
      if (facts->exists)
        facts->closed_parents &= is_closed (&info);
      g_string_append_printf (at, "/%s", part);
      if (is_in (places, at->str))
        return;
      if (!facts->exists)
        continue;
      if (lstat (at->str, &info) < 0)
        {
          if (errno != ENOENT && errno != ENOTDIR)
            return;
          /* Who may make it is known by the folder above. */
          facts->exists = FALSE;
          continue;
        }
      if (!S_ISLNK (info.st_mode))
        continue;

      facts->real = FALSE;
      target = g_file_read_link (at->str, NULL);
      if (target == NULL || ++n_links > MOST_LINKS)
        return;
      if (target[0] == '/')
        g_string_truncate (at, 0);
      else
        go_up (at);
      onward = g_build_path ("/", target + strspn (target, "/"), rest, NULL);
      g_free (rest);
      rest = onward;
      /* The folder that the link leads on from. */
      if (lstat (at->len > 0 ? at->str : "/", &info) < 0)
        return;
    }

  facts->known = TRUE;
  facts->no_exec = is_no_exec (at->len > 0 ? at->str : "/");
  facts->awaits_mount = at->len > 0 && awaits_mount (at->str);
  facts->folder = facts->exists && S_ISDIR (info.st_mode);
  if (facts->exists || !facts->real)
    facts->target = g_strdup (at->len > 0 ? at->str : "/");
}
