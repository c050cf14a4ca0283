/* Accounts by /etc/passwd, and their processes by /proc.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/account.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "source/files/host.h"

/* Among the numbers behind @key: the real, effective, saved and file system's one. */
static gboolean
has_id (const char *status, const char *key, guint32 id)
{
  const char *line = strstr (status, key);

  if (line == NULL)
    return FALSE;

  line += strlen (key);
  for (guint i = 0; i < 4; i++)
    {
      char *end;
      guint64 number = g_ascii_strtoull (line, &end, 10);

      if (end == line)
        return FALSE;
      if (number == id)
        return TRUE;
      line = end;
    }

  return FALSE;
}

/* The line of the one hierarchy that systemd has: "0::/system.slice/web.service". */
static gboolean
is_in_group (const char *groups, const char *control_group)
{
  const char *line = g_str_has_prefix (groups, "0::") ? groups : strstr (groups, "\n0::");
  gsize length = strlen (control_group);

  if (line == NULL)
    return FALSE;

  line = strstr (line, "0::") + strlen ("0::");
  return strncmp (line, control_group, length) == 0 && strchr ("/\n", line[length]) != NULL;
}

/* It has ended, and only its parent has not noticed. */
static gboolean
is_over (const char *status)
{
  const char *line = strstr (status, "\nState:");

  return line != NULL && strchr ("ZX", line[strlen ("\nState:\t")]) != NULL;
}

char *
hn_account_dup_name (guint32 uid)
{
  struct passwd entry, *found;
  char buffer[4096];
  char *name = NULL;
  FILE *file = fopen ("/etc/passwd", "re");

  while (file != NULL && name == NULL &&
         fgetpwent_r (file, &entry, buffer, sizeof buffer, &found) == 0)
    if (entry.pw_uid == uid)
      name = g_utf8_make_valid (entry.pw_name, -1);
  if (file != NULL)
    fclose (file);

  return name != NULL ? name : g_strdup_printf ("%u", uid);
}

HnAnswer
hn_account_is_shared (guint32 uid, guint32 gid, const char *control_group)
{
  g_autoptr (GDir) processes = NULL;
  const char *name;
  /* Who may not see the first one sees no others of other accounts either. */
  gboolean all = gid != G_MAXUINT32 && g_file_test ("/proc/1/status", G_FILE_TEST_EXISTS);

  /* A sandbox has processes of its own. */
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
      if (!(has_id (status, "\nUid:", uid) || has_id (status, "\nGid:", gid)) || is_over (status))
        continue;
      if (control_group == NULL || !g_file_get_contents (group_path, &groups, NULL, NULL) ||
          !is_in_group (groups, control_group))
        return HN_YES;
    }

  return all ? HN_NO : HN_CANNOT_TELL;
}
