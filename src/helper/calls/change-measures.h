/* What a change is measured by: what the service uses now, below which no limit may go, what its
 * processes may do now, beyond which none may go afterwards, and what is in force, of which it may
 * open nothing without the stronger permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/facts.h"
#include "helper/inspect.h"
#include "helper/record.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

/**
 * hn_change_check_limits:
 * @changes: (element-type HnChange) (nullable): the whole content of the drop-in; %NULL for a
 * removal
 * @look: at the service, just now
 *
 * Returns: whether the service can live with every limit; %FALSE with @error
 */
gboolean
hn_change_check_limits (HnHelper *helper, const HnLook *look, GPtrArray *changes, GError **error);

/**
 * hn_change_measure_powers:
 * @etag: of the unit as it is before the change
 * @changes: (element-type HnChange) (nullable): as above
 * @record: of the trial to come; complete but for what the service may do now, which is put there
 *
 * Returns: %FALSE with @error when that cannot be seen, so that nobody could see afterwards whether
 * it is more
 */
gboolean hn_change_measure_powers (HnHelper *helper,
                                   const HnLook *look,
                                   const char *etag,
                                   GPtrArray *changes,
                                   HnRecord *record,
                                   GError **error);

/**
 * hn_change_find_weakenings:
 * @look: at the service
 * @facts: of the same moment
 * @inspection: likewise
 * @uid: of the caller
 * @changes: (element-type HnChange) (nullable): the whole new content; %NULL for a removal
 * @previous: (nullable): the unit's own drop-in of Hardnut's, as it was before the change
 * @uncovered: (nullable): the template's
 *
 * Returns: (transfer full) (element-type HnWeakening): as hn_weaken_find()
 */
GPtrArray *hn_change_find_weakenings (HnHelper *helper,
                                      const HnLook *look,
                                      HnFacts *facts,
                                      const HnInspection *inspection,
                                      uid_t uid,
                                      GPtrArray *changes,
                                      const char *previous,
                                      const char *uncovered);

/**
 * hn_change_name_weakenings:
 * @found: (element-type HnWeakening)
 *
 * Returns: (transfer full): each of @found as a word that says the same the next time, for the
 *   record of a trial; without what is about the moment alone
 */
GStrv hn_change_name_weakenings (GPtrArray *found);

G_END_DECLS
