/* The question before a change is written that nobody has tried: what it means, and how it is
 * undone should the machine not come up with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"

G_BEGIN_DECLS

/**
 * hn_review_danger_new:
 * @review: of a change that is not tried
 *
 * Returns: (transfer floating): a dialog with the response "write"; any other one is no
 */
AdwDialog *hn_review_danger_new (HnReview *review);

G_END_DECLS
