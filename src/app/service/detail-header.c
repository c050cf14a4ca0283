/* The top of the detail page. Shows a service's own words; what they mean stands further down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "detail-header.h"
#include "exposure-ring.h"

struct _HnDetailHeader
{
  GtkBox parent_instance;

  gboolean shown; /* a score, from which the ring runs to the next */

  /* owned */
  HnChanges *changes; /* (nullable) */
  GSignalGroup *changes_signals;
  GSignalGroup *service_signals;

  /* borrowed, children of the template */
  HnExposureRing *ring;
  GtkLabel *name;
  GtkLabel *description;
  GtkWidget *comparison;
  GtkLabel *before;
  GtkLabel *arrow;
  GtkLabel *after;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *raw_state;
  GtkWidget *kind;
  GtkWidget *disk_note;
};

G_DEFINE_FINAL_TYPE (HnDetailHeader, hn_detail_header, GTK_TYPE_BOX)

/* Whether systemd's words say no more than ours. */
static gboolean
is_plain (const char *raw)
{
  const char *const plain[] = { "active (running)", "active (exited)", "inactive (dead)",
                                "failed (failed)", NULL };

  return g_strv_contains (plain, raw);
}

static void
set_state (HnDetailHeader *self, const char *icon_name, const char *text)
{
  gtk_image_set_from_icon_name (self->state_icon, icon_name);
  gtk_label_set_label (self->state, text);
}

static void
show_state (HnDetailHeader *self, HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);
  const char *active = info->active_state;
  const char *sub = info->sub_state;
  gboolean not_loaded = info->kind == HN_SERVICE_NOT_LOADED;
  g_autofree char *raw = NULL;

  if (info->refused)
    /* Translators: the state of a service whose unit files have a mistake. */
    set_state (self, "dialog-error-symbolic", _ ("Refused by systemd"));
  else if (not_loaded)
    /* Translators: the state of a service that is installed, but that systemd has not read. */
    set_state (self, "drive-harddisk-symbolic", _ ("Not loaded"));
  else if (info->running)
    /* Translators: the state of a service. */
    set_state (self, "media-playback-start-symbolic", _ ("Running"));
  else if (g_str_equal (active, "failed"))
    /* Translators: the state of a service that stopped with an error. */
    set_state (self, "dialog-error-symbolic", _ ("Stopped with an error"));
  else if (g_str_equal (sub, "exited"))
    /* Translators: the state of a service that has done its work, and counts as active. */
    set_state (self, "object-select-symbolic", _ ("Finished"));
  else
    /* Translators: the state of a service. */
    set_state (self, "media-playback-stop-symbolic", _ ("Not running"));

  if (*active != '\0' && !not_loaded)
    raw = *sub != '\0' ? g_strdup_printf ("%s (%s)", active, sub) : g_strdup (active);
  hn_label_show_text (self->raw_state, raw != NULL && !is_plain (raw) ? raw : NULL);
  hn_widget_set_tooltip (GTK_WIDGET (self->state), raw);

  gtk_widget_set_visible (self->kind, info->kind == HN_SERVICE_ONESHOT);
  gtk_widget_set_visible (self->disk_note, not_loaded);
}

static void
ring_clicked_cb (HnDetailHeader *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.explain-numbers", NULL);
}

/* In the middle, below the ring, where that stands above the words. */
static float
get_align (HnDetailHeader *self, GtkOrientation orientation)
{
  return orientation == GTK_ORIENTATION_VERTICAL ? 0.5f : 0.0f;
}

static GtkJustification
get_justification (HnDetailHeader *self, GtkOrientation orientation)
{
  return orientation == GTK_ORIENTATION_VERTICAL ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT;
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
show_comparison (HnDetailHeader *self)
{
  gboolean dirty = hn_changes_is_dirty (self->changes);

  gtk_widget_set_visible (self->comparison, dirty);
  if (!dirty)
    return;

  show_score (self->before, hn_changes_get_before (self->changes)->exposure, FALSE);
  show_score (self->after, hn_changes_get_after (self->changes)->exposure, TRUE);
  gtk_label_set_label (self->arrow, gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
                                        ? "←"
                                        : "→");
}

static void
show_cb (HnDetailHeader *self)
{
  const HnAssessment *after = hn_changes_get_after (self->changes);
  HnService *service = hn_changes_get_service (self->changes);

  if (after == NULL)
    return;

  gtk_label_set_label (self->name, hn_service_get_name (service));
  hn_label_show_text (self->description, hn_service_get_info (service)->description);
  hn_exposure_ring_set_exposure (self->ring, after->exposure, self->shown);
  self->shown = TRUE;
  show_comparison (self);
  show_state (self, service);
}

static void
hn_detail_header_dispose (GObject *object)
{
  HnDetailHeader *self = HN_DETAIL_HEADER (object);

  g_clear_object (&self->changes_signals);
  g_clear_object (&self->service_signals);
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_detail_header_parent_class)->dispose (object);
}

static void
hn_detail_header_class_init (HnDetailHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_header_dispose;

  g_type_ensure (HN_TYPE_EXPOSURE_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-header.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, ring);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, name);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, description);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, comparison);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, before);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, arrow);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, after);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, state_icon);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, state);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, raw_state);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, kind);
  gtk_widget_class_bind_template_child (widget_class, HnDetailHeader, disk_note);
  gtk_widget_class_bind_template_callback (widget_class, ring_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, get_align);
  gtk_widget_class_bind_template_callback (widget_class, get_justification);
}

static void
hn_detail_header_init (HnDetailHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->ring), "pointer");
  hn_label_set_verbatim (self->name);

  self->changes_signals = g_signal_group_new (HN_TYPE_CHANGES);
  g_signal_group_connect_swapped (self->changes_signals, "changed", G_CALLBACK (show_cb), self);
  /* All else of the service comes with an assessment, and that with the changes. */
  self->service_signals = g_signal_group_new (HN_TYPE_SERVICE);
  g_signal_group_connect_swapped (self->service_signals, "notify::active-state",
                                  G_CALLBACK (show_cb), self);
}

void
hn_detail_header_set_changes (HnDetailHeader *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_DETAIL_HEADER (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  g_set_object (&self->changes, changes);
  self->shown = FALSE;
  g_signal_group_set_target (self->changes_signals, changes);
  g_signal_group_set_target (self->service_signals,
                             changes != NULL ? hn_changes_get_service (changes) : NULL);
  if (changes != NULL)
    show_cb (self);
}
