/* The page on which a person follows a search, step by step.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "harden-progress.h"

#include <glib/gi18n-lib.h>

#include "app/common/plain-row.h"

struct _HnHardenProgress
{
  AdwNavigationPage parent_instance;

  guint n_shown; /* of the steps */

  HnHardening *hardening; /* owned */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkAdjustment *adjustment;
  GtkLabel *heading;
  GtkProgressBar *progress;
  GtkListBox *steps;
  GtkWidget *stop_button;
};

G_DEFINE_FINAL_TYPE (HnHardenProgress, hn_harden_progress, ADW_TYPE_NAVIGATION_PAGE)

static void
stop_cb (HnHardenProgress *self)
{
  hn_hardening_stop (self->hardening);
}

/* What is new stands last. */
static void
show_last_cb (HnHardenProgress *self)
{
  gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_upper (self->adjustment));
}

static void
show_steps (HnHardenProgress *self, GPtrArray *steps)
{
  for (; self->n_shown < steps->len; self->n_shown++)
    {
      const char *step = steps->pdata[self->n_shown];

      gtk_list_box_append (self->steps, hn_plain_row_new (step, ""));
      gtk_accessible_announce (GTK_ACCESSIBLE (self), step,
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->steps), steps->len > 0);
}

static void
update (HnHardenProgress *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  const char *heading;

  switch (info->state)
    {
    case HN_HARDENING_ASKING:
      heading = info->scope == HN_SCOPE_SYSTEM ? _ ("Waiting for Authorization") : _ ("Searching…");
      break;
    case HN_HARDENING_STOPPING:
      heading = _ ("Taking Back…");
      break;
    default:
      heading = _ ("Searching…");
      break;
    }
  gtk_label_set_label (self->heading, heading);
  gtk_progress_bar_set_fraction (self->progress,
                                 (double) info->n_trials / (HN_HARDENING_MAX_TRIALS + 1));
  gtk_widget_set_sensitive (self->stop_button, info->state != HN_HARDENING_STOPPING);
  show_steps (self, info->steps);
}

static gboolean
hn_harden_progress_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (HN_HARDEN_PROGRESS (widget)->stop_button);
}

static void
hn_harden_progress_dispose (GObject *object)
{
  g_clear_object (&HN_HARDEN_PROGRESS (object)->hardening);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HARDEN_PROGRESS);

  G_OBJECT_CLASS (hn_harden_progress_parent_class)->dispose (object);
}

static void
hn_harden_progress_class_init (HnHardenProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_harden_progress_dispose;
  widget_class->grab_focus = hn_harden_progress_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/harden-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, adjustment);
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, heading);
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, progress);
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, steps);
  gtk_widget_class_bind_template_child (widget_class, HnHardenProgress, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_last_cb);
}

static void
hn_harden_progress_init (HnHardenProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
hn_harden_progress_new (HnHardening *hardening)
{
  HnHardenProgress *self;
  HnChanges *changes;

  g_return_val_if_fail (HN_IS_HARDENING (hardening), NULL);

  self = g_object_new (HN_TYPE_HARDEN_PROGRESS, NULL);
  self->hardening = g_object_ref (hardening);
  changes = hn_hardening_get_info (hardening)->changes;
  adw_window_title_set_subtitle (self->window_title,
                                 hn_service_get_name (hn_changes_get_service (changes)));
  g_signal_connect_object (hardening, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
