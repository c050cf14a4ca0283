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

/* Signals: "apply" (gboolean restart, guint seconds): the person wants it so; "toast" (const char
 * *): they are to be told something in passing. */

AdwNavigationPage *hn_review_page_new (HnReview *review);

/**
 * hn_review_page_set_problem:
 * @problem: (nullable): why it was not applied, shown above everything else
 */
void hn_review_page_set_problem (HnReviewPage *self, const char *problem);

G_END_DECLS
