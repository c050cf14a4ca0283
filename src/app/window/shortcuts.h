/* The keyboard shortcuts of the window, and the dialog that shows them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** hn_shortcuts_install: gives the actions of @application and its windows their keys */
void hn_shortcuts_install (GtkApplication *application);

/** hn_shortcuts_present: shows the dialog over @parent */
void hn_shortcuts_present (GtkWidget *parent);

G_END_DECLS
