/* The focus is activated, as by a window itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "return-key.h"

gboolean
hn_return_key_activate (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || focus == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate (focus);

  return GDK_EVENT_STOP;
}
