/* Joins the two halves and takes in files that are opened or dropped. The actions are in
 * window-actions.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "app/common/return-key.h"
#include "app/common/toast.h"

/* A message is a sentence with a path and a reason in it: it takes longer to read, and to be read
 * aloud, than the few words that other programs show. */
#define MESSAGE_SECONDS 10

/* A unit whose file is replaced is away for a moment. */
#define GONE_SECONDS 4

G_DEFINE_FINAL_TYPE (HnWindow, hn_window, ADW_TYPE_APPLICATION_WINDOW)

/* A detail page is some hundred widgets, which would hold up the first frame and not be seen. */
static HnDetailPage *
ensure_detail_page (HnWindow *self)
{
  if (self->detail_page == NULL)
    {
      self->detail_page = g_object_ref_sink (HN_DETAIL_PAGE (hn_detail_page_new ()));
      hn_detail_page_set_changes_store (self->detail_page, self->store);
      hn_detail_page_set_trials (self->detail_page, self->hub);
      hn_detail_page_set_acceptance (self->detail_page, self->acceptance);
      hn_detail_page_set_services (self->detail_page,
                                   G_LIST_MODEL (hn_services_page_get_list (self->services_page)));
    }

  return self->detail_page;
}

/* Shows @service in the other half. */
static void
show_detail (HnWindow *self, HnService *service)
{
  HnDetailPage *page = ensure_detail_page (self);

  hn_detail_page_set_service (page, service);
  if (adw_navigation_split_view_get_content (self->split_view) != ADW_NAVIGATION_PAGE (page))
    adw_navigation_split_view_set_content (self->split_view, ADW_NAVIGATION_PAGE (page));
}

/* What was shown of one service is over. */
static void
leave_detail (HnWindow *self)
{
  AdwNavigationPage *overview = ADW_NAVIGATION_PAGE (self->overview);

  if (self->detail_page != NULL)
    hn_detail_page_set_service (self->detail_page, NULL);
  if (adw_navigation_split_view_get_content (self->split_view) != overview)
    adw_navigation_split_view_set_content (self->split_view, overview);
}

static void show_seen (HnWindow *self);

static void
day_over_cb (gpointer user_data)
{
  HnWindow *self = user_data;

  self->day_source = 0;
  show_seen (self);
}

/* What is accepted until a day is not from the next one on. */
static void
wait_for_tomorrow (HnWindow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight =
      g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                             g_date_time_get_day_of_month (tomorrow), 0, 0, 0);
  /* Where clocks are put forward at midnight there is no such time. */
  GTimeSpan left = midnight != NULL ? g_date_time_difference (midnight, now) : G_TIME_SPAN_DAY;

  self->day_source =
      g_timeout_add_seconds_once ((guint) (left / G_TIME_SPAN_SECOND) + 1, day_over_cb, self);
}

/* What nobody can see need not be up to date. */
static void
show_seen (HnWindow *self)
{
  HnServiceList *list =
      self->services_page != NULL ? hn_services_page_get_list (self->services_page) : NULL;
  gboolean seen =
      gtk_widget_get_mapped (GTK_WIDGET (self)) && !gtk_window_is_suspended (GTK_WINDOW (self));

  g_clear_handle_id (&self->day_source, g_source_remove);
  if (seen)
    wait_for_tomorrow (self);
  /* Days pass while nobody looks. */
  hn_accepted_hub_refresh (self->acceptance);
  if (list != NULL)
    hn_service_list_set_seen (list, seen);
}

static void
suspended_cb (HnWindow *self)
{
  if (self->detail_page != NULL)
    hn_detail_page_set_suspended (self->detail_page, gtk_window_is_suspended (GTK_WINDOW (self)));
  show_seen (self);
}

static void
service_selected_cb (HnWindow *self, HnService *service)
{
  show_detail (self, service);
}

static void
service_opened_cb (HnWindow *self, HnService *service)
{
  show_detail (self, service);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  if (!adw_navigation_split_view_get_collapsed (self->split_view))
    gtk_widget_child_focus (GTK_WIDGET (self->detail_page), GTK_DIR_TAB_FORWARD);
}

