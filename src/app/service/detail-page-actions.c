/* The actions of the detail page: opening files, undoing and discarding, reviewing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/accept/accept-dialog.h"
#include "app/accept/accepted-text.h"
#include "app/common/toast.h"
#include "app/harden/harden-dialog.h"
#include "app/review/review-dialog.h"
#include "app/review/own-changes.h"
#include "detail-page-private.h"
#include "file-viewer.h"

static void
open_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *path;
  guint line;

  g_variant_get (parameter, "(^&ayu)", &path, &line);
  if (*path != '\0')
    adw_dialog_present (hn_file_viewer_new (path, line), widget);
}

static void
open_unit_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);
  const char *path =
      self->service != NULL ? hn_service_get_info (self->service)->fragment_path : NULL;

  if (path != NULL && *path != '\0')
    adw_dialog_present (hn_file_viewer_new (path, 0), widget);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);

  if (self->changes != NULL)
    hn_changes_undo (self->changes);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);

  if (self->changes != NULL)
    hn_changes_redo (self->changes);
}

static void
toast_gone_cb (HnDetailPage *self)
{
  self->discard_toast = NULL;
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);
  guint n = self->changes != NULL ? hn_changes_get_n_changes (self->changes) : 0;
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (n == 0)
    return;

  hn_changes_discard (self->changes);
  title = g_strdup_printf (ngettext ("%u change discarded", "%u changes discarded", n), n);
  toast = hn_toast_new (widget, title, _ ("_Undo"));
  /* As long as there is this to undo. */
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_action_name (toast, "detail.undo");
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_gone_cb), self, G_CONNECT_SWAPPED);
  self->discard_toast = toast;
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* (transfer full) (nullable): of what is staged for the service that is shown */
static HnReview *
make_review (HnDetailPage *self, gboolean removal)
{
  if (self->service == NULL)
    return NULL;

  return self->hub != NULL ? hn_trial_hub_review (self->hub, self->changes, removal)
                           : hn_review_new (self->changes, removal, NULL, NULL);
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HnReview) review = make_review (HN_DETAIL_PAGE (widget), FALSE);

  if (review != NULL)
    adw_dialog_present (hn_review_dialog_new (review), widget);
}

static void
own_changes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);
  g_autoptr (HnReview) review = make_review (self, TRUE);

  if (review != NULL)
    adw_dialog_present (hn_own_changes_new (review, self->hub), widget);
}

static void
protections_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);

  if (self->service != NULL && hn_service_get_info (self->service)->assessment != NULL &&
      adw_navigation_view_get_visible_page (self->navigation) !=
          ADW_NAVIGATION_PAGE (self->protections))
    adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (self->protections));
}

/* What was found is staged; its switches are one level down. */
static void
by_hand_cb (HnDetailPage *self)
{
  protections_action (GTK_WIDGET (self), NULL, NULL);
}

static void
harden_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);
  g_autoptr (HnHardening) hardening = NULL;
  AdwDialog *dialog;

  if (self->changes == NULL)
    return;
  hardening = self->hub != NULL ? hn_trial_hub_harden (self->hub, self->changes)
                                : hn_hardening_new (self->changes, NULL, NULL);
  dialog = hn_harden_dialog_new (hardening);
  g_signal_connect_object (dialog, "by-hand", G_CALLBACK (by_hand_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

static void
show_check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  protections_action (widget, name, NULL);
  hn_protections_page_reveal (HN_DETAIL_PAGE (widget)->protections,
                              g_variant_get_uint32 (parameter));
}

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);

  if (self->service != NULL && self->acceptance != NULL)
    adw_dialog_present (hn_accept_dialog_new (self->acceptance, self->service,
                                              g_variant_get_int32 (parameter)),
                        widget);
}

static void
withdraw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnDetailPage *self = HN_DETAIL_PAGE (widget);
  const HnAccepted *accepted =
      self->service != NULL
          ? hn_service_get_accepted (self->service, g_variant_get_int32 (parameter), NULL)
          : NULL;

  if (accepted != NULL && self->acceptance != NULL)
    hn_accept_withdraw (self->acceptance, accepted, widget);
}

void
hn_detail_page_show_accepted (HnDetailPage *self)
{
  const HnAccepted *accepted = NULL;
  gboolean can = self->acceptance != NULL && self->service != NULL &&
                 hn_service_get_info (self->service)->file == NULL &&
                 (hn_accepted_hub_can_for_user (self->acceptance) ||
                  hn_accepted_hub_can_for_everybody (self->acceptance));
  gboolean over = FALSE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.accept", can);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.withdraw", can);
  if (self->service != NULL)
    accepted = hn_service_get_accepted (self->service, HN_ACCEPTED_ALL_CHECKS, &over);
  gtk_widget_set_visible (GTK_WIDGET (self->accept_row), can || accepted != NULL);
  gtk_widget_set_visible (self->withdraw_button, can && accepted != NULL);
  if (accepted != NULL)
    {
      g_autofree char *title = hn_accepted_dup_title (accepted, over);
      g_autofree char *note = g_utf8_make_valid (accepted->note, -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->accept_row), title);
      adw_action_row_set_subtitle (self->accept_row, note);
    }
  else
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->accept_row),
                                     /* Translators: a row that opens a dialog */
                                     _ ("Accept This Service…"));
      adw_action_row_set_subtitle (self->accept_row,
                                   _ ("Known, and to stay as it is? Leave it out of counts and "
                                      "advice, with a reason."));
    }
}

void
hn_detail_page_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "detail.open-file", "(ayu)", open_file_action);
  gtk_widget_class_install_action (widget_class, "detail.open-unit-file", NULL,
                                   open_unit_file_action);
  gtk_widget_class_install_action (widget_class, "detail.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "detail.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "detail.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "detail.review", NULL, review_action);
  gtk_widget_class_install_action (widget_class, "detail.own-changes", NULL, own_changes_action);
  gtk_widget_class_install_action (widget_class, "detail.harden", NULL, harden_action);
  gtk_widget_class_install_action (widget_class, "detail.protections", NULL, protections_action);
  gtk_widget_class_install_action (widget_class, "detail.accept", "i", accept_action);
  gtk_widget_class_install_action (widget_class, "detail.withdraw", "i", withdraw_action);
  gtk_widget_class_install_action (widget_class, "detail.show-check", "u", show_check_action);
}

void
hn_detail_page_dismiss_discard_toast (HnDetailPage *self)
{
  if (self->discard_toast != NULL)
    adw_toast_dismiss (self->discard_toast);
}

void
hn_detail_page_leave_protections (HnDetailPage *self)
{
  const char *const service[] = { "service" };

  adw_navigation_view_replace_with_tags (self->navigation, service, G_N_ELEMENTS (service));
}
