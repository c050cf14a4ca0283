/* Whether services share an account, as far as this program may see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"

G_BEGIN_DECLS

/**
 * hn_account_dup_name:
 *
 * By local accounts; from any thread.
 *
 * Returns: (transfer full): the name of account @uid, or the number where it has none
 */
char *hn_account_dup_name (guint32 uid);

/**
 * hn_account_is_shared:
 * @uid: an account
 * @gid: the group that it has by itself; G_MAXUINT32 where that is not known
 * @control_group: (nullable): of the service
 *
 * Returns: whether a process of @uid or of @gid runs outside of @control_group
 */
HnAnswer hn_account_is_shared (guint32 uid, guint32 gid, const char *control_group);

G_END_DECLS
