/* The last lines that a service wrote to the journal, and that systemd wrote about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

#include <sys/types.h>

G_BEGIN_DECLS

/**
 * hn_journal_lines:
 * @since: in microseconds of CLOCK_REALTIME
 * @until: later lines do not count
 * @uid: in the user scope: of the user whose manager runs @unit
 *
 * Returns: (transfer full): at most 50 lines of at most 500 characters, valid UTF-8, oldest first;
 *   empty when there is no journal to read
 */
GStrv hn_journal_lines (HnScope     scope,
                        const char *unit,
                        uid_t       uid,
                        guint64     since,
                        guint64     until);

G_END_DECLS
