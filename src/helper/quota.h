/* How much of the helper one caller may take, so that others get theirs: trials at a time, and
 * requests that wait for polkit or for systemd.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* These hold for trials, and once more for requests. Root has places of its own, which nobody else
 * can take. The places of all others are more than four users with a session and all without one
 * can fill. */
#define HN_QUOTA_ROOT 16
#define HN_QUOTA_USER 8        /* of one uid */
#define HN_QUOTA_NO_SESSION 12 /* of all uids together that are not logged in */
#define HN_QUOTA_USERS 48      /* of all but root */

typedef gboolean (*HnSessionFunc) (uid_t uid);

/**
 * hn_quota_check:
 * @owner: whose services these are: 0 for the system's, or the user of the user manager
 * @uid: who wants one more
 * @users: (element-type uid_t): who has one, once for each
 * @has_session: whether a user is logged in: hn_has_session(), or another in tests
 * @error: return location; %HN_HELPER_ERROR_BUSY
 *
 * Who can become many users at will, such as by the accounts of services, gets no more by that: who
 * is not logged in shares one quota.
 */
gboolean
hn_quota_check (uid_t owner, uid_t uid, GArray *users, HnSessionFunc has_session, GError **error);

/** hn_has_session: whether @uid is logged in at the moment; reads a small file of logind's */
gboolean hn_has_session (uid_t uid);

G_END_DECLS
