/* What the window's menu and shortcuts do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/window/window.h"

G_BEGIN_DECLS

/** hn_window_class_install_actions: for the class initialiser of the window */
void hn_window_class_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
