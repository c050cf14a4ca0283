/* What the manager's own configuration (system.conf, user.conf) gives every service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

/**
 * hn_manager_conf_read:
 * @root: without a slash at its end; "" for this machine
 * @scope: which manager
 * @version: of systemd; 0 for the newest
 *
 * Returns: (transfer full) (element-type HnChange): for each sandboxing directive that this
 *   systemd has a default of ("DefaultRestrictSUIDSGID=") and that is set: its last value
 */
GPtrArray *hn_manager_conf_read (const char *root, HnScope scope, guint version);

G_END_DECLS
