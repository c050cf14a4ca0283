/* Rows are made anew whenever something else is accepted: there are few.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "accepted-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "accept-dialog.h"
#include "accepted-text.h"
#include "app/common/level-style.h"
#include "app/common/plain-row.h"

struct _HnAcceptedDialog
{
  AdwDialog parent_instance;

  HnAcceptedHub *acceptance; /* owned */

  /* borrowed, children of the template */
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *wrong;
};

G_DEFINE_FINAL_TYPE (HnAcceptedDialog, hn_accepted_dialog, ADW_TYPE_DIALOG)

/* (transfer full): what is accepted */
static char *
dup_subject (const HnAccepted *accepted)
{
  const char *title = accepted->check != HN_ACCEPTED_ALL_CHECKS
                          ? hn_check_get ((guint) accepted->check)->title
                          : NULL;

  if (title == NULL)
    return g_strdup (accepted->unit);
  if (accepted->unit == NULL)
    /* Translators: of a check that is accepted everywhere; %s names a protection */
    return g_strdup_printf (_ ("All services: %s"), _ (title));

  /* Translators: a service, and the name of a protection that it does without */
  return g_strdup_printf (_ ("%s: %s"), accepted->unit, _ (title));
}

static void
withdraw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnAcceptedDialog *self = HN_ACCEPTED_DIALOG (widget);
  const HnAcceptedFiles *files = hn_accepted_hub_get_files (self->acceptance);
  guint place = g_variant_get_uint32 (parameter);

  if (files != NULL && place < files->all->len)
    hn_accept_withdraw (self->acceptance, files->all->pdata[place], widget);
}

/* The button stands below the words, and not beside them: there it would tear those of large text.
 */
static GtkWidget *
make_row (HnAcceptedDialog *self, const HnAcceptedFiles *files, guint place)
{
  const HnAccepted *accepted = files->all->pdata[place];
  gboolean over = strcmp (accepted->until, files->today) <= 0;
  g_autofree char *subject = dup_subject (accepted);
  g_autofree char *text = hn_accepted_dup_text (accepted, over);
  g_autofree char *label = NULL;
  GtkBox *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 3,
                              "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end",
                              12, NULL);
  /* Translators: a button: something is not accepted any more */
  GtkWidget *button = gtk_button_new_with_label (C_ ("accepted", "Take Back"));
  GtkWidget *row = g_object_new (ADW_TYPE_PREFERENCES_ROW, "use-markup", FALSE, "title", subject,
                                 "activatable", FALSE, "child", box, NULL);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "accepted.withdraw");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", place);
  /* Translators: a button; %s is what is not accepted any more then */
  label = g_strdup_printf (_ ("Take back: %s"), subject);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, subject,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_box_append (box, hn_wrapped_label_new (subject, FALSE));
  gtk_box_append (box, hn_wrapped_label_new (text, TRUE));
  gtk_box_append (box, button);

  return row;
}

static void
show_all (HnAcceptedDialog *self)
{
  const HnAcceptedFiles *files = hn_accepted_hub_get_files (self->acceptance);
  guint n = files != NULL ? files->all->len : 0;
  guint n_wrong = files != NULL ? files->wrong->len : 0;
  g_autoptr (GString) wrong = g_string_new (NULL);

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->list, make_row (self, files, i));
  for (guint i = 0; i < n_wrong; i++)
    g_string_append_printf (wrong, "%s%s", i > 0 ? "\n" : "", (char *) files->wrong->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  hn_label_show_text (self->wrong, wrong->len > 0 ? wrong->str : NULL);
  gtk_stack_set_visible_child_name (self->stack, n + n_wrong > 0 ? "list" : "nothing");
}

static void
hn_accepted_dialog_dispose (GObject *object)
{
  g_clear_object (&HN_ACCEPTED_DIALOG (object)->acceptance);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_ACCEPTED_DIALOG);

  G_OBJECT_CLASS (hn_accepted_dialog_parent_class)->dispose (object);
}

static void
hn_accepted_dialog_class_init (HnAcceptedDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_accepted_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/accepted-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnAcceptedDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptedDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HnAcceptedDialog, wrong);
  gtk_widget_class_install_action (widget_class, "accepted.withdraw", "u", withdraw_action);
}

static void
hn_accepted_dialog_init (HnAcceptedDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
hn_accepted_dialog_new (HnAcceptedHub *acceptance)
{
  HnAcceptedDialog *self;

  g_return_val_if_fail (HN_IS_ACCEPTED_HUB (acceptance), NULL);

  self = g_object_new (HN_TYPE_ACCEPTED_DIALOG, NULL);
  self->acceptance = g_object_ref (acceptance);
  g_signal_connect_object (acceptance, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);

  return ADW_DIALOG (self);
}
