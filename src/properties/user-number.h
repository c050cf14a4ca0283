/* Which number the account of a service has: two names can have one number, and root other names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_user_number_find:
 * @user: a name or a number, as in User=
 *
 * Looks at local accounts; where else accounts may come from cannot be asked without waiting.
 *
 * Returns: G_MAXUINT32 where there is none of this name
 */
guint32 hn_user_number_find (const char *user);

/** hn_user_number_find_group: the same for the group that the account has by itself */
guint32 hn_user_number_find_group (const char *user);

/**
 * hn_user_number_mark_root:
 * @settings: of a service, complete
 * @uid: of its processes; G_MAXUINT32 while that is not known
 *
 * Has @settings count as root's when the account has that number, or one that nobody can tell.
 */
void hn_user_number_mark_root (HnSettings *settings, guint32 uid);

G_END_DECLS
