/* The page on which a person looks over a change before it is applied, or learns how to apply it by
 * hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_PAGE (hn_review_page_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewPage, hn_review_page, HN, REVIEW_PAGE, AdwNavigationPage)

/* Activates "review.try" and "review.toast" of the dialog. Actions, for what is in it:
 * "review.leave-out", to do without what takes the stronger permission; "review.copy" and
 * "review.save", the drop-in; "review.copy-commands". */

AdwNavigationPage *hn_review_page_new (HnReview *review);

/**
 * hn_review_page_set_problem:
 * @problem: (nullable): why it was not applied, shown above everything else
 */
void hn_review_page_set_problem (HnReviewPage *self, const char *problem);

G_END_DECLS
