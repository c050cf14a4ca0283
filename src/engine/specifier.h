/* The %-specifiers of unit files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/**
 * hn_specifier_expand:
 * @settings: whose unit the text belongs to
 * @text: may hold specifiers
 *
 * What depends on the machine (host name, kernel, …) and is not in the context stays as written:
 * such a value is known to be set, but not to what.
 *
 * Returns: (transfer full) (nullable): %NULL on a letter that systemd does not know, or a result
 *   longer than a path may be
 */
char *hn_specifier_expand (const HnSettings *settings, const char *text);

/**
 * hn_specifiers_are_known:
 * @text: not yet expanded; of any length
 *
 * Returns: FALSE when systemd would not take @text for a specifier in it that does not exist
 */
gboolean hn_specifiers_are_known (const HnSettings *settings, const char *text);

G_END_DECLS
