/* Dialogs that are as high as what is in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hn_dialog_height_install:
 *
 * For the class initialiser of a dialog: lets what is in it make it higher, up to
 * HN_DIALOG_MAX_HEIGHT pixels.
 */
void hn_dialog_height_install (GtkWidgetClass *widget_class);

/**
 * hn_scroller_grow_dialog:
 * @scroller: (transfer none): holds the content of such a dialog
 *
 * Makes the dialog around @scroller higher when its content needs more. Its natural height would
 * not do: that is for another width, and a text view learns its own only when it is drawn.
 */
void hn_scroller_grow_dialog (GtkScrolledWindow *scroller);

#define HN_DIALOG_MAX_HEIGHT 760

G_END_DECLS
