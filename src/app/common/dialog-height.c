/* Dialogs that are as high as what is in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "dialog-height.h"

/* @parameter: by how many pixels */
static void
grow_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwDialog *dialog = ADW_DIALOG (widget);
  int height =
      gtk_widget_get_height (adw_dialog_get_child (dialog)) + g_variant_get_int32 (parameter);

  height = MIN (height, HN_DIALOG_MAX_HEIGHT);
  if (height > adw_dialog_get_content_height (dialog))
    adw_dialog_set_content_height (dialog, height);
}

static gboolean
grow_cb (GtkWidget *scroller, GdkFrameClock *clock, gpointer user_data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double missing =
      gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (missing >= 1 && gtk_widget_get_mapped (scroller))
    gtk_widget_activate_action (scroller, "dialog.grow", "i", (int) missing);

  return G_SOURCE_REMOVE;
}

/* Comes while the content is laid out: too late for another size in this frame. */
static void
changed_cb (GtkWidget *scroller)
{
  gtk_widget_add_tick_callback (scroller, grow_cb, NULL, NULL);
}

void
hn_dialog_height_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "dialog.grow", "i", grow_action);
}

void
hn_dialog_height_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback_full (widget_class, "grow_dialog",
                                                G_CALLBACK (changed_cb));
}
