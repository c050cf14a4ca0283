/* Selecting several services in the list, with the mouse, by touch and with keys, and what is done
 * with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "services-page-private.h"

#include <glib/gi18n-lib.h>

#include "model/overview.h"
#include "service-row.h"

/* (nullable) (transfer none): of the row that @widget is in, or is around */
static HnService *
find_service (GtkWidget *widget)
{
  GtkWidget *row = widget;

  while (row != NULL && !HN_IS_SERVICE_ROW (row) && !GTK_IS_LIST_VIEW (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);

      if (child != NULL && HN_IS_SERVICE_ROW (child))
        row = child;
      else
        row = gtk_widget_get_parent (row);
    }

  return row != NULL && HN_IS_SERVICE_ROW (row) ? hn_service_row_get_service (HN_SERVICE_ROW (row))
                                                : NULL;
}

static HnService *
find_focused (HnServicesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view))
             ? find_service (focus)
             : NULL;
}

/* From where a range is selected next. */
static void
set_anchor (HnServicesPage *self, HnService *service)
{
  g_set_object (&self->anchor, service);
}

static void
choose (HnServicesPage *self, HnService *service, gboolean chosen)
{
  hn_service_choice_set_active (self->choice, TRUE);
  hn_service_choice_set (self->choice, service, chosen);
  set_anchor (self, service);
}

static void
toggle (HnServicesPage *self, HnService *service)
{
  choose (self, service, !hn_service_choice_has (self->choice, service));
}

/* All between the one that was selected last and @service. */
static void
choose_range (HnServicesPage *self, HnService *service)
{
  guint to = hn_services_page_find (self, service);
  guint from =
      self->anchor != NULL ? hn_services_page_find (self, self->anchor) : GTK_INVALID_LIST_POSITION;

  hn_service_choice_set_active (self->choice, TRUE);
  if (from == GTK_INVALID_LIST_POSITION)
    from = to;
  for (guint i = MIN (from, to); i <= MAX (from, to); i++)
    {
      g_autoptr (HnService) between = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (between != NULL)
        hn_service_choice_set (self->choice, between, TRUE);
    }
  set_anchor (self, service);
}

void
hn_services_page_toggle_at (HnServicesPage *self, guint position)
{
  g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (service != NULL)
    toggle (self, service);
}

/* Only what the list itself would not take for opening a service. */
static void
pressed_cb (HnServicesPage *self, int n_press, double x, double y, GtkGestureClick *click)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  GtkWidget *picked;
  HnService *service;

  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    return;
  picked = gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT);
  service = picked != NULL ? find_service (picked) : NULL;
  if (service == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  if ((state & GDK_SHIFT_MASK) != 0)
    {
      if (self->anchor == NULL && self->current != NULL)
        set_anchor (self, self->current);
      choose_range (self, service);
    }
  else
    toggle (self, service);
}

/* The list itself moves the focus. */
static void
extend (HnServicesPage *self, HnService *service, int step)
{
  guint position = hn_services_page_find (self, service);
  g_autoptr (HnService) next = NULL;

  choose (self, service, TRUE);
  if (step > 0 || position > 0)
    next = g_list_model_get_item (G_LIST_MODEL (self->selection), position + (guint) step);
  if (next != NULL)
    choose (self, next, TRUE);
}

static gboolean
choose_all (HnServicesPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      hn_service_choice_set (self->choice, service, TRUE);
    }

  return GDK_EVENT_STOP;
}

static gboolean
list_key_cb (HnServicesPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean active = hn_service_choice_get_active (self->choice);
  HnService *service = find_focused (self);

  if (service == NULL)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      if (modifiers == GDK_SHIFT_MASK)
        extend (self, service, keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down ? 1 : -1);
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_a:
      return active && modifiers == GDK_CONTROL_MASK ? choose_all (self) : GDK_EVENT_PROPAGATE;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      if (modifiers != GDK_CONTROL_MASK && !(active && modifiers == 0))
        return GDK_EVENT_PROPAGATE;
      toggle (self, service);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
page_key_cb (HnServicesPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || !hn_service_choice_get_active (self->choice))
    return GDK_EVENT_PROPAGATE;
  hn_service_choice_set_active (self->choice, FALSE);

  return GDK_EVENT_STOP;
}

static void
cancel_cb (HnServicesPage *self)
{
  hn_service_choice_set_active (self->choice, FALSE);
}

static void
harden_cb (HnServicesPage *self)
{
  g_autoptr (GPtrArray) chosen = hn_service_choice_list (self->choice, G_LIST_MODEL (self->list));

  if (chosen->len == 0)
    return;
  hn_overview_sort (chosen);
  hn_service_choice_set_active (self->choice, FALSE);
  hn_services_page_emit_harden (self, chosen);
}

/* What is to be seen only while services are selected. */
static void
make_choice_widgets (HnServicesPage *self)
{
  self->choice_title = g_object_ref_sink (ADW_WINDOW_TITLE (adw_window_title_new ("", "")));

  /* Translators: a button: services are not selected any more. */
  self->cancel_button = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (cancel_cb), self);
  adw_header_bar_pack_start (self->header, self->cancel_button);

  /* Translators: a button: makes the services that are selected stricter. */
  self->harden_button = gtk_button_new_with_mnemonic (_ ("_Harden…"));
  gtk_widget_add_css_class (self->harden_button, "pill");
  gtk_widget_add_css_class (self->harden_button, "suggested-action");
  g_signal_connect_swapped (self->harden_button, "clicked", G_CALLBACK (harden_cb), self);
  self->choice_bar = GTK_ACTION_BAR (gtk_action_bar_new ());
  gtk_action_bar_set_revealed (self->choice_bar, FALSE);
  gtk_action_bar_set_center_widget (self->choice_bar, self->harden_button);
  adw_toolbar_view_add_bottom_bar (hn_services_page_get_bars (self), GTK_WIDGET (self->choice_bar));
}

static void
choice_cb (HnServicesPage *self)
{
  gboolean active = hn_service_choice_get_active (self->choice);
  g_autoptr (GPtrArray) chosen = hn_service_choice_list (self->choice, G_LIST_MODEL (self->list));
  g_autofree char *title = NULL;
  /* Where the focus is on what goes away. */
  gboolean lost = active == gtk_widget_get_visible (self->home_button);

  if (active && self->choice_title == NULL)
    make_choice_widgets (self);
  if (self->choice_title == NULL)
    return;
  if (chosen->len > 0)
    /* Translators: how many services of a list are selected */
    title = g_strdup_printf (ngettext ("%u Selected", "%u Selected", chosen->len), chosen->len);
  adw_window_title_set_title (self->choice_title, title != NULL ? title : _ ("Select Services"));
  adw_header_bar_set_title_widget (self->header, active ? GTK_WIDGET (self->choice_title) : NULL);
  gtk_widget_set_visible (self->cancel_button, active);
  gtk_widget_set_visible (self->home_button, !active);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !active);
  gtk_action_bar_set_revealed (self->choice_bar, active);
  gtk_widget_set_sensitive (self->harden_button, chosen->len > 0);
  hn_services_page_update_clicks (self);
  if (!active)
    set_anchor (self, NULL);
  if (lost && find_focused (self) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

void
hn_services_page_class_init_choice (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, header);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, home_button);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_key_cb);
}

void
hn_services_page_init_choice (HnServicesPage *self)
{
  g_signal_connect_object (self->choice, "changed", G_CALLBACK (choice_cb), self,
                           G_CONNECT_SWAPPED);
}
