/* Two exposures side by side, with an arrow between them: 9.6 😨 → 7.8 🙁.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_SCORES (hn_review_scores_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewScores, hn_review_scores, HN, REVIEW_SCORES, AdwBin)

/**
 * hn_review_scores_show:
 * @before: (nullable): not shown when %NULL
 * @after: (nullable): likewise
 * @before_title: (nullable): a word above the first, instead of "Now"
 * @after_title: (nullable): a word above the second, instead of "With the change"
 */
void hn_review_scores_show (HnReviewScores *self,
                            const HnAssessment *before,
                            const HnAssessment *after,
                            const char *before_title,
                            const char *after_title);

G_END_DECLS
