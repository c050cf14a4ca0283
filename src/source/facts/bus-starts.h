/* Which service on the bus a unit is started for when somebody calls it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/line.h"

G_BEGIN_DECLS

/**
 * hn_bus_starts_find:
 * @units: names of one unit: its own and its aliases
 *
 * Reads the files by which the bus finds who serves a name; for threads.
 *
 * Returns: (transfer full) (nullable): the name on the bus, the first one where there are several;
 *   %NULL where there is none
 */
char *hn_bus_starts_find (HnScope scope, const char *const *units);

/** hn_bus_starts_list: (transfer full) (element-type utf8 utf8): the units that are started so,
 * each with a name on the bus, as hn_bus_starts_find() */
GHashTable *hn_bus_starts_list (HnScope scope);

/** hn_bus_starts_find_in: the same in certain folders, the strongest first */
char *hn_bus_starts_find_in (const char *const *folders, const char *const *units);

G_END_DECLS
