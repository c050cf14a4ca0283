/* What happens to the service when a change is applied: whether it restarts, what restarts or stops
 * with it, and how long the person has to keep the change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-restart.h"

#include <glib/gi18n-lib.h>

#include "app/common/plain-row.h"

struct _HnReviewRestart
{
  AdwPreferencesGroup parent_instance;

  gboolean possible; /* the service runs and may be restarted */
  gboolean by_hand;

  /* owned */
  HnRestart *shown;      /* (nullable): whose dependents are in the row */
  GPtrArray *dependents; /* of GtkWidget, borrowed: in dependents_row */

  /* borrowed, children of the template */
  AdwSwitchRow *restart_row;
  AdwActionRow *note_row;
  GtkImage *note_icon;
  AdwExpanderRow *dependents_row;
  AdwComboRow *seconds_row;
};

static guint toggled_signal;

G_DEFINE_FINAL_TYPE (HnReviewRestart, hn_review_restart, ADW_TYPE_PREFERENCES_GROUP)

static void
show_dependents (HnReviewRestart *self)
{
  gboolean shown = hn_review_restart_get_active (self) && self->shown != NULL &&
                   self->shown->dependents->len > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->dependents_row), shown);
}

static void
active_cb (HnReviewRestart *self)
{
  show_dependents (self);
  g_signal_emit (self, toggled_signal, 0);
}

static void
add_dependent (HnReviewRestart *self, const HnDependent *dependent)
{
  const char *description = dependent->description;
  gboolean described = description != NULL && !g_str_equal (description, dependent->name);
  GtkWidget *row = hn_plain_row_new (dependent->name, described ? description : "");
  /* Translators: what becomes of a unit that depends on the restarted service. */
  GtkWidget *label = gtk_label_new (dependent->stops ? _ ("Stops") : _ ("Restarts"));

  gtk_widget_add_css_class (label, dependent->stops ? "warning" : "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_expander_row_add_row (self->dependents_row, row);
  g_ptr_array_add (self->dependents, row);
}

static void
fill_dependents (HnReviewRestart *self, HnRestart *restart)
{
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  guint stops = 0, n = restart != NULL ? restart->dependents->len : 0;

  if (self->shown == restart)
    return;

  for (guint i = 0; i < self->dependents->len; i++)
    adw_expander_row_remove (self->dependents_row, self->dependents->pdata[i]);
  g_ptr_array_set_size (self->dependents, 0);
  g_clear_pointer (&self->shown, hn_restart_unref);
  self->shown = restart != NULL ? hn_restart_ref (restart) : NULL;

  for (guint i = 0; i < n; i++)
    {
      const HnDependent *dependent = restart->dependents->pdata[i];

      stops += dependent->stops;
      add_dependent (self, dependent);
    }

  title =
      g_strdup_printf (ngettext ("%u more unit is affected", "%u more units are affected", n), n);
  if (n >= HN_MANAGER_MAX_DEPENDENTS)
    subtitle = g_strdup (_ ("These and perhaps others depend on it."));
  else if (stops == 0)
    subtitle = g_strdup (_ ("They depend on it, and restart with it."));
  else
    subtitle =
        g_strdup_printf (ngettext ("%u of them stops, and does not come back by itself.",
                                   "%u of them stop, and do not come back by themselves.", stops),
                         stops);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->dependents_row), title);
  adw_expander_row_set_subtitle (self->dependents_row, subtitle);
}

static void
show_note (HnReviewRestart *self, const char *title, const char *subtitle, gboolean danger)
{
  gtk_widget_set_visible (GTK_WIDGET (self->note_row), title != NULL);
  if (title == NULL)
    return;

  gtk_image_set_from_icon_name (self->note_icon,
                                danger ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  if (danger)
    gtk_widget_add_css_class (GTK_WIDGET (self->note_row), "review-danger");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note_row), "review-danger");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), title);
  adw_action_row_set_subtitle (self->note_row, subtitle);
}

/* @never: why the service is not restarted from here at all */
static void
show_never (HnReviewRestart *self, const char *never, gboolean tried)
{
  g_autofree char *text = g_strdup_printf (
      /* Translators: %s is a sentence that says why a service is not restarted. */
      tried ? _ ("%s What needs no restart is tried, and the rest of the change is in force when "
                 "the service starts next, for example after the next start of the machine.")
            /* Translators: %s is a sentence that says why a service is not restarted. */
            : _ ("%s The change is not tried. It is written for good, and in force when the "
                 "service starts next, for example at the next start of the machine: if the "
                 "service does not start with it, you may be unable to log in."),
      never);

  show_note (self, tried ? _ ("Not Restarted From Here") : _ ("Not Tried, and for Good"), text,
             !tried && !self->by_hand);
}

