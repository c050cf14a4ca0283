/* One step of a trial: what it is, and a sign for how far it has come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-step-row.h"

#include <glib/gi18n-lib.h>

struct _HnTrialStepRow
{
  AdwActionRow parent_instance;

  HnTrialState step;
  HnStepState state;

  /* borrowed, children */
  GtkStack *stack;
  GtkImage *image;
};

G_DEFINE_FINAL_TYPE (HnTrialStepRow, hn_trial_step_row, ADW_TYPE_ACTION_ROW)

/* The words of a step: for one that fails, and what it means, which may be another in one state. */
static const struct
{
  const char *title;
  const char *doing;
  const char *meaning;
  HnStepState other_state;
  const char *other_meaning; /* (nullable) */
} steps[] = {
  /* Translators: a step of applying a change: the person may do so. */
  [HN_TRIAL_AUTHORIZED] = { N_ ("Authorized"), N_ ("Asking for authorization"),
                            N_ ("You may be asked for a password."), HN_STEP_DONE,
                            N_ ("You may change this service.") },
  /* Translators: a step of applying a change: the file is there. */
  [HN_TRIAL_WRITTEN] = { N_ ("Written"), N_ ("Writing the settings file"),
                         N_ ("The settings file is in place, until the trial ends.") },
  /* Translators: a step of applying a change: systemd has read the file. */
  [HN_TRIAL_LOADED] = { N_ ("Loaded"), N_ ("Having systemd load the settings file"),
                        N_ ("systemd has read it, and takes every line.") },
  /* Translators: a step of applying a change: the service was started anew. */
  [HN_TRIAL_RESTARTED] = { N_ ("Restarted"), N_ ("Restarting the service"),
                           N_ ("The service was started anew."), HN_STEP_SKIPPED,
                           N_ ("The service goes on without a restart.") },
  /* Translators: a step of applying a change: the service kept running for a while. */
  [HN_TRIAL_HEALTHY] = { N_ ("Healthy"), N_ ("Watching whether the service keeps running"),
                         N_ ("The service kept running while it was watched."), HN_STEP_UNDER_WAY,
                         N_ ("The service is being watched; this takes up to half a minute.") },
};

/* How far a step is. */
static const struct
{
  const char *word;
  const char *icon;
  const char *css_class;
} states[] = {
  /* Translators: said by screen readers about a step of applying a change. */
  [HN_STEP_WAITING] = { N_ ("not yet"), "content-loading-symbolic", "dimmed" },
  /* Translators: said by screen readers about a step of applying a change. */
  [HN_STEP_UNDER_WAY] = { N_ ("under way"), "content-loading-symbolic", "accent" },
  /* Translators: said by screen readers about a step of applying a change. */
  [HN_STEP_DONE] = { N_ ("done"), "object-select-symbolic", "success" },
  /* Translators: said by screen readers about a step of applying a change. */
  [HN_STEP_SKIPPED] = { N_ ("skipped"), "media-skip-forward-symbolic", "dimmed" },
  /* Translators: said by screen readers about a step of applying a change. */
  [HN_STEP_FAILED] = { N_ ("failed"), "dialog-error-symbolic", "error" },
};

const char *
hn_step_get_doing (HnTrialState step)
{
  g_return_val_if_fail (step >= HN_TRIAL_AUTHORIZED && step <= HN_TRIAL_HEALTHY, NULL);

  return _ (steps[step].doing);
}

/* (transfer full): for screen readers */
static char *
dup_spoken (HnTrialStepRow *self)
{
  /* Translators: said by screen readers: a step such as Restarted, and "done" or "failed". */
  return g_strdup_printf (_ ("%s: %s"), _ (steps[self->step].title), _ (states[self->state].word));
}

static void
show_state (HnTrialStepRow *self, HnStepState state)
{
  gboolean other =
      state == steps[self->step].other_state && steps[self->step].other_meaning != NULL;
  const char *classes[] = { states[state].css_class, NULL };
  g_autofree char *spoken = NULL;

  self->state = state;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ (other ? steps[self->step].other_meaning
                                                               : steps[self->step].meaning));
  gtk_stack_set_visible_child_name (self->stack, state == HN_STEP_UNDER_WAY ? "spinner" : "image");
  gtk_image_set_from_icon_name (self->image, states[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), classes);

  spoken = dup_spoken (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
hn_trial_step_row_class_init (HnTrialStepRowClass *klass)
{
}

static void
hn_trial_step_row_init (HnTrialStepRow *self)
{
  GtkWidget *spinner = adw_spinner_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_size_request (spinner, 16, 16);
  gtk_widget_set_valign (GTK_WIDGET (self->stack), GTK_ALIGN_CENTER);
  gtk_stack_set_hhomogeneous (self->stack, TRUE);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->image), "image");
  gtk_stack_add_named (self->stack, spinner, "spinner");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->stack));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  /* The row is named by its title, which would hide how far the step has come. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

GtkWidget *
hn_trial_step_row_new (HnTrialState step)
{
  HnTrialStepRow *self = g_object_new (HN_TYPE_TRIAL_STEP_ROW, NULL);

  self->step = step;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (steps[step].title));
  show_state (self, HN_STEP_WAITING);

  return GTK_WIDGET (self);
}

void
hn_trial_step_row_show (HnTrialStepRow *self, HnTrial *trial)
{
  HnStepState state;

  g_return_if_fail (HN_IS_TRIAL_STEP_ROW (self));
  g_return_if_fail (HN_IS_TRIAL (trial));

  state = hn_trial_get_step (trial, self->step);
  if (state == self->state)
    return;

  show_state (self, state);
  if (state == HN_STEP_DONE || state == HN_STEP_FAILED)
    {
      g_autofree char *spoken = dup_spoken (self);

      gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
}
