/* What a person can do without the helper: commands that put the drop-in in place, to be copied, or
 * the drop-in itself, to be copied or saved.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_BY_HAND (hn_review_by_hand_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewByHand, hn_review_by_hand, HN, REVIEW_BY_HAND, GtkBox)

/* Its buttons activate "review.copy-commands", and "review.copy" and "review.save" where there is a
 * drop-in, not a removal. */

/**
 * hn_review_by_hand_show:
 * @restart: whether the commands restart the service
 */
void hn_review_by_hand_show (HnReviewByHand *self, HnReview *review, gboolean restart);

G_END_DECLS