/* @because: which other unit is in the way */
static void
show_blocked (HnReviewRestart *self, const char *because, gboolean tried)
{
  g_autofree char *text = g_strdup_printf (
      /* Translators: %s are two sentences that say which other unit is in the way, and why. */
      tried ? _ ("%s The change is tried without a restart, and all of it is in force when the "
                 "service starts next.")
            /* Translators: %s are two sentences that say which other unit is in the way, and
               why. */
            : _ ("%s All of the change is in force when the service starts next."),
      because);

  show_note (self, _ ("Not Restarted From Here"), text, FALSE);
}

void
hn_review_restart_show (HnReviewRestart *self, HnReview *review)
{
  HnRestart *restart;
  const GError *error;
  const char *never;
  const char *name;
  g_autofree char *because = NULL;
  gboolean tried, switchable;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (HN_IS_REVIEW_RESTART (self));
  g_return_if_fail (HN_IS_REVIEW (review));

  restart = hn_review_get_info (review)->plan.restart;
  error = hn_review_get_info (review)->restart_error;
  never = hn_review_get_never (review);
  self->by_hand = hn_review_get_info (review)->state >= HN_REVIEW_NO_HELPER;
  because = never == NULL ? hn_review_dup_blocked (review) : NULL;
  tried = hn_plan_is_tried (&hn_review_get_info (review)->plan) && !self->by_hand;
  switchable = never == NULL && because == NULL;
  name = hn_service_get_name (hn_review_get_service (review));
  self->possible = restart != NULL && restart->active && switchable;
  fill_dependents (self, restart);

  gtk_widget_set_visible (GTK_WIDGET (self),
                          hn_review_get_info (review)->state != HN_REVIEW_OFFLINE);
  gtk_widget_set_visible (GTK_WIDGET (self->restart_row),
                          switchable && (restart == NULL || restart->active) && error == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->restart_row), self->possible);
  gtk_widget_set_visible (GTK_WIDGET (self->seconds_row), tried);

  if (restart == NULL)
    subtitle = g_strdup (_ ("Finding out what depends on it…"));
  else
    /* Translators: %s is the name of a service. */
    subtitle = g_strdup_printf (_ ("%s stops for a moment. Without a restart nothing shows whether "
                                   "it works with the change."),
                                name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->restart_row), subtitle);

  if (never != NULL)
    {
      show_never (self, never, tried);
    }
  else if (because != NULL && restart->active)
    {
      show_blocked (self, because, tried);
    }
  else if (error != NULL)
    {
      show_note (self, _ ("Not Restarted"), error->message, FALSE);
    }
  else if (restart != NULL && !restart->active)
    {
      show_note (self, _ ("Not Running"),
                 _ ("There is nothing to restart. The change is in force when it starts next."),
                 FALSE);
    }
  else
    {
      show_note (self, NULL, NULL, FALSE);
    }

  show_dependents (self);
}

static void
hn_review_restart_dispose (GObject *object)
{
  HnReviewRestart *self = HN_REVIEW_RESTART (object);

  g_clear_pointer (&self->shown, hn_restart_unref);
  g_clear_pointer (&self->dependents, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_RESTART);

  G_OBJECT_CLASS (hn_review_restart_parent_class)->dispose (object);
}

static void
hn_review_restart_class_init (HnReviewRestartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_review_restart_dispose;

  toggled_signal = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-restart.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewRestart, restart_row);
  gtk_widget_class_bind_template_child (widget_class, HnReviewRestart, note_row);
  gtk_widget_class_bind_template_child (widget_class, HnReviewRestart, note_icon);
  gtk_widget_class_bind_template_child (widget_class, HnReviewRestart, dependents_row);
  gtk_widget_class_bind_template_child (widget_class, HnReviewRestart, seconds_row);
  gtk_widget_class_bind_template_callback (widget_class, active_cb);
}

static void
hn_review_restart_init (HnReviewRestart *self)
{
  self->dependents = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
hn_review_restart_get_active (HnReviewRestart *self)
{
  g_return_val_if_fail (HN_IS_REVIEW_RESTART (self), FALSE);

  return self->possible && adw_switch_row_get_active (self->restart_row);
}

guint
hn_review_restart_get_seconds (HnReviewRestart *self)
{
  static const guint seconds[] = { 30, 60, 300 };
  guint chosen;

  g_return_val_if_fail (HN_IS_REVIEW_RESTART (self), 60);

  chosen = adw_combo_row_get_selected (self->seconds_row);
  return chosen < G_N_ELEMENTS (seconds) ? seconds[chosen] : seconds[1];
}
