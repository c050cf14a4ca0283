/* Control groups by their names and numbers, as the file system shows them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/groups.h"

#include <string.h>
#include <sys/stat.h>

#define ROOT "/sys/fs/cgroup"

/* Deeper ones belong to no manager's unit. */
#define MAX_DEPTH 16

/* Users may make as many as they like, and others wait while somebody looks through them. */
#define MAX_LOOKED 4096

/* Of a folder; 0 where there is none. */
static guint64
get_number (const char *folder)
{
  struct stat info;

  return lstat (folder, &info) == 0 && S_ISDIR (info.st_mode) ? info.st_ino : 0;
}

guint64
hn_groups_get_own (void)
{
  g_autofree char *text = NULL;
  g_autofree char *folder = NULL;

  if (!g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL))
    return 0;
  for (char *line = strtok (text, "\n"); line != NULL; line = strtok (NULL, "\n"))
    if (g_str_has_prefix (line, "0::"))
      folder = g_strconcat (ROOT, line + strlen ("0::"), NULL);

  return folder != NULL ? get_number (folder) : 0;
}

guint64
hn_groups_get_manager (const char *below)
{
  g_autofree char *folder = g_strconcat (ROOT, below, NULL);

  return get_number (folder);
}

/* The folder of @unit in @folder: systemd puts "_" before names that mean something else in a
 * control group, and before those that begin so themselves. */
static char *
find_in (const char *folder, const char *unit)
{
  g_autofree char *escaped = g_strconcat ("_", unit, NULL);
  const char *const names[] = { unit[0] != '_' ? unit : escaped, escaped };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *own = g_build_filename (folder, names[i], NULL);

      if (get_number (own) != 0)
        return g_steal_pointer (&own);
    }

  return NULL;
}

static char *
find (const char *folder, const char *unit, guint depth, guint *looked)
{
  g_autofree char *own = find_in (folder, unit);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (own != NULL)
    return g_steal_pointer (&own);
  dir = depth < MAX_DEPTH ? g_dir_open (folder, 0, NULL) : NULL;
  while (dir != NULL && *looked < MAX_LOOKED && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);
      g_autofree char *found = NULL;

      (*looked)++;
      if (!g_str_has_suffix (name, ".slice"))
        continue;
      found = find (below, unit, depth + 1, looked);
      if (found != NULL)
        return g_steal_pointer (&found);
    }

  return NULL;
}

char *
hn_groups_find (const char *below, const char *unit, gboolean *ret_complete)
{
  g_autofree char *folder = g_strconcat (ROOT, below, NULL);
  guint looked = 0;
  char *found = find (folder, unit, 0, &looked);

  *ret_complete = found != NULL || looked < MAX_LOOKED;

  return found;
}

static gboolean
visit (const char *folder, guint depth, HnGroupsFunc func, gpointer user_data)
{
  g_autoptr (GDir) dir = NULL;
  guint64 number = get_number (folder);
  const char *name;

  if (number == 0)
    return TRUE;
  if (depth > MAX_DEPTH || !func (user_data, number))
    return FALSE;
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);

      if (!visit (below, depth + 1, func, user_data))
        return FALSE;
    }

  return TRUE;
}

gboolean
hn_groups_foreach (const char *folder, HnGroupsFunc func, gpointer user_data)
{
  return visit (folder, 0, func, user_data);
}
