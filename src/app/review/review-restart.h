/* What happens to the service when a change is applied: whether it restarts, what restarts or stops
 * with it, and how long the person has to keep the change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

#define HN_TYPE_REVIEW_RESTART (hn_review_restart_get_type ())
G_DECLARE_FINAL_TYPE (HnReviewRestart, hn_review_restart, HN, REVIEW_RESTART, AdwPreferencesGroup)

/* Signal "toggled": whether the person wants a restart. */

/** hn_review_restart_show: @review as it stands; by hand, there is nothing to keep */
void hn_review_restart_show (HnReviewRestart *self, HnReview *review);

gboolean hn_review_restart_get_active (HnReviewRestart *self);

/** hn_review_restart_get_seconds: how long the person wants to have to keep the change */
guint hn_review_restart_get_seconds (HnReviewRestart *self);

G_END_DECLS
