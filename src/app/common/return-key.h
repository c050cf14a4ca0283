/* Return where a search takes what is typed anywhere around it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hn_return_key_activate:
 * @widget: in the window whose focus is meant
 *
 * For a key controller inside of what a search captures keys from: an entry takes Return for
 * itself, too. Here it does what it does in a window without a search.
 *
 * Returns: whether the key was Return, and is dealt with
 */
gboolean hn_return_key_activate (GtkWidget *widget, guint keyval, GdkModifierType state);

G_END_DECLS
