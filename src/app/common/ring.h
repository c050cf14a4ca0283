/* What rings with words in the middle are drawn from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hn_ring_ensure_layout:
 * @layout: (inout): of @widget; made where it is %NULL
 * @scale: of its font
 * @features: (nullable): of its font
 *
 * Returns: (transfer none): @layout
 */
PangoLayout *hn_ring_ensure_layout (GtkWidget *widget,
                                    PangoLayout **layout,
                                    double scale,
                                    PangoWeight weight,
                                    const char *features);

/** hn_ring_draw_part: a part of a ring around @center, from @first to @last, in turns from the top
 */
void hn_ring_draw_part (GtkSnapshot *snapshot,
                        graphene_point_t center,
                        float radius,
                        double first,
                        double last,
                        const GskStroke *stroke,
                        const GdkRGBA *color);

/** hn_ring_draw_words: a line above another, together around @center */
void hn_ring_draw_words (GtkSnapshot *snapshot,
                         graphene_point_t center,
                         PangoLayout *upper,
                         PangoLayout *lower,
                         const GdkRGBA *color);

G_END_DECLS
