/* Whether a path leads where it says, looked at with the rights of this program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"

G_BEGIN_DECLS

/**
 * hn_path_look:
 * @path: absolute
 * @facts: (out caller-allocates): what can be told of it; the target belongs to the caller
 *
 * May wait for a network: only in threads that nobody waits for. In a sandbox nothing is known.
 */
void hn_path_look (const char  *path,
                   HnPathFacts *facts);

/**
 * hn_account_is_shared:
 * @uid: an account
 * @control_group: (nullable): of the service
 *
 * Returns: whether a process of @uid runs outside of @control_group
 */
HnAnswer hn_account_is_shared (guint32     uid,
                               const char *control_group);

G_END_DECLS
