/* The observer's answer, read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/evidence/evidence.h"

G_BEGIN_DECLS

/**
 * hn_observer_evidence_parse:
 * @members: a{sv}
 *
 * Members that are not known are left out.
 *
 * Returns: (transfer full) (nullable): %NULL for another version, or where a member that has to be
 *   there is missing
 */
HnEvidence *hn_observer_evidence_parse (GVariant *members);

G_END_DECLS
