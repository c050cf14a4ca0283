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
 * Returns: (transfer full): "Used 3 times, last at 14:03 by nginx: socket(AF_NETLINK)"
 */
char *hn_need_dup_sentence (const HnNeed *need, const HnEvidence *evidence);

/** hn_need_dup_short: (transfer full): the same in a few words, "Used 3 times, last at 14:03" */
char *hn_need_dup_short (const HnNeed *need, const HnEvidence *evidence);

/** hn_evidence_dup_summary: (transfer full): for how long it was watched, in a sentence */
char *hn_evidence_dup_summary (const HnEvidence *evidence);

/** hn_evidence_dup_progress: (transfer full): how much was seen, and what last, in a sentence */
char *hn_evidence_dup_progress (const HnEvidence *evidence);

/** hn_evidence_list_remarks: (transfer full) (element-type utf8): a sentence for each thing that
 * was lost, or cannot be seen */
GPtrArray *hn_evidence_list_remarks (const HnEvidence *evidence);

/** hn_duration_dup_text: (transfer full): "4 hours"; @usec: microseconds */
char *hn_duration_dup_text (guint64 usec);

G_END_DECLS