/* From the overview: the page of the service begins where the reader is. */
static void
service_chosen_cb (HnWindow *self, HnService *service)
{
  hn_window_show_service (self, service);
  gtk_widget_child_focus (GTK_WIDGET (self->detail_page), GTK_DIR_TAB_FORWARD);
}

static void
level_chosen_cb (HnWindow *self, guint level)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  g_settings_set_flags (settings, "levels", 1u << level);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
}

/* (nullable) (transfer none): what the list has by the name of @service; that one itself where it
 * is an opened file, and so of no list */
static HnService *
find_again (HnWindow *self, HnService *service)
{
  if (hn_service_get_info (service)->file != NULL)
    return service;

  return hn_service_list_find (hn_services_page_get_list (self->services_page),
                               hn_service_get_name (service));
}

static gboolean
gone_cb (gpointer user_data)
{
  HnWindow *self = user_data;
  HnServiceList *list = hn_services_page_get_list (self->services_page);
  HnService *service = hn_detail_page_get_service (self->detail_page);
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  /* A list that is being read, or cannot be, says nothing about who is gone. */
  if (hn_service_list_get_loading (list) || hn_service_list_get_error (list) != NULL)
    return G_SOURCE_CONTINUE;

  self->gone_source = 0;
  if (service == NULL || find_again (self, service) != NULL)
    return G_SOURCE_REMOVE;

  name = g_utf8_make_valid (hn_service_get_name (service), -1);
  /* Translators: %s is the name of a service that was shown until now. */
  message = g_strdup_printf (_ ("%s is not there any more, or masked"), name);
  hn_services_page_select (self->services_page, NULL);
  leave_detail (self);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  hn_window_show_message (self, message);

  return G_SOURCE_REMOVE;
}

/* The page beside the list speaks for a unit, which may go, and come back as another object. */
static void
follow_shown (HnWindow *self)
{
  HnService *service =
      self->detail_page != NULL ? hn_detail_page_get_service (self->detail_page) : NULL;
  HnService *found;

  if (service == NULL)
    return;

  found = find_again (self, service);
  if (found == NULL)
    {
      if (self->gone_source == 0)
        self->gone_source = g_timeout_add_seconds (GONE_SECONDS, gone_cb, self);
      return;
    }

  g_clear_handle_id (&self->gone_source, g_source_remove);
  if (found == service)
    return;

  hn_services_page_select (self->services_page, found);
  hn_detail_page_set_service (self->detail_page, found);
}

