/* lstat(2) on every part of a path, and a look at all processes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/path-look.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/host.h"

static gboolean
is_closed (const struct stat *folder)
{
  return S_ISDIR (folder->st_mode) && folder->st_uid == 0 &&
         (folder->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* What lies above @path, as it is written; FALSE where one of these cannot be looked at. */
static gboolean
look_above (const char  *path,
            HnPathFacts *facts)
{
  g_autofree char *part = g_strdup (path);
  char *slash = part;

  facts->real = facts->closed_parents = TRUE;
  while ((slash = strchr (slash, '/')) != NULL)
    {
      struct stat info;
      char *next = slash + 1;
      char kept = *next;

      /* The folder that ends at this slash; the first one is the root. */
      if (slash == part)
        *next = '\0';
      else
        *slash = '\0';
      if (lstat (part, &info) < 0)
        return errno == ENOENT || errno == ENOTDIR;
      if (S_ISLNK (info.st_mode))
        {
          facts->real = FALSE;
          if (stat (part, &info) < 0)
            return errno == ENOENT || errno == ENOTDIR;
        }
      facts->closed_parents &= is_closed (&info);
      *slash = '/';
      *next = kept;
      slash = next;
      slash += strspn (slash, "/");
      if (*slash == '\0')
        break;
    }

  return TRUE;
}

void
hn_path_look (const char  *path,
              HnPathFacts *facts)
{
  struct stat info;

  g_return_if_fail (path != NULL && *path == '/');
  g_return_if_fail (facts != NULL);

  memset (facts, 0, sizeof *facts);
  /* The sandbox has paths of the same names. */
  if (hn_host_get_root () != NULL || !look_above (path, facts))
    return;

  if (lstat (path, &info) < 0)
    {
      facts->known = errno == ENOENT || errno == ENOTDIR;
      return;
    }
  if (S_ISLNK (info.st_mode))
    {
      facts->real = FALSE;
      if (stat (path, &info) < 0)
        {
          facts->known = errno == ENOENT || errno == ENOTDIR;
          return;
        }
    }
  facts->target = realpath (path, NULL);
  facts->known = facts->target != NULL;
  facts->exists = TRUE;
  facts->folder = S_ISDIR (info.st_mode);
}

/* The numbers behind "Uid:": the real, effective, saved and file system's one. */
static gboolean
has_uid (const char *status,
         guint32     uid)
{
  const char *line = strstr (status, "\nUid:");

  if (line == NULL)
    return FALSE;

  line += strlen ("\nUid:");
  for (guint i = 0; i < 4; i++)
    {
      char *end;
      guint64 number = g_ascii_strtoull (line, &end, 10);

      if (end == line)
        return FALSE;
      if (number == uid)
        return TRUE;
      line = end;
    }

  return FALSE;
}

/* The line of the one hierarchy that systemd has: "0::/system.slice/web.service". */
static gboolean
is_in_group (const char *groups,
             const char *control_group)
{
  const char *line = g_str_has_prefix (groups, "0::") ? groups : strstr (groups, "\n0::");
  gsize length = strlen (control_group);

  if (line == NULL)
    return FALSE;

  line = strstr (line, "0::") + strlen ("0::");
  return strncmp (line, control_group, length) == 0 && strchr ("/\n", line[length]) != NULL;
}

HnAnswer
hn_account_is_shared (guint32     uid,
                      const char *control_group)
{
  g_autoptr (GDir) processes = NULL;
  const char *name;
  /* Whoever may not see the first one sees no others of other accounts either. */
  gboolean all = g_file_test ("/proc/1/status", G_FILE_TEST_EXISTS);

  if (hn_host_get_root () != NULL)
    return HN_CANNOT_TELL;

  processes = g_dir_open ("/proc", 0, NULL);
  if (processes == NULL)
    return HN_CANNOT_TELL;

  while ((name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *status_path = NULL;
      g_autofree char *group_path = NULL;
      g_autofree char *status = NULL;
      g_autofree char *groups = NULL;
      g_autoptr (GError) error = NULL;

      if (!g_ascii_isdigit (*name))
        continue;
      status_path = g_build_filename ("/proc", name, "status", NULL);
      group_path = g_build_filename ("/proc", name, "cgroup", NULL);
      if (!g_file_get_contents (status_path, &status, NULL, &error))
        {
          /* Mostly it has just ended. */
          all &= !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) &&
                 !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PERM);
          continue;
        }
      if (!has_uid (status, uid))
        continue;
      if (control_group == NULL || !g_file_get_contents (group_path, &groups, NULL, NULL) ||
          !is_in_group (groups, control_group))
        return HN_YES;
    }

  return all ? HN_NO : HN_CANNOT_TELL;
}
