/* A banner that says that a change is being tried, and leads to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/trial-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_BANNER (hn_trial_banner_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialBanner, hn_trial_banner, HN, TRIAL_BANNER, AdwBin)

/* Properties: "single" (boolean): for the trial at one service rather than at any; "unit"
 * (string, nullable): which service that is, or the one that another banner speaks for; "hub"
 * (HnTrialHub, nullable): the trials, without which it is not to be seen.
 * Signal: "viewed" (HnTrial): a person wants to see how far it is. */

void hn_trial_banner_set_unit (HnTrialBanner *self, const char *unit);

G_END_DECLS
