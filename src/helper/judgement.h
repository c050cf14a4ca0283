/* Whether a change takes the stronger permission, as the service and its files are now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/facts.h"
#include "helper/inspect.h"

G_BEGIN_DECLS

/**
 * hn_judge_change:
 * @look: at the service
 * @facts: of the same moment
 * @inspection: likewise
 * @uid: of whoever wants the change
 * @edits: (element-type HnEdit) (nullable): the whole new content; %NULL for a removal
 * @previous: (nullable): the unit's own drop-in of Hardnut's, as it was before the change
 * @uncovered: (nullable): the template's
 *
 * Returns: (transfer full) (element-type HnWeakening): as hn_weaken_find()
 */
GPtrArray *hn_judge_change (HnHelper *helper,
                            const HnLook *look,
                            HnFacts *facts,
                            const HnInspection *inspection,
                            uid_t uid,
                            GPtrArray *edits,
                            const char *previous,
                            const char *uncovered);

/**
 * hn_judge_list:
 * @found: (element-type HnWeakening)
 *
 * Returns: (transfer full): each of @found as a word that says the same the next time, for the
 *   record of a trial; without what is about the moment alone
 */
GStrv hn_judge_list (GPtrArray *found);

G_END_DECLS
