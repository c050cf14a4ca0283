/* Directives that are kept as the text they are given. What no systemd would take is left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "line.h"

G_BEGIN_DECLS

/** hn_apply_text: takes the line into the settings, warns of what systemd leaves out, notes the
 * origin */
void hn_apply_text (HnSettings *self, const HnLine *line, HnDirectiveId directive);

G_END_DECLS
