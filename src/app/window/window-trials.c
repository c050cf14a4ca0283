/* Trials of the whole window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window-trials.h"

#include "app/review/review-dialog.h"
#include "own-changes.h"

#define KEY "hn-trial-hub"

HnTrialHub *
hn_window_get_trial_hub (HnWindow *self)
{
  HnTrialHub *hub;

  g_return_val_if_fail (HN_IS_WINDOW (self), NULL);

  /* Made at need: parts of the window ask while it is being put together. */
  hub = g_object_get_data (G_OBJECT (self), KEY);
  if (hub == NULL)
    {
      hub = hn_trial_hub_new ();
      g_object_set_data_full (G_OBJECT (self), KEY, hub, g_object_unref);
    }

  return hub;
}

AdwDialog *
hn_window_trials_new_dialog (HnWindow *self, HnTrial *trial)
{
  HnTrialHub *hub;
  HnService *service = NULL;

  g_return_val_if_fail (HN_IS_WINDOW (self), NULL);
  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  hub = hn_window_get_trial_hub (self);
  if (!hn_trial_is_foreign (trial) && !hn_trial_is_removal (trial))
    service = hn_trial_hub_find_service (hub, trial);
  if (service != NULL)
    {
      HnChanges *changes = hn_changes_store_get (hn_window_get_changes_store (self), service);
      g_autoptr (HnReview) review = hn_trial_hub_review (hub, changes, FALSE);

      return hn_review_dialog_new_at (review, trial);
    }

  return hn_review_dialog_new_for_trial (trial);
}

void
hn_window_trials_follow (HnWindow *self)
{
  g_return_if_fail (HN_IS_WINDOW (self));

  hn_trial_hub_set_list (hn_window_get_trial_hub (self),
                         hn_services_page_get_list (hn_window_get_services_page (self)));
}

/* (transfer full) (nullable): what is to be reviewed on the page */
static HnReview *
make_review (GtkWidget *widget, gboolean removal)
{
  HnDetailPage *page = HN_DETAIL_PAGE (widget);
  HnService *service = hn_detail_page_get_service (page);
  GtkRoot *root = gtk_widget_get_root (widget);
  HnChanges *changes;

  if (service == NULL)
    return NULL;

  changes = hn_detail_page_get_changes (page);
  if (!HN_IS_WINDOW (root))
    return hn_review_new (changes, removal, NULL, NULL);

  return hn_trial_hub_review (hn_window_get_trial_hub (HN_WINDOW (root)), changes, removal);
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HnReview) review = make_review (widget, FALSE);

  if (review != NULL)
    adw_dialog_present (hn_review_dialog_new (review), widget);
}

static void
own_changes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HnReview) review = make_review (widget, TRUE);

  if (review != NULL)
    adw_dialog_present (hn_own_changes_new (review), widget);
}

void
hn_window_trials_class_init_page (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "detail.review", NULL, review_action);
  gtk_widget_class_install_action (widget_class, "detail.own-changes", NULL, own_changes_action);
}
