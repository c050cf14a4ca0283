/* Which limits a service cannot live with: those below what it uses now, and those below which
 * hardly any program starts. Pure: the caller says what is in use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/limit-rule.h"
#include "drop-in.h"
#include "settings.h"

G_BEGIN_DECLS

/**
 * hn_limits_fill_machine:
 * @memory: of the machine in bytes
 * @n_cpus: processors of the machine, which count from 0
 *
 * Fills what is about the machine in @usage.
 */
void hn_limits_fill_machine (HnUsage *usage, guint64 memory, guint n_cpus);

/**
 * hn_limits_check:
 * @changes: (element-type HnChange): the whole content of Hardnut's drop-in, as from
 * hn_validate_change()
 * @in_force: (nullable): the settings that hold now. What does not go below them is let through:
 * the service lives with it already
 * @usage: what is in use; a zeroed one where nothing is known, or nothing runs
 * @error: return location; %HN_VALIDATE_ERROR_BAD_VALUE with a sentence that has the number
 *
 * Returns: whether the service can live with every limit among @changes
 */
gboolean hn_limits_check (GPtrArray *changes,
                          const HnSettings *in_force,
                          const HnUsage *usage,
                          GError **error);

G_END_DECLS
