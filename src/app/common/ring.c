/* Arcs and lines of text, around a point.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ring.h"

#include <math.h>

PangoLayout *
hn_ring_ensure_layout (
    GtkWidget *widget, PangoLayout **layout, double scale, PangoWeight weight, const char *features)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (*layout != NULL)
    return *layout;

  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  if (features != NULL)
    pango_attr_list_insert (attributes, pango_attr_font_features_new (features));
  *layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_attributes (*layout, attributes);

  return *layout;
}

void
hn_ring_draw_part (GtkSnapshot *snapshot,
                   graphene_point_t center,
                   float radius,
                   double first,
                   double last,
                   const GskStroke *stroke,
                   const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  double from = first * 2 * G_PI, to = last * 2 * G_PI;

  if (last - first >= 1.0)
    {
      gsk_path_builder_add_circle (builder, &center, radius);
    }
  else
    {
      gsk_path_builder_move_to (builder, center.x + radius * (float) sin (from),
                                center.y - radius * (float) cos (from));
      gsk_path_builder_svg_arc_to (builder, radius, radius, 0.0f, last - first > 0.5, TRUE,
                                   center.x + radius * (float) sin (to),
                                   center.y - radius * (float) cos (to));
    }
  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
}

void
hn_ring_draw_words (GtkSnapshot *snapshot,
                    graphene_point_t center,
                    PangoLayout *upper,
                    PangoLayout *lower,
                    const GdkRGBA *color)
{
  PangoLayout *lines[] = { upper, lower };
  int widths[G_N_ELEMENTS (lines)], heights[G_N_ELEMENTS (lines)];
  float top;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    pango_layout_get_pixel_size (lines[i], &widths[i], &heights[i]);
  top = center.y - (float) (heights[0] + heights[1]) / 2;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (center.x - (float) widths[i] / 2, top));
      gtk_snapshot_append_layout (snapshot, lines[i], color);
      gtk_snapshot_restore (snapshot);
      top += (float) heights[i];
    }
}
