/* What a service wrote, as a test says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** fake_journal_say: one more line, for every service */
void fake_journal_say (const char *line);

G_END_DECLS
