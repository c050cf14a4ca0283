/* The picture of all services by level: a ring of which each level has its part, and the number of
 * services in the middle.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_TYPE_LEVEL_PICTURE (hn_level_picture_get_type ())
G_DECLARE_FINAL_TYPE (HnLevelPicture, hn_level_picture, HN, LEVEL_PICTURE, GtkWidget)

/** hn_level_picture_set_counts: @counts: how many services there are of each level */
void hn_level_picture_set_counts (HnLevelPicture *self, const guint counts[HN_N_LEVELS]);

G_END_DECLS
