/* One step of a trial: what it is, and a sign for how far it has come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_STEP_ROW (hn_trial_step_row_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialStepRow, hn_trial_step_row, HN, TRIAL_STEP_ROW, AdwActionRow)

GtkWidget *hn_trial_step_row_new (HnTrialState step);

/** hn_trial_step_row_show: @trial as it stands */
void hn_trial_step_row_show (HnTrialStepRow *self, HnTrial *trial);

/** hn_step_get_doing: "Restarting the service" and its like, translated; static */
const char *hn_step_get_doing (HnTrialState step);

G_END_DECLS
