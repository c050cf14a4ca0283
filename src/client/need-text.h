/* What evidence says against a protection, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/evidence/need.h"

G_BEGIN_DECLS

/**
 * hn_need_dup_sentence:
 * @evidence: that it was found in
 *
 * Returns: (transfer full): "used 3 times, last at 14:03 by nginx: socket(AF_NETLINK)"
 */
char *hn_need_dup_sentence (const HnNeed *need, const HnEvidence *evidence);

/** hn_use_dup_text: (transfer full): what was used, "socket(AF_NETLINK)" */
char *hn_use_dup_text (const HnUse *use);

/** hn_evidence_dup_span: (transfer full): for how long it was watched, in words */
char *hn_evidence_dup_span (const HnEvidence *evidence);

G_END_DECLS
