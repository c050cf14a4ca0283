/* The ring: a track, an arc as long as the exposure, and labels in the middle. It draws itself and
 * knows nothing of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "exposure-ring.h"
#include "level-style.h"

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

  /* borrowed, children */
  GtkWidget *box;
  GtkLabel *number;
  GtkLabel *level;
};

enum
{
  PROP_0,
  PROP_EXPOSURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnExposureRing, hn_exposure_ring, GTK_TYPE_WIDGET)

static void
show_value (double   value,
            gpointer user_data)
{
  HnExposureRing *self = user_data;
  guint tenths = (guint) lround (CLAMP (value, 0, 100));
  HnLevel level = hn_level_from_exposure (tenths);
  g_autofree char *number = hn_exposure_dup_text (tenths);
  g_autofree char *word = NULL;

  self->shown = value;
  word = g_strdup_printf ("%s %s", hn_level_get_emoji (level), hn_level_get_name (level));
  gtk_label_set_label (self->number, number);
  gtk_label_set_label (self->level, word);
  hn_level_style_apply (GTK_WIDGET (self), level);
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
   * the level such as UNSAFE. */
  text = g_strdup_printf (_("%s of 10, %s"), number, hn_level_get_name (level));
  /* Translators: the name of the ring for a screen reader: a figure such as 9.6, then the level such
   * as UNSAFE. */
  label = g_strdup_printf (_("Exposure %s of 10, %s"), number, hn_level_get_name (level));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 10.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->exposure / 10.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

static void
draw_ring (GtkSnapshot *snapshot,
           float        cx,
           float        cy,
           float        radius,
           double       part,
           const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new (RING_STROKE);

  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  if (part >= 1.0)
    {
      gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (cx, cy), radius);
    }
  else
    {
      double angle = part * 2.0 * G_PI;

      gsk_path_builder_move_to (builder, cx, cy - radius);
      gsk_path_builder_svg_arc_to (builder, radius, radius, 0.0f, part > 0.5, TRUE,
                                   cx + radius * (float) sin (angle),
                                   cy - radius * (float) cos (angle));
    }

  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
}

static void
hn_exposure_ring_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  HnExposureRing *self = HN_EXPOSURE_RING (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float radius = (MIN (width, height) - RING_STROKE) / 2.0f - 1.0f;
  gboolean strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA color, track;

  if (radius > 0)
    {
      gtk_widget_get_color (widget, &color);
      track = color;
      track.alpha *= strong ? 0.35f : 0.18f;
      draw_ring (snapshot, width / 2, height / 2, radius, 1.0, &track);
      /* Below a hundredth of a turn the round caps alone would look like exposure. */
      if (self->shown >= 1.0)
        draw_ring (snapshot, width / 2, height / 2, radius, self->shown / 100.0, &color);
    }

  GTK_WIDGET_CLASS (hn_exposure_ring_parent_class)->snapshot (widget, snapshot);
}

static void
hn_exposure_ring_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  HnExposureRing *self = HN_EXPOSURE_RING (object);

  switch (id)
    {
    case PROP_EXPOSURE:
      g_value_set_uint (value, self->exposure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_exposure_ring_dispose (GObject *object)
{
  HnExposureRing *self = HN_EXPOSURE_RING (object);

  g_clear_object (&self->animation);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (hn_exposure_ring_parent_class)->dispose (object);
}

static void
hn_exposure_ring_class_init (HnExposureRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_exposure_ring_get_property;
  object_class->dispose = hn_exposure_ring_dispose;
  widget_class->snapshot = hn_exposure_ring_snapshot;

  properties[PROP_EXPOSURE] =
      g_param_spec_uint ("exposure", NULL, NULL, 0, 100, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "exposurering");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
  hn_level_style_init ();
}

static void
hn_exposure_ring_init (HnExposureRing *self)
{
  AdwAnimationTarget *target;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->number = GTK_LABEL (gtk_label_new (NULL));
  self->level = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "ring-number");
  gtk_widget_add_css_class (GTK_WIDGET (self->level), "ring-level");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->level));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), RING_SIZE, RING_SIZE);

  target = adw_callback_animation_target_new (show_value, self, NULL);
  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 0, ANIMATION_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_OUT_CUBIC);

  show_value (0, self);
  update_accessible (self);
}

GtkWidget *
hn_exposure_ring_new (void)
{
  return g_object_new (HN_TYPE_EXPOSURE_RING, NULL);
}

guint
hn_exposure_ring_get_exposure (HnExposureRing *self)
{
  g_return_val_if_fail (HN_IS_EXPOSURE_RING (self), 0);

  return self->exposure;
}

void
hn_exposure_ring_set_exposure (HnExposureRing *self,
                               guint           exposure,
                               gboolean        animate)
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPOSURE]);
}
