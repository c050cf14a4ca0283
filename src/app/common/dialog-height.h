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
 * hn_dialog_height_bind:
 *
 * Gives a class initialiser's template $grow_dialog(): for "changed" of the adjustment of a
 * scrolled window, which makes the dialog around it higher when its content needs more. The natural
 * height would not do: that is for another width, and a text view learns its own only when it is
 * drawn.
 */
void hn_dialog_height_bind (GtkWidgetClass *widget_class);

#define HN_DIALOG_MAX_HEIGHT 760

G_END_DECLS
