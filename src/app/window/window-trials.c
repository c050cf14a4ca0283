/* Trials of the whole window: shows how far one is, tells of one that has failed, and leads back to
 * what earlier ones have left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/toast.h"
#include "app/harden/harden-dialog.h"
#include "app/harden/several-dialog.h"
#include "app/review/history-dialog.h"
#include "app/review/review-dialog.h"
#include "model/overview.h"
#include "window-private.h"

/* With what is staged where it is this window's own, so that it can be tried anew. */
static AdwDialog *
make_dialog (HnWindow *self, HnTrial *trial)
{
  HnService *service = NULL;

  if (!hn_trial_get_info (trial)->foreign && !hn_trial_get_info (trial)->removal)
    service = hn_trial_hub_find_service (self->hub, trial);
  if (service != NULL)
    {
      HnChanges *changes = hn_changes_store_get (self->store, service);
      g_autoptr (HnReview) review = hn_trial_hub_review (self->hub, changes, FALSE);

      return hn_review_dialog_new_at (review, trial);
    }

  return hn_review_dialog_new_for_trial (trial);
}

static void
view (HnWindow *self, HnTrial *trial)
{
  adw_dialog_present (make_dialog (self, trial), GTK_WIDGET (self));
}

/* @parameter: whose trial under way; "" for any */
static void
view_trial_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HnWindow *self = HN_WINDOW (widget);
  const char *unit = g_variant_get_string (parameter, NULL);
  HnTrial *trial = hn_trial_hub_find (self->hub, *unit != '\0' ? unit : NULL);

  if (trial != NULL)
    view (self, trial);
}

static HnReview *
make_review (HnChanges *changes, gboolean removal, gpointer data)
{
  return hn_trial_hub_review (HN_WINDOW (data)->hub, changes, removal);
}

/* @parameter: whose earlier states; of a service that need not be installed any more */
static void
show_history_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HnWindow *self = HN_WINDOW (widget);
  HnServiceList *list = hn_services_page_get_list (self->services_page);
  const char *unit = g_variant_get_string (parameter, NULL);
  HnService *service = hn_service_list_find (list, unit);
  HnChanges *changes = service != NULL ? hn_changes_store_get (self->store, service) : NULL;
  g_autoptr (HnServiceHistory) history =
      hn_service_history_new (unit, hn_service_list_get_scope (list), changes);

  adw_dialog_present (hn_history_dialog_new (history, make_review, self), widget);
}

/* What a toast about a trial leads to. */
typedef struct
{
  HnWindow *window; /* borrowed: has the toast */
  HnTrial *trial;   /* owned */
} Failure;

static void
failure_free (gpointer data, GClosure *closure)
{
  Failure *failure = data;

  g_object_unref (failure->trial);
  g_free (failure);
}

static void
details_cb (AdwToast *toast, Failure *failure)
{
  view (failure->window, failure->trial);
}

static gboolean
is_shown (HnWindow *self, HnTrial *trial)
{
  g_autoptr (GListModel) dialogs =
      adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (self));
  guint n = g_list_model_get_n_items (dialogs);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AdwDialog) dialog = g_list_model_get_item (dialogs, i);

      if (HN_IS_REVIEW_DIALOG (dialog) &&
          hn_review_dialog_get_trial (HN_REVIEW_DIALOG (dialog)) == trial)
        return TRUE;
      if (HN_IS_HARDEN_DIALOG (dialog) &&
          hn_harden_dialog_get_trial (HN_HARDEN_DIALOG (dialog)) == trial)
        return TRUE;
      if (HN_IS_SEVERAL_DIALOG (dialog) &&
          hn_several_dialog_has_unit (HN_SEVERAL_DIALOG (dialog), hn_trial_get_unit (trial)))
        return TRUE;
    }

  return FALSE;
}

/* What went wrong while no dialog showed it is not to pass in silence. */
static void
ended_cb (HnWindow *self, HnTrial *trial)
{
  const char *unit = hn_trial_get_unit (trial);
  g_autofree char *title = NULL;
  Failure *failure;
  AdwToast *toast;

  if (!hn_trial_get_info (trial)->failed || is_shown (self, trial))
    return;
  /* That one fails says what the person wanted to know. */
  if (hn_trial_get_info (trial)->probe && hn_trial_get_state (trial) == HN_TRIAL_REVERTED)
    return;

  if (hn_trial_get_state (trial) == HN_TRIAL_REVERTED)
    /* Translators: %s is the name of a service. */
    title = g_strdup_printf (_ ("%s did not stay well: the change was taken back"), unit);
  else
    /* Translators: %s is the name of a service. */
    title = g_strdup_printf (_ ("%s is not well after a change"), unit);
  /* Translators: a button beside what went wrong with a change: shows more about it. */
  toast = hn_toast_new (GTK_WIDGET (self), title, _ ("_Details"));
  adw_toast_set_timeout (toast, 0);

  failure = g_new (Failure, 1);
  *failure = (Failure){ .window = self, .trial = g_object_ref (trial) };
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (details_cb), failure, failure_free,
                         0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* The dialog of one alone has more to say and to choose, and what comes of it is on its page. */
static void
harden (HnWindow *self, GPtrArray *services)
{
  g_autoptr (HnHardeningSeveral) several = NULL;

  if (services->len == 1)
    {
      hn_window_show_service (self, services->pdata[0]);
      /* What had the focus is gone; GTK would move it later, and out of the dialog. */
      gtk_widget_child_focus (GTK_WIDGET (self->detail_page), GTK_DIR_TAB_FORWARD);
      gtk_widget_activate_action (GTK_WIDGET (self->detail_page), "detail.harden", NULL);
      return;
    }

  several = hn_trial_hub_harden_several (self->hub, self->store, services);
  adw_dialog_present (hn_several_dialog_new (several), GTK_WIDGET (self));
}

static void
harden_cb (HnWindow *self, GPtrArray *services)
{
  harden (self, services);
}

static void
harden_network_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HnWindow *self = HN_WINDOW (widget);
  GListModel *list = G_LIST_MODEL (hn_services_page_get_list (self->services_page));
  g_autoptr (GPtrArray) services = hn_overview_list_network (list);

  if (services->len > 0)
    harden (self, services);
  else
    hn_window_show_message (self, _ ("There is no service that the network is known to reach."));
}

void
hn_window_trials_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, harden_cb);
  gtk_widget_class_install_action (widget_class, "win.harden-network", NULL, harden_network_action);
  gtk_widget_class_install_action (widget_class, "win.view-trial", "s", view_trial_action);
  gtk_widget_class_install_action (widget_class, "win.show-history", "s", show_history_action);
}

void
hn_window_trials_init (HnWindow *self)
{
  hn_services_page_set_trials (self->services_page, self->hub);
  g_signal_connect_object (self->hub, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
}
