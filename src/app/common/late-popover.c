/* Popovers of menu buttons that are made when somebody opens them first: each is some dozen
 * widgets, which would hold up the first frame and not be seen there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "late-popover.h"

#include "app/services/filter-popover.h"

static void
create_menu_cb (GtkMenuButton *button, gpointer model)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, model);
}

static void
create_filter_cb (GtkMenuButton *button, gpointer settings)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, hn_filter_popover_new (settings));
}

void
hn_late_popover_set_menu (GtkMenuButton *button, GMenuModel *model)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (G_IS_MENU_MODEL (model));

  gtk_menu_button_set_create_popup_func (button, create_menu_cb, g_object_ref (model),
                                         g_object_unref);
}

void
hn_late_popover_set_filter (GtkMenuButton *button, GSettings *settings)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (G_IS_SETTINGS (settings));

  gtk_menu_button_set_create_popup_func (button, create_filter_cb, g_object_ref (settings),
                                         g_object_unref);
}