static void
list_cb (HnWindow *self)
{
  HnServiceList *list = hn_services_page_get_list (self->services_page);
  const char *root = hn_service_list_get_root (list);

  show_seen (self);

  g_signal_connect_object (list, "items-changed", G_CALLBACK (follow_shown), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "loading", G_CALLBACK (hn_window_find_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "progress", G_CALLBACK (hn_window_find_wanted), self,
                           G_CONNECT_SWAPPED);
  g_clear_handle_id (&self->gone_source, g_source_remove);
  /* What was shown belongs to the list before. */
  leave_detail (self);
  hn_overview_page_set_list (self->overview, list);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-root", root != NULL);
  /* Nothing in a folder runs, and nobody knows who would reach it. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.harden-network", root == NULL);
  hn_window_changes_follow (self);
  hn_trial_hub_set_list (self->hub, list);
  hn_accepted_hub_set_list (self->acceptance, list);
}

static gboolean
drop_cb (HnWindow *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;

  hn_window_open_async (self, files->data, NULL, NULL);
  if (files->next != NULL)
    hn_window_tell_only (self, files->data);

  return TRUE;
}

static gboolean
key_pressed_cb (HnWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  return hn_return_key_activate (GTK_WIDGET (self), keyval, state);
}

static gboolean
hn_window_close_request (GtkWindow *window)
{
  if (hn_window_changes_ask (HN_WINDOW (window)))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (hn_window_parent_class)->close_request (window);
}

static void
hn_window_dispose (GObject *object)
{
  HnWindow *self = HN_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->hub);
  g_clear_object (&self->acceptance);
  g_clear_object (&self->unit_folder);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_weak_pointer (&self->question);
  g_clear_handle_id (&self->day_source, g_source_remove);
  g_clear_handle_id (&self->gone_source, g_source_remove);
  g_clear_object (&self->detail_page);
  g_clear_object (&self->overview);
  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_WINDOW);

  G_OBJECT_CLASS (hn_window_parent_class)->dispose (object);
}

static void
hn_window_class_init (HnWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = hn_window_close_request;

  g_type_ensure (HN_TYPE_SERVICES_PAGE);
  g_type_ensure (HN_TYPE_OVERVIEW_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/window.ui");
  gtk_widget_class_bind_template_child (widget_class, HnWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, HnWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, HnWindow, services_page);
  gtk_widget_class_bind_template_child (widget_class, HnWindow, overview);
  gtk_widget_class_bind_template_callback (widget_class, suspended_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, level_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);

  hn_window_class_install_actions (widget_class);
  hn_window_changes_class_init (widget_class);
  hn_window_trials_class_init (widget_class);
}

static void
hn_window_init (HnWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->hub = hn_trial_hub_new ();
  self->acceptance = hn_accepted_hub_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_ref (self->overview);
  self->store = hn_changes_store_new ();
  hn_window_trials_init (self);

  g_signal_connect (self, "map", G_CALLBACK (show_seen), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (show_seen), NULL);
  /* Somebody has come back to it. */
  g_signal_connect (self, "notify::is-active", G_CALLBACK (show_seen), NULL);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->toast_overlay), GTK_EVENT_CONTROLLER (target));

  /* Around the split view, whose own keys come first. */
  hn_services_page_set_key_capture (self->services_page, GTK_WIDGET (self->toast_overlay));
}

HnWindow *
hn_window_new (GtkApplication *application, HnServiceList *list)
{
  HnWindow *self = g_object_new (HN_TYPE_WINDOW, "application", application, NULL);

  hn_services_page_start (self->services_page, list);

  /* The page of a browser is all there is; the size of another display is not for it. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_display (GTK_WIDGET (self))),
                   "GdkBroadwayDisplay"))
    gtk_window_maximize (GTK_WINDOW (self));
  else
    {
      g_autoptr (GSettings) settings = g_settings_new (APP_ID);

      g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
    }

  return self;
}

HnDetailPage *
hn_window_get_detail_page (HnWindow *self)
{
  g_return_val_if_fail (HN_IS_WINDOW (self), NULL);

  return ensure_detail_page (self);
}

void
hn_window_show_service (HnWindow *self, HnService *service)
{
  g_return_if_fail (HN_IS_WINDOW (self));
  g_return_if_fail (HN_IS_SERVICE (service));

  hn_services_page_select (self->services_page, service);
  show_detail (self, service);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

void
hn_window_show_overview (HnWindow *self)
{
  hn_services_page_select (self->services_page, NULL);
  leave_detail (self);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

static void
show_toast (HnWindow *self, const char *message)
{
  AdwToast *toast = hn_toast_new (GTK_WIDGET (self), message, NULL);

  adw_toast_set_timeout (toast, MESSAGE_SECONDS);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static gboolean
show_toast_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (gtk_widget_get_width (widget) == 0)
    return G_SOURCE_CONTINUE;

  show_toast (HN_WINDOW (widget), user_data);
  return G_SOURCE_REMOVE;
}

void
hn_window_show_message (HnWindow *self, const char *message)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (HN_IS_WINDOW (self));
  g_return_if_fail (message != NULL);

  valid = g_utf8_make_valid (message, -1);
  /* Of a file on the command line: the window has no size yet. */
  if (gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    show_toast (self, valid);
  else
    gtk_widget_add_tick_callback (GTK_WIDGET (self), show_toast_cb, g_steal_pointer (&valid),
                                  g_free);
}
