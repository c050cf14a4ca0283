/* A list view keeps its first row in place when others come in above it or get a heading; while a
 * list is being read or searched, its beginning is what matters, and after that the row that is
 * selected.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "list-top.h"

struct _HnListTop
{
  GtkAdjustment *adjustment;  /* owned */
  GtkWidget *scroller;        /* borrowed */
  GtkEventController *events; /* borrowed, the scroller's */
  GtkListView *list;          /* borrowed */
  guint tick;                 /* brings the selected row into sight */
  guint n_items;              /* in the list, at the last frame */
  guint n_still;              /* frames since that was another number */
  gboolean held;
};

/* So many frames in which nothing moves any more, and the list has its heights. */
#define STILL_FRAMES 4

static void
scrolled_cb (HnListTop *self)
{
  if (self->held && gtk_adjustment_get_value (self->adjustment) > 0)
    gtk_adjustment_set_value (self->adjustment, 0);
}

static void
stop_follow (HnListTop *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->scroller, self->tick);
  self->tick = 0;
}

static gboolean
event_cb (HnListTop *self, GdkEvent *event)
{
  switch (gdk_event_get_event_type (event))
    {
    case GDK_SCROLL:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_KEY_PRESS:
      self->held = FALSE;
      stop_follow (self);
      break;
    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

HnListTop *
hn_list_top_new (GtkScrolledWindow *scroller, GtkListView *list)
{
  HnListTop *self;

  g_return_val_if_fail (GTK_IS_SCROLLED_WINDOW (scroller), NULL);

  self = g_new0 (HnListTop, 1);
  self->scroller = GTK_WIDGET (scroller);
  self->list = list;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scroller));
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);

  self->events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (self->events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (self->scroller, self->events);

  return self;
}

void
hn_list_top_free (HnListTop *self)
{
  stop_follow (self);
  gtk_widget_remove_controller (self->scroller, self->events);
  g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_object_unref (self->adjustment);
  g_free (self);
}

void
hn_list_top_hold (HnListTop *self)
{
  stop_follow (self);
  self->held = TRUE;
  gtk_adjustment_set_value (self->adjustment, 0);
}

void
hn_list_top_release (HnListTop *self)
{
  stop_follow (self);
  self->held = FALSE;
}

static gboolean
follow_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HnListTop *self = user_data;
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list));
  guint position = gtk_single_selection_get_selected (selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));

  if (position == GTK_INVALID_LIST_POSITION)
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  if (!gtk_widget_get_mapped (widget) || n != self->n_items)
    self->n_still = 0;
  self->n_items = n;
  if (!gtk_widget_get_mapped (widget))
    return G_SOURCE_CONTINUE;

  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_NONE, NULL);
  if (self->n_still++ < STILL_FRAMES)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

void
hn_list_top_follow (HnListTop *self)
{
  self->held = FALSE;
  self->n_still = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->scroller, follow_cb, self, NULL);
}
