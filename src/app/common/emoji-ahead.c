/* One picture of one emoji is drawn in each idle turn of the main loop, and thrown away: what it
 * took to draw it stays in the renderer's cache of glyphs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "emoji-ahead.h"

#include "engine/assessment.h"

/* The sizes and weights in which emoji stand beside a score that may change: the ring and the
 * pills, the bar of changes, the rows of services. */
static const struct
{
  double scale;
  PangoWeight weight;
} styles[] = {
  { 1.0, PANGO_WEIGHT_BOLD },
  { 1.0, PANGO_WEIGHT_NORMAL },
  { 0.92, PANGO_WEIGHT_BOLD },
};

#define N_PICTURES (HN_N_LEVELS * G_N_ELEMENTS (styles))

/* Once for the program, as what is drawn is kept for all of it. */
static GtkWidget *widget; /* weak */
static guint next_picture;

static PangoLayout *
create_layout (guint picture)
{
  const char *emoji = hn_level_get_emoji (picture % HN_N_LEVELS);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, emoji);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (styles[picture / HN_N_LEVELS].scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (styles[picture / HN_N_LEVELS].weight));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static void
draw (GtkNative *native, guint picture)
{
  g_autoptr (PangoLayout) layout = create_layout (picture);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  double scale = gdk_surface_get_scale (gtk_native_get_surface (native));

  /* As large as in the window: each size is a picture of its own. */
  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA){ 0, 0, 0, 1 });
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node != NULL)
    texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node, NULL);
}

static gboolean
idle_cb (gpointer user_data)
{
  GtkNative *native = widget != NULL ? gtk_widget_get_native (widget) : NULL;

  if (native == NULL || !gtk_widget_get_realized (GTK_WIDGET (native)))
    return G_SOURCE_REMOVE;

  draw (native, next_picture++);

  return next_picture < N_PICTURES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
hn_emoji_ahead (GtkWidget *shown)
{
  static gboolean begun = FALSE;

  g_return_if_fail (GTK_IS_WIDGET (shown));

  if (begun)
    return;

  begun = TRUE;
  g_set_weak_pointer (&widget, shown);
  g_idle_add_full (G_PRIORITY_LOW, idle_cb, NULL, NULL);
}
