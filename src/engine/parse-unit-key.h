/* Keys that are no sandboxing directives, but matter to how a service is seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_parse_unit_key:
 * @name: of a key that is no sandboxing directive, but matters to whether the unit can be loaded
 *
 * Returns: %FALSE where systemd stops reading the file at this line
 */
gboolean hn_parse_unit_key (HnSettings *settings, const HnLine *line);

G_END_DECLS
