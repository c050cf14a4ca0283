/* The questions and alerts of the window, and buttons whose words wrap as they do there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alert.h"

#include <glib/gi18n-lib.h>

static void
wrap_labels (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    g_object_set (widget, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "justify",
                  GTK_JUSTIFY_CENTER, "ellipsize", PANGO_ELLIPSIZE_NONE, NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_labels (child);
}

void
hn_buttons_wrap (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    wrap_labels (widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      hn_buttons_wrap (child);
}

static void
mapped_cb (AdwDialog *dialog)
{
  hn_buttons_wrap (adw_dialog_get_child (dialog));
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

AdwDialog *
hn_question_new (const char *heading,
                 const char *body,
                 const char *response,
                 const char *label,
                 AdwResponseAppearance appearance)
{
  AdwDialog *dialog = hn_alert_new (heading, body);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), response, label, NULL);
  adw_alert_dialog_set_response_appearance (alert, response, appearance);
  adw_alert_dialog_set_default_response (alert, appearance == ADW_RESPONSE_DESTRUCTIVE ? "cancel"
                                                                                       : response);
  adw_alert_dialog_set_close_response (alert, "cancel");

  return dialog;
}
