/* Rows of a list with words that are taken as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "plain-row.h"

GtkWidget *
hn_plain_row_new (const char *title, const char *subtitle)
{
  return g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle",
                       subtitle, NULL);
}

GtkWidget *
hn_wrapped_label_new (const char *text, gboolean small)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

  if (small)
    {
      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "caption");
    }

  return label;
}
