/* Which permission a change takes, and for each line that takes the stronger one why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_PERMISSION (hn_review_permission_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewPermission, hn_review_permission, HN, REVIEW_PERMISSION, AdwBin)

/* Activates "review.leave-out", to do without what takes the stronger permission. */

/** hn_review_permission_show: hides itself where nobody is asked */
void hn_review_permission_show (HnReviewPermission *self, HnReview *review);

G_END_DECLS
