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

guint64
hn_groups_get_number (const char *folder)
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

  return folder != NULL ? hn_groups_get_number (folder) : 0;
}

guint64
hn_groups_get_manager (const char *below)
{
  g_autofree char *folder = g_strconcat (ROOT, below, NULL);

  return hn_groups_get_number (folder);
}

static char *
find (const char *folder, const char *unit, guint depth)
{
  g_autofree char *own = g_build_filename (folder, unit, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (hn_groups_get_number (own) != 0)
    return g_steal_pointer (&own);
  dir = depth < MAX_DEPTH ? g_dir_open (folder, 0, NULL) : NULL;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);
      g_autofree char *found = NULL;

      if (!g_str_has_suffix (name, ".slice"))
        continue;
      found = find (below, unit, depth + 1);
      if (found != NULL)
        return g_steal_pointer (&found);
    }

  return NULL;
}

char *
hn_groups_find (const char *below, const char *unit)
{
  g_autofree char *folder = g_strconcat (ROOT, below, NULL);

  return find (folder, unit, 0);
}

static void
visit (const char *folder, guint depth, void (*func) (gpointer, guint64), gpointer user_data)
{
  g_autoptr (GDir) dir = NULL;
  guint64 number = hn_groups_get_number (folder);
  const char *name;

  if (number == 0 || depth > MAX_DEPTH)
    return;
  func (user_data, number);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);

      visit (below, depth + 1, func, user_data);
    }
}

void
hn_groups_foreach (const char *folder, void (*func) (gpointer, guint64), gpointer user_data)
{
  visit (folder, 0, func, user_data);
}
