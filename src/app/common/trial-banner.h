/* A banner that says that a change is being tried, and leads to it by the action "win.view-trial".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/trial-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_BANNER (hn_trial_banner_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialBanner, hn_trial_banner, HN, TRIAL_BANNER, AdwBin)

/**
 * hn_trial_banner_follow:
 * @hub: the trials; before, the banner is not to be seen
 * @single: whether it is for the trial at one service rather than at any
 *
 * To be called once.
 */
void hn_trial_banner_follow (HnTrialBanner *self, HnTrialHub *hub, gboolean single);

/**
 * hn_trial_banner_set_unit:
 * @unit: (nullable): which service that is, or the one that another banner speaks for
 */
void hn_trial_banner_set_unit (HnTrialBanner *self, const char *unit);

G_END_DECLS
