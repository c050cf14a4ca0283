/* Trials of the whole window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/window/window.h"
#include "model/trial-hub.h"

G_BEGIN_DECLS

/** hn_window_get_trial_hub: (transfer none): the trials of this window */
HnTrialHub *hn_window_get_trial_hub (HnWindow *self);

/**
 * hn_window_trials_new_dialog:
 *
 * Returns: (transfer floating): what shows @trial; with what is staged where it is this window's
 *   own, so that it can be tried anew
 */
AdwDialog *hn_window_trials_new_dialog (HnWindow *self, HnTrial *trial);

/** hn_window_trials_follow: another list is shown */
void hn_window_trials_follow (HnWindow *self);

/**
 * hn_window_trials_class_init_page:
 * @widget_class: of the detail page
 *
 * Installs "detail.review" and "detail.own-changes".
 */
void hn_window_trials_class_init_page (GtkWidgetClass *widget_class);

G_END_DECLS
