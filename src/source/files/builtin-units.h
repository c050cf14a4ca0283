/* The services that systemd itself brings for when there is no file of their name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_builtin_unit_dup_text:
 * @unit: a service name; an alias is none of these
 * @version: of systemd; 0 for an unknown one, which has none
 *
 * Returns: (transfer full) (nullable): the lines of the unit that settings come from; %NULL where
 *   that systemd has no such service of its own
 */
char *hn_builtin_unit_dup_text (const char *unit, HnScope scope, guint version);

/**
 * hn_builtin_unit_list:
 *
 * Returns: (transfer container) (element-type utf8): their names, sorted; without any, empty
 */
GPtrArray *hn_builtin_unit_list (HnScope scope, guint version);

G_END_DECLS
