/* Popovers of menu buttons that are made when somebody opens them first: each is some dozen
 * widgets, which would hold up the first frame and not be seen there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** hn_late_popover_set_menu: @model: (transfer none): what @button shows */
void hn_late_popover_set_menu (GtkMenuButton *button, GMenuModel *model);

/** hn_late_popover_set_filter: @settings: (transfer none): what the filters of @button are kept in
 */
void hn_late_popover_set_filter (GtkMenuButton *button, GSettings *settings);

G_END_DECLS
