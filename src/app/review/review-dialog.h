/* The dialog that leads from staged changes to applied ones: review, steps, countdown, result. Also
 * for a trial that is under way already.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_DIALOG (hn_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewDialog, hn_review_dialog, HN, REVIEW_DIALOG, AdwDialog)

/* Actions, for the pages in it: "review.close"; "review.back", to the review; "review.retry" and
 * "review.rest", to the review without what is to blame; "review.search", to find out what that is;
 * "review.try" with "(bu)", whether to restart the service, and the seconds in which to keep the
 * change; "review.toast" with what a person is to be told in passing. */

/**
 * hn_review_dialog_new:
 *
 * Begins with the review, or with the trial that is under way at this service.
 */
AdwDialog *hn_review_dialog_new (HnReview *review);

/** hn_review_dialog_new_at: as if @trial, which is of what @review has, had been begun from it */
AdwDialog *hn_review_dialog_new_at (HnReview *review, HnTrial *trial);

/** hn_review_dialog_new_for_trial: for one that was found, so that there is nothing to review */
AdwDialog *hn_review_dialog_new_for_trial (HnTrial *trial);

/** hn_review_dialog_get_trial: (transfer none) (nullable): the one that it shows now */
HnTrial *hn_review_dialog_get_trial (HnReviewDialog *self);

G_END_DECLS
