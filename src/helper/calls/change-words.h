/* A change in words, for the question for a password and for the journal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

/**
 * hn_change_dup_words:
 * @changes: (element-type HnChange) (nullable): the whole new drop-in; %NULL for a removal
 * @previous: (element-type HnChange) (nullable): the one that is in force; %NULL where there is
 * none, or none that can be read
 * @found: (element-type HnWeakening): what takes the stronger permission
 * @whole: whether nothing is left out
 *
 * What of the drop-in changes, in an order that the caller does not choose: what takes the stronger
 * permission comes first and is never left out, then the rest, as much of it as a question holds.
 *
 * Returns: (transfer full): "ReadWritePaths=/var; and also: ProtectSystem=strict, without
 * PrivateTmp=yes"
 */
char *
hn_change_dup_words (GPtrArray *changes, GPtrArray *previous, GPtrArray *found, gboolean whole);

G_END_DECLS
