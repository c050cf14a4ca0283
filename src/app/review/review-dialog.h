/* The dialog that leads from staged changes to applied ones: review, steps, countdown, result. Also
 * for an attempt that is under way already.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_DIALOG (hn_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewDialog, hn_review_dialog, HN, REVIEW_DIALOG, AdwDialog)

/* Action: "apply.close". */

/**
 * hn_review_dialog_new:
 *
 * Begins with the review, or with the attempt that is under way at this service.
 */
AdwDialog *hn_review_dialog_new (HnReview *review);

/** hn_review_dialog_new_at: as if @attempt, which is of what @review has, had been begun from it */
AdwDialog *hn_review_dialog_new_at (HnReview *review, HnAttempt *attempt);

/** hn_review_dialog_new_for_attempt: for one that was found, so that there is nothing to review */
AdwDialog *hn_review_dialog_new_for_attempt (HnAttempt *attempt);

/** hn_review_dialog_is_open_for: whether a dialog shows what becomes of @attempt */
gboolean hn_review_dialog_is_open_for (HnAttempt *attempt);

G_END_DECLS
