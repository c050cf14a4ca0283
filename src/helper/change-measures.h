/* What a change is measured by: what the service uses now, below which no limit may go, and what
 * its processes may do now, beyond which none may go afterwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/record.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

/**
 * hn_change_check_limits:
 * @edits: (element-type HnEdit) (nullable): the whole content of the drop-in; %NULL for a removal
 * @look: at the service, just now
 *
 * Returns: whether the service can live with every limit; %FALSE with @error
 */
gboolean
hn_change_check_limits (HnHelper *helper, const HnLook *look, GPtrArray *edits, GError **error);

/**
 * hn_change_measure_powers:
 * @etag: of the unit as it is before the change
 * @edits: (element-type HnEdit) (nullable): as above
 * @record: of the trial to come; complete but for what the service may do now, which is put there
 *
 * Returns: %FALSE with @error when that cannot be seen, so that nobody could see afterwards whether
 * it is more
 */
gboolean hn_change_measure_powers (HnHelper *helper,
                                   const HnLook *look,
                                   const char *etag,
                                   GPtrArray *edits,
                                   HnRecord *record,
                                   GError **error);

G_END_DECLS
