/* Shows the first page until the searches begin, and then the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "several-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "several-list.h"
#include "several-start.h"

struct _HnSeveralDialog
{
  AdwDialog parent_instance;

  gboolean begun; /* the list is shown */

  HnHardeningSeveral *several; /* owned */

  AdwNavigationView *navigation; /* borrowed, child of the template */
};

G_DEFINE_FINAL_TYPE (HnSeveralDialog, hn_several_dialog, ADW_TYPE_DIALOG)

static gboolean
is_under_way (HnSeveralDialog *self)
{
  HnSeveralState state = hn_hardening_several_get_info (self->several)->state;

  return state == HN_SEVERAL_SEARCHING || state == HN_SEVERAL_STOPPING;
}

static void
state_cb (HnSeveralDialog *self)
{
  AdwNavigationPage *page;

  adw_dialog_set_can_close (ADW_DIALOG (self), !is_under_way (self));
  if (self->begun || !is_under_way (self))
    return;

  self->begun = TRUE;
  page = hn_several_list_new (self->several);
  adw_navigation_view_replace (self->navigation, &page, 1);
}

static void
stop_cb (HnSeveralDialog *self)
{
  hn_hardening_several_stop (self->several);
}

static void
close_asked_cb (HnSeveralDialog *self)
{
  AdwDialog *question = hn_question_new (
      _ ("Stop the Search?"),
      _ ("The service whose turn it is is then as before, and no other is begun. What was kept "
         "stays."),
      "stop",
      /* Translators: a button: ends a search */
      _ ("_Stop"), ADW_RESPONSE_DESTRUCTIVE);

  g_signal_connect_object (question, "response::stop", G_CALLBACK (stop_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
hn_several_dialog_dispose (GObject *object)
{
  g_clear_object (&HN_SEVERAL_DIALOG (object)->several);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_SEVERAL_DIALOG);

  G_OBJECT_CLASS (hn_several_dialog_parent_class)->dispose (object);
}

static void
hn_several_dialog_class_init (HnSeveralDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_several_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/several-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnSeveralDialog, navigation);
  gtk_widget_class_install_action (widget_class, "several.close", NULL, close_action);
}

static void
hn_several_dialog_init (HnSeveralDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "close-attempt", G_CALLBACK (close_asked_cb), NULL);
}

AdwDialog *
hn_several_dialog_new (HnHardeningSeveral *several)
{
  HnSeveralDialog *self;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (several), NULL);

  self = g_object_new (HN_TYPE_SEVERAL_DIALOG, NULL);
  self->several = g_object_ref (several);
  g_signal_connect_object (several, "state-changed", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  adw_navigation_view_add (self->navigation, hn_several_start_new (several));

  return ADW_DIALOG (self);
}

gboolean
hn_several_dialog_has_unit (HnSeveralDialog *self, const char *unit)
{
  g_return_val_if_fail (HN_IS_SEVERAL_DIALOG (self), FALSE);

  for (guint i = 0; i < hn_hardening_several_get_info (self->several)->n; i++)
    {
      HnHardening *one = hn_hardening_several_get (self->several, i);
      HnChanges *changes = hn_hardening_get_info (one)->changes;

      if (g_str_equal (hn_service_get_name (hn_changes_get_service (changes)), unit))
        return TRUE;
    }

  return FALSE;
}
