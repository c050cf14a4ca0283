/* How much of the helper one caller may take, so that others get theirs: trials at a time, and
 * requests that wait for polkit or for systemd.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/quota.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <systemd/sd-login.h>

#include "helper/errors.h"

gboolean
hn_has_session (uid_t uid)
{
  g_autofree char *state = NULL;

  /* Not the list of sessions: a user manager that goes on without anybody has one of its own there.
   */
  return sd_uid_get_state (uid, &state) >= 0 &&
         (strcmp (state, "active") == 0 || strcmp (state, "online") == 0);
}

gboolean
hn_quota_check (uid_t owner, uid_t uid, GArray *users, HnSessionFunc has_session, GError **error)
{
  guint own = 0, ordinary = 0, without_session = 0;

  for (guint i = 0; i < users->len; i++)
    {
      uid_t user = g_array_index (users, uid_t, i);

      own += user == uid;
      ordinary += user != owner;
      without_session += user != owner && !has_session (user);
    }

  if (own >= (uid == owner ? HN_QUOTA_ROOT : HN_QUOTA_USER))
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_BUSY,
        _ ("You are changing as many services as may be at the same time; keep one "
           "of the changes first, or take one back"));
  if (uid == owner)
    return TRUE;

  if (ordinary >= HN_QUOTA_USERS || (!has_session (uid) && without_session >= HN_QUOTA_NO_SESSION))
    return hn_helper_error_set (
        error, HN_HELPER_ERROR_BUSY,
        _ ("Others are changing as many services as may be at the same time; try "
           "again in a while"));

  return TRUE;
}
