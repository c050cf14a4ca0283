/* The page on which a person follows a change that is being applied: its steps, and the countdown
 * in which to keep it or to take it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_PAGE (hn_trial_page_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialPage, hn_trial_page, HN, TRIAL_PAGE, AdwNavigationPage)

AdwNavigationPage *hn_trial_page_new (HnTrial *trial);

G_END_DECLS
