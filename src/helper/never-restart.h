/* The services that are not restarted while people work, because their sessions, their network or
 * the way back hang on them. Hardnut changes them for their next start.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_never_restart:
 * @names: all names of one service: the manager's own and the aliases
 *
 * Returns: whether the service must not be restarted from a session
 */
gboolean hn_never_restart (const char *const *names, HnScope scope);

G_END_DECLS
