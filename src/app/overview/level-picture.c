/* Draws everything itself, as the ring of one service does. The colours come from the style classes
 * of children that are never shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "level-picture.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/common/level-style.h"
#include "app/common/ring.h"

#define SIZE 168
#define STROKE 22.0f
/* Around the words. */
#define SPACING 8.0f
/* Between two parts, in pixels along the ring. */
#define GAP 3.0f

struct _HnLevelPicture
{
  GtkWidget parent_instance;

  guint counts[HN_N_LEVELS];
  guint total;

  GtkWidget *colors[HN_N_LEVELS]; /* children */
  PangoLayout *number;            /* owned, (nullable) */
  PangoLayout *word;              /* owned, (nullable) */
};

G_DEFINE_FINAL_TYPE (HnLevelPicture, hn_level_picture, GTK_TYPE_WIDGET)

static void
set_texts (HnLevelPicture *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->total);

  pango_layout_set_text (hn_ring_ensure_layout (GTK_WIDGET (self), &self->number, 2.2,
                                                PANGO_WEIGHT_HEAVY, NULL),
                         number, -1);
  pango_layout_set_text (hn_ring_ensure_layout (GTK_WIDGET (self), &self->word, 0.85,
                                                PANGO_WEIGHT_NORMAL, NULL),
                         /* Translators: below a number, in the middle of a picture */
                         g_dngettext (GETTEXT_PACKAGE, "service", "services", self->total), -1);
}

/* Large text needs a larger ring around it. */
static void
hn_level_picture_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  HnLevelPicture *self = HN_LEVEL_PICTURE (widget);
  int number_width, number_height, word_width, word_height;
  double text;

  set_texts (self);
  pango_layout_get_pixel_size (self->number, &number_width, &number_height);
  pango_layout_get_pixel_size (self->word, &word_width, &word_height);
  /* From corner to corner. */
  text = hypot (MAX (number_width, word_width), number_height + word_height);
  *minimum = *natural = MAX (SIZE, (int) (text + 2 * STROKE + SPACING));
}

static void
draw_parts (HnLevelPicture *self, GtkSnapshot *snapshot, graphene_point_t center, float radius)
{
  g_autoptr (GskStroke) stroke = gsk_stroke_new (STROKE);
  double gap = GAP / (2 * G_PI * radius), at = 0.0;
  guint n_parts = 0;

  for (guint i = 0; i < HN_N_LEVELS; i++)
    n_parts += self->counts[i] > 0;

  /* The worst first, as everywhere. */
  for (guint i = HN_N_LEVELS; i-- > 0;)
    {
      double part = (double) self->counts[i] / self->total;
      GdkRGBA color;

      if (self->counts[i] == 0)
        continue;
      gtk_widget_get_color (self->colors[i], &color);
      if (n_parts == 1)
        hn_ring_draw_part (snapshot, center, radius, 0.0, 1.0, stroke, &color);
      else
        /* However few there are, they are to be seen. */
        hn_ring_draw_part (snapshot, center, radius, at + gap / 2, at + MAX (part - gap / 2, gap),
                           stroke, &color);
      at += part;
    }
}

static void
hn_level_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HnLevelPicture *self = HN_LEVEL_PICTURE (widget);
  graphene_point_t center = GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget) / 2,
                                                 (float) gtk_widget_get_height (widget) / 2);
  float radius = MIN (center.x, center.y) - STROKE / 2 - 1;
  GdkRGBA color;

  if (radius <= 0)
    return;

  gtk_widget_get_color (widget, &color);
  if (self->total > 0)
    draw_parts (self, snapshot, center, radius);
  set_texts (self);
  hn_ring_draw_words (snapshot, center, self->number, self->word, &color);
}

/* Another font or text size: the words are shaped anew. */
static void
hn_level_picture_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  HnLevelPicture *self = HN_LEVEL_PICTURE (widget);

  g_clear_object (&self->number);
  g_clear_object (&self->word);
  gtk_widget_queue_resize (widget);

  GTK_WIDGET_CLASS (hn_level_picture_parent_class)->system_setting_changed (widget, setting);
}

static void
hn_level_picture_dispose (GObject *object)
{
  HnLevelPicture *self = HN_LEVEL_PICTURE (object);

  for (guint i = 0; i < HN_N_LEVELS; i++)
    g_clear_pointer (&self->colors[i], gtk_widget_unparent);
  g_clear_object (&self->number);
  g_clear_object (&self->word);

  G_OBJECT_CLASS (hn_level_picture_parent_class)->dispose (object);
}

static void
hn_level_picture_class_init (HnLevelPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_level_picture_dispose;
  widget_class->measure = hn_level_picture_measure;
  widget_class->snapshot = hn_level_picture_snapshot;
  widget_class->system_setting_changed = hn_level_picture_system_setting_changed;

  gtk_widget_class_set_css_name (widget_class, "levelpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  hn_level_style_init ();
}

static void
hn_level_picture_init (HnLevelPicture *self)
{
  for (guint i = 0; i < HN_N_LEVELS; i++)
    {
      self->colors[i] =
          g_object_new (GTK_TYPE_BOX, "css-name", "levelpart", "visible", FALSE, NULL);
      gtk_widget_add_css_class (self->colors[i], "level-part");
      hn_level_style_apply (self->colors[i], i);
      gtk_widget_set_parent (self->colors[i], GTK_WIDGET (self));
    }
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/* All of the picture in words. */
static void
update_accessible (HnLevelPicture *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u service", "%u services", self->total),
                   self->total);
  for (guint i = HN_N_LEVELS; i-- > 0;)
    if (self->counts[i] > 0)
      /* Translators: a part of what a screen reader says of a picture: how many services there are
       * of a level, and the level such as Unsafe */
      g_string_append_printf (text, _ (", %u %s"), self->counts[i], _ (hn_level_get_title (i)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
}

void
hn_level_picture_set_counts (HnLevelPicture *self, const guint counts[HN_N_LEVELS])
{
  g_return_if_fail (HN_IS_LEVEL_PICTURE (self));

  if (memcmp (self->counts, counts, sizeof self->counts) == 0)
    return;

  memcpy (self->counts, counts, sizeof self->counts);
  self->total = 0;
  for (guint i = 0; i < HN_N_LEVELS; i++)
    self->total += counts[i];
  update_accessible (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
