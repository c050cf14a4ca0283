/* The page at the end of a trial that failed: at which step, what systemd and the service say
 * about it, and which directives are to blame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_FAILURE (hn_trial_failure_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialFailure, hn_trial_failure, HN, TRIAL_FAILURE, AdwNavigationPage)

/* Its buttons activate "review.close", "review.back", to review the change once more,
 * "review.retry", to review it without the suspects, and "review.search", to find out which of its
 * lines is to blame. */

/**
 * hn_trial_failure_new:
 * @can_go_back: whether there is a change to go back to
 */
AdwNavigationPage *hn_trial_failure_new (HnTrial *trial, gboolean can_go_back);

G_END_DECLS
