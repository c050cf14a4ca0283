/* Ends, or goes on with, what an earlier helper left when it was killed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

/**
 * hn_recover:
 * @id: (nullable): of the one trial to look after; %NULL for all, and for files of trials that
 *   nobody has a record of
 *
 * Takes up the trials on record, before anything new is taken on.
 */
void hn_recover (HnHelper *helper, const char *id);

G_END_DECLS
