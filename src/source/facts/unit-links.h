/* What links among unit files say: which target wants which unit, and which unit a name stands for.
 * Reads folders, for threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/line.h"

G_BEGIN_DECLS

typedef struct _HnUnitLinks HnUnitLinks;

/**
 * hn_unit_links_new:
 * @version: of systemd
 *
 * Returns: (transfer full): the links of this machine's unit files
 */
HnUnitLinks *hn_unit_links_new (HnScope scope, guint version);

/** hn_unit_links_new_in: (transfer full): the same in certain folders, the strongest first */
HnUnitLinks *hn_unit_links_new_in (const char *const *folders);
void hn_unit_links_free (HnUnitLinks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnUnitLinks, hn_unit_links_free)

/** hn_unit_links_dup_name: (transfer full): the unit that @name stands for, which may be itself */
char *hn_unit_links_dup_name (HnUnitLinks *self, const char *name);

/** hn_unit_links_list_wanted: (transfer full): the services that @target is to start, by links */
GStrv hn_unit_links_list_wanted (HnUnitLinks *self, const char *target);

G_END_DECLS
