/* What a service's settings would be with other content in Hardnut's drop-in. Nothing is written
 * and nothing is read: fast enough to run at every flick of a switch.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

/**
 * hn_what_if:
 * @unfinished: the unit's files without Hardnut's own drop-in, before hn_unit_file_finish(); see
 *   hn_unit_loader_load_unfinished()
 * @edits: (element-type HnEdit) (nullable): the whole content of Hardnut's drop-in, as from
 *   hn_request_check(); "%" means itself
 *
 * Returns: (transfer full): finished settings, the same as if the drop-in stood on disk
 */
HnSettings *hn_what_if (const HnSettings *unfinished,
                        GPtrArray        *edits);

/** hn_what_if_unfinished: the same before anything is implied, to build further on */
HnSettings *hn_what_if_unfinished (const HnSettings *unfinished,
                                   GPtrArray        *edits);

G_END_DECLS
