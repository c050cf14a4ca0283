/* The ring: a track, an arc as long as the exposure, and words in the middle. It draws all of it
 * itself, words included: a label would have the whole page laid out again for each step of the
 * animation. It knows nothing of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/common/level-style.h"
#include "app/common/ring.h"
#include "exposure-ring.h"

#define RING_SIZE 168
#define RING_STROKE 13.0f
#define ANIMATION_MS 600

struct _HnExposureRing
{
  GtkWidget parent_instance;

  guint exposure;
  double shown; /* what is drawn, in tenths; runs to exposure */

  /* owned */
  AdwAnimation *animation;
  PangoLayout *number;
  PangoLayout *level;
};

G_DEFINE_FINAL_TYPE (HnExposureRing, hn_exposure_ring, GTK_TYPE_WIDGET)

static HnLevel
get_shown_level (HnExposureRing *self)
{
  return hn_level_from_exposure ((guint) lround (self->shown));
}

static void
show_value (double value, gpointer user_data)
{
  HnExposureRing *self = user_data;

  self->shown = CLAMP (value, 0, 100);
  hn_level_style_apply (GTK_WIDGET (self), get_shown_level (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Screen readers hear where the ring is going, not each step on the way. */
static void
update_accessible (HnExposureRing *self)
{
  g_autofree char *number = hn_exposure_dup_text (self->exposure);
  HnLevel level = hn_level_from_exposure (self->exposure);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  /* Translators: what a screen reader says as the value of the ring: a figure such as 9.6, then
   * the level such as Unsafe. */
  text = g_strdup_printf (_ ("%s of 10, %s"), number, _ (hn_level_get_title (level)));
  /* Translators: the name of the ring for a screen reader: a figure such as 9.6, then the level
   * such as Unsafe. */
  label = g_strdup_printf (_ ("Exposure %s of 10, %s"), number, _ (hn_level_get_title (level)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 10.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->exposure / 10.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static char *
dup_words (HnLevel level)
{
  return g_strdup_printf ("%s %s", hn_level_get_emoji (level), _ (hn_level_get_title (level)));
}

static PangoLayout *
ensure_level (HnExposureRing *self)
{
  return hn_ring_ensure_layout (GTK_WIDGET (self), &self->level, 1.0, PANGO_WEIGHT_BOLD, "tnum");
}

static void
draw_words (HnExposureRing *self, GtkSnapshot *snapshot, graphene_point_t center)
{
  PangoLayout *number =
      hn_ring_ensure_layout (GTK_WIDGET (self), &self->number, 2.5, PANGO_WEIGHT_HEAVY, "tnum");
  PangoLayout *level = ensure_level (self);
  g_autofree char *figure = hn_exposure_dup_text ((guint) lround (self->shown));
  g_autofree char *words = dup_words (get_shown_level (self));
  GdkRGBA color;

  /* Its own colour is the ring's; the words are as any other text around. */
  gtk_widget_get_color (gtk_widget_get_parent (GTK_WIDGET (self)), &color);
  pango_layout_set_text (number, figure, -1);
  pango_layout_set_text (level, words, -1);
  hn_ring_draw_words (snapshot, center, number, level, &color);
}

/* Large text needs a larger ring around it. */
static void
hn_exposure_ring_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  HnExposureRing *self = HN_EXPOSURE_RING (widget);
  PangoLayout *level = ensure_level (self);
  int width = 0;

  /* The longest level decides, so that the ring is as large for every service. */
  for (guint i = 0; i < HN_N_LEVELS; i++)
    {
      g_autofree char *words = dup_words (i);
      int level_width;

      pango_layout_set_text (level, words, -1);
      pango_layout_get_pixel_size (level, &level_width, NULL);
      width = MAX (width, level_width);
    }
  *minimum = *natural = MAX (RING_SIZE, width + (int) (RING_STROKE * 3));
}

/* Another font or text size: the words are shaped anew. */
static void
hn_exposure_ring_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  HnExposureRing *self = HN_EXPOSURE_RING (widget);

  g_clear_object (&self->number);
  g_clear_object (&self->level);
  gtk_widget_queue_resize (widget);

  GTK_WIDGET_CLASS (hn_exposure_ring_parent_class)->system_setting_changed (widget, setting);
}

static void
hn_exposure_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HnExposureRing *self = HN_EXPOSURE_RING (widget);
  graphene_point_t center = GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget) / 2,
                                                 (float) gtk_widget_get_height (widget) / 2);
  float radius = MIN (center.x, center.y) - RING_STROKE / 2 - 1;
  gboolean strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  g_autoptr (GskStroke) stroke = gsk_stroke_new (RING_STROKE);
  GdkRGBA color, track;

  if (radius <= 0)
    return;

  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gtk_widget_get_color (widget, &color);
  track = color;
  track.alpha *= strong ? 0.35f : 0.18f;
  hn_ring_draw_part (snapshot, center, radius, 0.0, 1.0, stroke, &track);
  /* Below a hundredth of a turn the round caps alone would look like exposure. */
  if (self->shown >= 1.0)
    hn_ring_draw_part (snapshot, center, radius, 0.0, self->shown / 100.0, stroke, &color);
  draw_words (self, snapshot, center);
}

static void
hn_exposure_ring_dispose (GObject *object)
{
  HnExposureRing *self = HN_EXPOSURE_RING (object);

  g_clear_object (&self->animation);
  g_clear_object (&self->number);
  g_clear_object (&self->level);

  G_OBJECT_CLASS (hn_exposure_ring_parent_class)->dispose (object);
}

static void
hn_exposure_ring_class_init (HnExposureRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_exposure_ring_dispose;
  widget_class->measure = hn_exposure_ring_measure;
  widget_class->snapshot = hn_exposure_ring_snapshot;
  widget_class->system_setting_changed = hn_exposure_ring_system_setting_changed;

  gtk_widget_class_set_css_name (widget_class, "exposurering");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
  hn_level_style_init ();
}

static void
hn_exposure_ring_init (HnExposureRing *self)
{
  AdwAnimationTarget *target;

  gtk_widget_add_css_class (GTK_WIDGET (self), "exposure-ring");

  /* The colour of the words is not its own, so nobody else has it drawn again. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);

  target = adw_callback_animation_target_new (show_value, self, NULL);
  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 0, ANIMATION_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_OUT_CUBIC);

  show_value (0, self);
  update_accessible (self);
}

void
hn_exposure_ring_set_exposure (HnExposureRing *self, guint exposure, gboolean animate)
{
  AdwTimedAnimation *animation;

  g_return_if_fail (HN_IS_EXPOSURE_RING (self));

  exposure = MIN (exposure, 100);
  if (exposure == self->exposure)
    {
      /* Stands still already, or is on its way there; a new service does not wait for it. */
      if (!animate)
        adw_animation_skip (self->animation);
      return;
    }

  animation = ADW_TIMED_ANIMATION (self->animation);
  self->exposure = exposure;
  adw_animation_pause (self->animation);
  adw_timed_animation_set_value_from (animation, self->shown);
  adw_timed_animation_set_value_to (animation, exposure);
  adw_animation_reset (self->animation);
  if (animate)
    adw_animation_play (self->animation);
  else
    adw_animation_skip (self->animation);

  update_accessible (self);
}
