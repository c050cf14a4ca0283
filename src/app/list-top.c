/* A list view keeps its first row in place when others come in above it or get a heading; while a
 * list is being read or searched, its beginning is what matters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "list-top.h"

struct _HnListTop
{
  GtkAdjustment *adjustment; /* owned */
  GtkWidget *scroller;       /* borrowed */
  GtkEventController *events; /* borrowed, the scroller's */
  gboolean held;
};

static void
scrolled_cb (HnListTop *self)
{
  if (self->held && gtk_adjustment_get_value (self->adjustment) > 0)
    gtk_adjustment_set_value (self->adjustment, 0);
}

static gboolean
event_cb (HnListTop *self,
          GdkEvent  *event)
{
  switch (gdk_event_get_event_type (event))
    {
    case GDK_SCROLL:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_KEY_PRESS:
      self->held = FALSE;
      break;
    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

HnListTop *
hn_list_top_new (GtkScrolledWindow *scroller)
{
  HnListTop *self;

  g_return_val_if_fail (GTK_IS_SCROLLED_WINDOW (scroller), NULL);

  self = g_new0 (HnListTop, 1);
  self->scroller = GTK_WIDGET (scroller);
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
  gtk_widget_remove_controller (self->scroller, self->events);
  g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_object_unref (self->adjustment);
  g_free (self);
}

void
hn_list_top_hold (HnListTop *self)
{
  self->held = TRUE;
  gtk_adjustment_set_value (self->adjustment, 0);
}

void
hn_list_top_release (HnListTop *self)
{
  self->held = FALSE;
}
