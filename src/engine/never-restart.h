/* Which services must not be restarted from under a session: whoever works on the machine would
 * lose that session, the bus, the way to it, or its disks with them; and which are not even
 * changed. One table for the helper, which refuses, and for its callers, which say so first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_never_restart_find_any:
 * @names: (nullable): %NULL-terminated, all names of one service: the manager's own and its
 *   aliases. A display manager may be known as "display-manager.service" only.
 * @scope: of the manager that it belongs to
 *
 * The service that the caller itself belongs to is not in the table; who restarts has to look.
 *
 * Returns: (nullable): what a restart would take away, untranslated; pass through gettext. Static.
 *   %NULL for a service that may be restarted
 */
const char *hn_never_restart_find_any (const char *const *names, HnScope scope);

/**
 * hn_never_change_find_any:
 * @names: (nullable): as in hn_never_restart_find_any()
 * @scope: as there
 *
 * Those that are not changed are not restarted either: hn_never_restart_find_any() names them, too.
 *
 * Returns: (nullable): what the service is for, untranslated; pass through gettext. Static. %NULL
 *   for a service that Hardnut may change
 */
const char *hn_never_change_find_any (const char *const *names, HnScope scope);

G_END_DECLS
