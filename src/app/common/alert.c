/* The questions and alerts of the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alert.h"

static void
wrap_label (GtkLabel *label)
{
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE);
}

static void
wrap_labels (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    wrap_label (GTK_LABEL (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_labels (child);
}

static void
wrap_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    wrap_labels (widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      wrap_buttons (child);
}

static void
mapped_cb (AdwAlertDialog *dialog)
{
  wrap_buttons (adw_dialog_get_child (ADW_DIALOG (dialog)));
}

AdwDialog *
hn_alert_new (const char *heading, const char *body)
{
  AdwDialog *dialog;

  g_return_val_if_fail (heading != NULL, NULL);

  dialog = adw_alert_dialog_new (heading, body);
  /* It has its heading in two sizes, and measures the larger one, which does not wrap, even where
   * only the smaller one fits; GTK warns of that. */
  wrap_labels (adw_dialog_get_child (dialog));
  /* There are buttons by then, whose words it would shorten. */
  g_signal_connect (dialog, "map", G_CALLBACK (mapped_cb), NULL);

  return dialog;
}
