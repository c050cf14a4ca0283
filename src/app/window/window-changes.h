/* What the window does about staged changes: keeps them with the services of its list, undoes them
 * by key, and asks before they are lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/window/window.h"

G_BEGIN_DECLS

/** hn_window_changes_class_init: installs "win.undo" and "win.redo" with their keys */
void hn_window_changes_class_init (GtkWidgetClass *widget_class);

/**
 * hn_window_changes_follow:
 * @page: (nullable): where services are shown
 *
 * What is staged follows the services of the list that is shown now; call for each new list.
 */
void hn_window_changes_follow (HnWindow *self, HnDetailPage *page);

/**
 * hn_window_changes_ask:
 *
 * Asks whether staged changes may be lost, and destroys the window when they may.
 *
 * Returns: %FALSE when nothing is staged, and so nobody was asked
 */
gboolean hn_window_changes_ask (HnWindow *self);

G_END_DECLS
