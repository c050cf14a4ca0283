/* An alert with the commands for a rescue shell in it, for copying to where they can be read when
 * the machine does not come up: a phone, or paper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-danger.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/level-style.h"
#include "engine/rescue.h"

/* @text: the commands, and how to come to where they help */
static void
copy_cb (GtkButton *button, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  /* Translators: on the button that has just copied a text. */
  gtk_button_set_label (button, _ ("Copied"));
  gtk_accessible_announce (GTK_ACCESSIBLE (button), _ ("Copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static GtkWidget *
rescue_new (HnReview *review)
{
  const char *way = hn_rescue_get_way (hn_review_get_scope (review));
  g_autofree char *commands = hn_plan_dup_rescue (&hn_review_get_info (review)->plan);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *shown, *button;

  g_strchomp (commands);
  gtk_box_append (GTK_BOX (box), label_new (way));

  shown = label_new (commands);
  hn_label_set_verbatim (GTK_LABEL (shown));
  gtk_label_set_wrap_mode (GTK_LABEL (shown), PANGO_WRAP_CHAR);
  gtk_label_set_selectable (GTK_LABEL (shown), TRUE);
  /* A selectable label would take the focus from the buttons, and select all of itself. */
  gtk_widget_set_focusable (shown, FALSE);
  gtk_widget_add_css_class (shown, "card");
  gtk_widget_add_css_class (shown, "monospace");
  gtk_widget_add_css_class (shown, "review-commands");
  gtk_box_append (GTK_BOX (box), shown);

  /* Translators: a button: copies how a change is undone. */
  button = gtk_button_new_with_mnemonic (_ ("Co_py How to Undo It"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb),
                         g_strdup_printf ("%s\n%s\n", way, commands),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

AdwDialog *
hn_review_danger_new (HnReview *review)
{
  g_autofree char *warning = NULL;
  AdwDialog *dialog;

  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);

  warning = hn_rescue_dup_warning (hn_review_get_info (review)->unit, hn_review_get_never (review));
  dialog = hn_question_new (_ ("Write It Without a Trial?"), warning, "write",
                            /* Translators: a button: writes a change without trying it. */
                            _ ("_Write It"), ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), rescue_new (review));
  adw_alert_dialog_set_prefer_wide_layout (ADW_ALERT_DIALOG (dialog), TRUE);

  return dialog;
}
