/* Accounts by /etc/passwd.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/user-number.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "engine/settings.h"

/* The numbers of the account and of its group. */
static gboolean
find_entry (const char *user, guint32 *uid, guint32 *gid)
{
  gboolean done = FALSE;
  struct passwd entry, *found;
  char buffer[4096];
  guint64 number = G_MAXUINT64;
  FILE *file;

  g_ascii_string_to_unsigned (user, 10, 0, G_MAXUINT32 - 1, &number, NULL);
  file = fopen ("/etc/passwd", "re");
  while (file != NULL && !done && fgetpwent_r (file, &entry, buffer, sizeof buffer, &found) == 0)
    if (strcmp (entry.pw_name, user) == 0 || entry.pw_uid == number)
      {
        *uid = entry.pw_uid;
        *gid = entry.pw_gid;
        done = TRUE;
      }
  if (file != NULL)
    fclose (file);

  return done;
}

guint32
hn_user_number_find (const char *user)
{
  guint32 uid = G_MAXUINT32, gid;
  guint64 number;

  g_return_val_if_fail (user != NULL, G_MAXUINT32);

  if (g_ascii_string_to_unsigned (user, 10, 0, G_MAXUINT32 - 1, &number, NULL))
    return (guint32) number;
  find_entry (user, &uid, &gid);

  return uid;
}

guint32
hn_user_number_find_group (const char *user)
{
  guint32 uid, gid = G_MAXUINT32;

  g_return_val_if_fail (user != NULL, G_MAXUINT32);

  find_entry (user, &uid, &gid);

  return gid;
}

void
hn_user_number_mark_root (HnSettings *settings, guint32 uid)
{
  g_autofree char *user = hn_settings_dup_value (settings, HN_DIRECTIVE_USER);

  if (user[0] == '\0')
    return;
  if (uid == G_MAXUINT32)
    uid = hn_user_number_find (user);
  /* A name that stands for no account yet gets one of its own then. */
  settings->user_is_root =
      uid == 0 || (uid == G_MAXUINT32 && !hn_settings_is_on (settings, HN_DIRECTIVE_DYNAMIC_USER));
}
