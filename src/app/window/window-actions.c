/* The actions of the window: opening files and folders, searching, moving between the halves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "app/accept/accepted-dialog.h"
#include "app/common/alert.h"
#include "app/common/exposure-meaning.h"

/* Where an administrator's own units are. */
#define UNIT_FOLDER "/etc/systemd/system"

/* @file: (nullable): with @error where none was chosen */
static void
open_chosen (HnWindow *self, GFile *file, const GError *error)
{
  if (file != NULL)
    hn_window_open_async (self, file, NULL, NULL);
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    hn_window_show_message (self, error->message);
}

static void
file_chosen_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, &error);

  if (file != NULL)
    {
      g_clear_object (&self->unit_folder);
      self->unit_folder = g_file_get_parent (file);
    }
  open_chosen (self, file, error);
}

static void
folder_chosen_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder =
      gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (object), result, &error);

  open_chosen (self, folder, error);
}

static void
open_file_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) units = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  g_autoptr (GFile) usual = g_file_new_for_path (UNIT_FOLDER);
  GFile *last = HN_WINDOW (widget)->unit_folder;

  gtk_file_filter_set_name (units, _ ("Services"));
  gtk_file_filter_add_suffix (units, "service");
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, units);
  g_list_store_append (filters, all);
  gtk_file_dialog_set_title (dialog, _ ("Open Unit File"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_folder (dialog, last != NULL ? last : usual);
  gtk_file_dialog_open (dialog, GTK_WINDOW (widget), NULL, file_chosen_cb, g_object_ref (widget));
}

static void
open_root_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Open Root Folder"));
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (widget), NULL, folder_chosen_cb,
                                 g_object_ref (widget));
}

static void
close_root_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hn_services_page_set_root (HN_WINDOW (widget)->services_page, NULL);
}

/* Whether a person is at the half with the service. */
static gboolean
is_at_detail (HnWindow *self)
{
  AdwNavigationPage *content = adw_navigation_split_view_get_content (self->split_view);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->detail_page == NULL || content != ADW_NAVIGATION_PAGE (self->detail_page))
    return FALSE;
  if (adw_navigation_split_view_get_collapsed (self->split_view))
    return adw_navigation_split_view_get_show_content (self->split_view);

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (content));
}

static void
search_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HnWindow *self = HN_WINDOW (widget);

  if (is_at_detail (self) && hn_detail_page_start_search (self->detail_page))
    return;

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  hn_services_page_start_search (self->services_page);
}

static void
show_list_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HnWindow *self = HN_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  hn_services_page_focus_list (self->services_page);
}

static void
show_overview_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hn_window_show_overview (HN_WINDOW (widget));
}

static void
show_accepted_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (hn_accepted_dialog_new (HN_WINDOW (widget)->acceptance), widget);
}

static void
explain_numbers_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_dialog_present (hn_exposure_meaning_new (), widget);
}

static void
scope_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  g_settings_set_string (settings, "scope", g_variant_get_string (parameter, NULL));
}

static void
reload_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hn_service_list_retry (hn_services_page_get_list (HN_WINDOW (widget)->services_page));
}

/* No browser, or none that starts: the address can still be copied from here. */
static void
tell_address (HnWindow *self, const char *address)
{
  AdwDialog *dialog = hn_alert_new (_ ("Manual Page Cannot Be Opened"), NULL);
  GtkWidget *label = gtk_label_new (address);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog),
                             _ ("No application took the address. You can copy it from here:"));
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), label);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
manual_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    tell_address (self, gtk_uri_launcher_get_uri (GTK_URI_LAUNCHER (source)));
}

static void
open_manual_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkUriLauncher) launcher =
      gtk_uri_launcher_new (g_variant_get_string (parameter, NULL));

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (widget), NULL, manual_opened_cb,
                           g_object_ref (widget));
}

void
hn_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-file", NULL, open_file_action);
  gtk_widget_class_install_action (widget_class, "win.open-root", NULL, open_root_action);
  gtk_widget_class_install_action (widget_class, "win.close-root", NULL, close_root_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "win.show-overview", NULL, show_overview_action);
  gtk_widget_class_install_action (widget_class, "win.show-accepted", NULL, show_accepted_action);
  gtk_widget_class_install_action (widget_class, "win.explain-numbers", NULL,
                                   explain_numbers_action);
  gtk_widget_class_install_action (widget_class, "win.scope", "s", scope_action);
  gtk_widget_class_install_action (widget_class, "win.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget_class, "win.open-manual", "s", open_manual_action);
}
