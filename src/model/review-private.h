/* What the files of a review share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/plan.h"
#include "model/review.h"

G_BEGIN_DECLS

/** hn_review_get_plan: (transfer none): what is known of the change */
const HnPlan *hn_review_get_plan (HnReview *self);

/** hn_review_make_path: (transfer full): where the drop-in of @unit stands; see
 * hn_review_get_path() */
char *hn_review_make_path (HnService *service, const char *unit);

G_END_DECLS
