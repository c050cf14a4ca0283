/* The dialog with the states that Hardnut's settings file of a service had. To each of them one can
 * go back: through the review, and as a trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/review.h"
#include "model/service-history.h"

G_BEGIN_DECLS

#define HN_TYPE_HISTORY_DIALOG (hn_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnHistoryDialog, hn_history_dialog, HN, HISTORY_DIALOG, AdwDialog)

/**
 * HnMakeReview:
 *
 * Returns: (transfer full): a review of what is staged, or of the removal
 */
typedef HnReview *(*HnMakeReview) (HnChanges *changes, gboolean removal, gpointer data);

/** hn_history_dialog_new: @make_review: with @data, which lives as long as the dialog */
AdwDialog *
hn_history_dialog_new (HnServiceHistory *history, HnMakeReview make_review, gpointer data);

G_END_DECLS
