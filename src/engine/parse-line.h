/* One line of a unit file, read into settings by systemd's rules for its key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_parse_line:
 *
 * Returns: %FALSE where systemd stops reading the file at this line
 */
gboolean hn_parse_line (HnSettings *settings, const HnLine *line);

G_END_DECLS
