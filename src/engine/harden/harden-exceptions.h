/* What stays open when a directive closes everything of its kind: the places that the service
 * writes to, and the devices that it opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/advice.h"

G_BEGIN_DECLS

/**
 * hn_harden_find_exceptions:
 * @now: finished settings with what is staged
 * @directive: which would close everything
 *
 * The places are those of the recipe and of the evidence, made folders where a file may be made
 * anew: all of /run, which is empty after each start of the machine.
 *
 * Returns: (transfer full) (nullable) (element-type HnChange): lines that go with @directive; %NULL
 *   where it has no exceptions, none is known, or they would be as wide as what it closes
 */
GPtrArray *hn_harden_find_exceptions (const HnAdviceSource *source,
                                      const HnSettings *now,
                                      HnDirectiveId directive);

/**
 * hn_harden_widen_exceptions:
 * @exceptions: (nullable): as from hn_harden_find_exceptions(), left as they are
 * @refused: what the service was refused with them
 *
 * Returns: (transfer full) (nullable): with all places that it could not write to; %NULL where
 *   there are none, or one is not to be opened, or it is open already
 */
GPtrArray *hn_harden_widen_exceptions (GPtrArray *exceptions, const HnEvidence *refused);

G_END_DECLS
