/* One step of a trial: what it is, and a sign for how far it has come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_APPLY_STEP_ROW (hn_apply_step_row_get_type ())
G_DECLARE_FINAL_TYPE (HnApplyStepRow, hn_apply_step_row, HN, APPLY_STEP_ROW, AdwActionRow)

GtkWidget *hn_apply_step_row_new (HnTrialState step);

/** hn_apply_step_row_show: @trial as it stands */
void hn_apply_step_row_show (HnApplyStepRow *self, HnTrial *trial);

/** hn_step_get_title: "Restarted" and its like, translated; static */
const char *hn_step_get_title (HnTrialState step);

G_END_DECLS
