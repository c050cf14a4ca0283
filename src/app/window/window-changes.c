/* What the window does about staged changes: keeps them with the services of its list, undoes them
 * by key, and asks before they are lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"

/* More names than this in a question are a number. */
#define MAX_NAMES 5

/* "win.undo" and "win.redo": the page knows what of the service is undone. */
static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (hn_window_get_detail_page (HN_WINDOW (widget))),
                              g_str_equal (name, "win.undo") ? "detail.undo" : "detail.redo", NULL);
}

void
hn_window_changes_class_init (GtkWidgetClass *widget_class)
{
  const GdkModifierType control = GDK_CONTROL_MASK, both = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_widget_class_install_action (widget_class, "win.undo", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, step_action);

  /* Bindings of the window and not accelerators of the application: those would come before the
   * undo of an entry that has the focus. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, control, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, both, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, control, "win.redo", NULL);
}

static void
items_changed_cb (HnWindow *self, guint position, guint removed, guint added, GListModel *model)
{
  /* Also those that are not dirty: what is staged looks applied while it is tried. */
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (model, position + i);

      hn_changes_store_attach (self->store, service);
    }
}

void
hn_window_changes_follow (HnWindow *self)
{
  HnServiceList *list = hn_services_page_get_list (self->services_page);

  if (self->detail_page != NULL)
    hn_detail_page_set_services (self->detail_page, G_LIST_MODEL (list));

  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)),
                    G_LIST_MODEL (list));
}

/* (transfer full): what would be lost */
static char *
dup_body (GPtrArray *dirty)
{
  const char *names[MAX_NAMES + 1] = { NULL };
  g_autofree char *joined = NULL;
  g_autofree char *valid = NULL;

  if (dirty->len > MAX_NAMES)
    return g_strdup_printf (
        /* Translators: %u is more than one */
        ngettext ("Changes to %u service are not applied yet. They are lost when the window is "
                  "closed.",
                  "Changes to %u services are not applied yet. They are lost when the window is "
                  "closed.",
                  dirty->len),
        dirty->len);

  for (guint i = 0; i < dirty->len; i++)
    names[i] = hn_service_get_name (hn_changes_get_service (dirty->pdata[i]));

  joined = g_strjoinv (", ", (GStrv) names);
  valid = g_utf8_make_valid (joined, -1);

  /* Translators: %s is a list of services */
  return g_strdup_printf (_ ("Changes to %s are not applied yet. They are lost when the window is "
                             "closed."),
                          valid);
}

gboolean
hn_window_changes_ask (HnWindow *self)
{
  g_autoptr (GPtrArray) dirty = NULL;
  g_autofree char *body = NULL;
  AdwDialog *dialog;

  g_return_val_if_fail (HN_IS_WINDOW (self), FALSE);

  dirty = hn_changes_store_list_dirty (self->store);
  if (dirty->len == 0)
    return FALSE;

  /* Asked already: pressing the same key again is no answer. */
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  if (dialog != NULL && dialog == self->question)
    return TRUE;

  body = dup_body (dirty);

  dialog = hn_question_new (_ ("Discard Changes?"), body, "discard",
                            /* Translators: a button that closes the window although something is
                             * staged */
                            _ ("_Quit Anyway"), ADW_RESPONSE_DESTRUCTIVE);
  g_set_weak_pointer (&self->question, dialog);
  g_signal_connect_object (dialog, "response::discard", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));

  return TRUE;
}
