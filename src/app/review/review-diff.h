/* The text of a drop-in against the one that stands: lines with a sign and a colour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_DIFF (hn_review_diff_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewDiff, hn_review_diff, HN, REVIEW_DIFF, AdwBin)

/**
 * hn_review_diff_set_lines:
 * @lines: (element-type HnDiffLine)
 * @label: what the text is, for screen readers
 */
void hn_review_diff_set_lines (HnReviewDiff *self, GPtrArray *lines, const char *label);

G_END_DECLS
