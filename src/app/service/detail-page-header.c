/* The top of the detail page. Shows a service's own words; what they mean stands further down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "detail-page-header.h"
#include "exposure-ring.h"

struct _HnDetailHeader
{
  AdwBin parent_instance;

  gboolean narrow;

  /* borrowed, children of the template */
  HnExposureRing *ring;
  GtkLabel *name;
  GtkLabel *description;
  AdwWrapBox *comparison;
  GtkLabel *before;
  GtkLabel *arrow;
  GtkLabel *after;
  AdwWrapBox *chips;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *raw_state;
  GtkLabel *kind;
  GtkLabel *disk_note;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnDetailHeader, hn_detail_header, ADW_TYPE_BIN)

/* Whether systemd's words say no more than ours. */
static gboolean
is_plain (const char *raw)
{
  const char *const plain[] = { "active (running)", "active (exited)", "inactive (dead)",
                                "failed (failed)", NULL };

  return g_strv_contains (plain, raw);
}

static void
show_state (HnDetailHeader *self, HnService *service)
{
  const char *active = hn_service_get_info (service)->active_state;
  const char *sub = hn_service_get_info (service)->sub_state;
  gboolean not_loaded = hn_service_get_info (service)->kind == HN_SERVICE_NOT_LOADED;
  g_autofree char *raw = NULL;

  if (hn_service_get_info (service)->refused)
    {
      gtk_image_set_from_icon_name (self->state_icon, "dialog-error-symbolic");
      /* Translators: the state of a service whose unit files have a mistake. */
      gtk_label_set_label (self->state, _ ("Refused by systemd"));
    }
  else if (not_loaded)
    {
      gtk_image_set_from_icon_name (self->state_icon, "drive-harddisk-symbolic");
      /* Translators: the state of a service that is installed, but that systemd has not read. */
      gtk_label_set_label (self->state, _ ("Not loaded"));
    }
  else if (hn_service_get_info (service)->running)
    {
      gtk_image_set_from_icon_name (self->state_icon, "media-playback-start-symbolic");
      /* Translators: the state of a service. */
      gtk_label_set_label (self->state, _ ("Running"));
    }
  else if (g_strcmp0 (active, "failed") == 0)
    {
      gtk_image_set_from_icon_name (self->state_icon, "dialog-error-symbolic");
      /* Translators: the state of a service that stopped with an error. */
      gtk_label_set_label (self->state, _ ("Stopped with an error"));
    }
  else if (g_strcmp0 (sub, "exited") == 0)
    {
      gtk_image_set_from_icon_name (self->state_icon, "object-select-symbolic");
      /* Translators: the state of a service that has done its work, and counts as active. */
      gtk_label_set_label (self->state, _ ("Finished"));
    }
  else
    {
      gtk_image_set_from_icon_name (self->state_icon, "media-playback-stop-symbolic");
      /* Translators: the state of a service. */
      gtk_label_set_label (self->state, _ ("Not running"));
    }

  if (active != NULL && *active != '\0' && !not_loaded)
    raw =
        sub != NULL && *sub != '\0' ? g_strdup_printf ("%s (%s)", active, sub) : g_strdup (active);
  gtk_label_set_label (self->raw_state, raw != NULL ? raw : "");
  gtk_widget_set_visible (GTK_WIDGET (self->raw_state), raw != NULL && !is_plain (raw));
  hn_widget_set_tooltip (GTK_WIDGET (self->state), raw);

  /* Translators: a service that does one thing and ends. */
  gtk_label_set_label (self->kind, _ ("Runs once"));
  gtk_widget_set_visible (GTK_WIDGET (self->kind),
                          hn_service_get_info (service)->kind == HN_SERVICE_ONESHOT);
  gtk_widget_set_visible (GTK_WIDGET (self->disk_note), not_loaded);
}

static void
set_narrow (HnDetailHeader *self, gboolean narrow)
{
  GtkLabel *labels[] = { self->name, self->description, self->disk_note };

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (adw_bin_get_child (ADW_BIN (self))),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_justify (labels[i], narrow ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
      gtk_label_set_xalign (labels[i], narrow ? 0.5f : 0.0f);
    }
  adw_wrap_box_set_align (self->chips, narrow ? 0.5f : 0.0f);
  adw_wrap_box_set_align (self->comparison, narrow ? 0.5f : 0.0f);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
hn_detail_header_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, HN_DETAIL_HEADER (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_header_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      set_narrow (HN_DETAIL_HEADER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_header_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_HEADER);

  G_OBJECT_CLASS (hn_detail_header_parent_class)->dispose (object);
}

static void
hn_detail_header_class_init (HnDetailHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_detail_header_get_property;
  object_class->set_property = hn_detail_header_set_property;
  object_class->dispose = hn_detail_header_dispose;

  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (HN_TYPE_EXPOSURE_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-page-header.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, ring);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, name);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, description);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, comparison);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, before);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, arrow);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, after);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, chips);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, state_icon);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, state);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, raw_state);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, kind);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, disk_note);
}

static void
hn_detail_header_init (HnDetailHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->name);
}

static void
show_score (GtkLabel *label, guint exposure, gboolean staged)
{
  HnLevel level = hn_level_from_exposure (exposure);
  const char *title = _ (hn_level_get_title (level));
  g_autofree char *figure = hn_exposure_dup_text (exposure);
  g_autofree char *text = g_strdup_printf ("%s %s", figure, hn_level_get_emoji (level));
  g_autofree char *spoken = NULL;

  if (staged)
    /* Translators: said by screen readers: a score such as 7.8, then a level such as Exposed */
    spoken = g_strdup_printf (_ ("With the changes %s, %s"), figure, title);
  else
    /* Translators: said by screen readers: a score such as 9.6, then a level such as Unsafe */
    spoken = g_strdup_printf (_ ("Now %s, %s"), figure, title);
  gtk_label_set_label (label, text);
  hn_level_style_apply (GTK_WIDGET (label), level);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
show_comparison (HnDetailHeader *self, HnChanges *changes)
{
  gboolean dirty = hn_changes_is_dirty (changes);

  gtk_widget_set_visible (GTK_WIDGET (self->comparison), dirty);
  if (!dirty)
    return;

  show_score (self->before, hn_changes_get_before (changes)->exposure, FALSE);
  show_score (self->after, hn_changes_get_after (changes)->exposure, TRUE);
  gtk_label_set_label (self->arrow, gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
                                        ? "←"
                                        : "→");
}

void
hn_detail_header_show (HnDetailHeader *self, HnChanges *changes, gboolean animate)
{
  const HnAssessment *after;
  const char *description;
  HnService *service;

  g_return_if_fail (HN_IS_DETAIL_HEADER (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  service = hn_changes_get_service (changes);
  after = hn_changes_get_after (changes);
  description = hn_service_get_info (service)->description;
  gtk_label_set_label (self->name, hn_service_get_name (service));
  gtk_label_set_label (self->description, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description),
                          description != NULL && *description != '\0');
  hn_exposure_ring_set_exposure (self->ring, after != NULL ? after->exposure : 0, animate);
  show_comparison (self, changes);
  show_state (self, service);
}
