/* A bar of how many services are in each level of exposure; a part is a button that filters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/service.h"

G_BEGIN_DECLS

#define HN_TYPE_LEVEL_BAR (hn_level_bar_get_type ())
G_DECLARE_FINAL_TYPE (HnLevelBar, hn_level_bar, HN, LEVEL_BAR, GtkWidget)

/* Signal "level-clicked" (uint, HnLevel). */

/** hn_level_bar_set_model: @model: (transfer none): of HnService, which are counted; once only */
void hn_level_bar_set_model (HnLevelBar *self, GListModel *model);

/** hn_level_bar_set_selected: @levels: a bit per level that is filtered for; 0 for no filter */
void hn_level_bar_set_selected (HnLevelBar *self, guint levels);

G_END_DECLS
