/* The page at the end of a trial that went as somebody wanted it: kept, with the exposure that
 * came of it, or taken back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_RESULT (hn_trial_result_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialResult, hn_trial_result, HN, TRIAL_RESULT, AdwNavigationPage)

/* Its buttons activate "review.close", and "review.back", to review the change once more. */

/**
 * hn_trial_result_new:
 * @can_go_back: whether there is something to go back to
 */
AdwNavigationPage *hn_trial_result_new (HnTrial *trial, gboolean can_go_back);

G_END_DECLS
