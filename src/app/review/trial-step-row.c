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

const char *
hn_step_get_title (HnTrialState step)
{
  switch (step)
    {
    case HN_TRIAL_AUTHORIZED:
      /* Translators: a step of applying a change: the person may do so. */
      return _ ("Authorized");
    case HN_TRIAL_WRITTEN:
      /* Translators: a step of applying a change: the file is there. */
      return _ ("Written");
    case HN_TRIAL_LOADED:
      /* Translators: a step of applying a change: systemd has read the file. */
      return _ ("Loaded");
    case HN_TRIAL_RESTARTED:
      /* Translators: a step of applying a change: the service was started anew. */
      return _ ("Restarted");
    case HN_TRIAL_HEALTHY:
      /* Translators: a step of applying a change: the service kept running for a while. */
      return _ ("Healthy");
    default:
      return "";
    }
}

static const char *
get_explanation (HnTrialState step, HnStepState state)
{
  switch (step)
    {
    case HN_TRIAL_AUTHORIZED:
      return state == HN_STEP_DONE ? _ ("You may change this service.")
                                   : _ ("You may be asked for a password.");
    case HN_TRIAL_WRITTEN:
      return _ ("The settings file is in place, until the trial ends.");
    case HN_TRIAL_LOADED:
      return _ ("systemd has read it, and takes every line.");
    case HN_TRIAL_RESTARTED:
      return state == HN_STEP_SKIPPED ? _ ("The service goes on without a restart.")
                                      : _ ("The service was started anew.");
    case HN_TRIAL_HEALTHY:
      return state == HN_STEP_UNDER_WAY
                 ? _ ("The service is being watched; this takes up to half a minute.")
                 : _ ("The service kept running while it was watched.");
    default:
      return "";
    }
}

static const char *
get_word (HnStepState state)
{
  switch (state)
    {
    case HN_STEP_UNDER_WAY:
      /* Translators: said by screen readers about a step of applying a change. */
      return _ ("under way");
    case HN_STEP_DONE:
      /* Translators: said by screen readers about a step of applying a change. */
      return _ ("done");
    case HN_STEP_SKIPPED:
      /* Translators: said by screen readers about a step of applying a change. */
      return _ ("skipped");
    case HN_STEP_FAILED:
      /* Translators: said by screen readers about a step of applying a change. */
      return _ ("failed");
    case HN_STEP_WAITING:
    default:
      /* Translators: said by screen readers about a step of applying a change. */
      return _ ("not yet");
    }
}

static const char *
get_icon (HnStepState state)
{
  switch (state)
    {
    case HN_STEP_DONE:
      return "object-select-symbolic";
    case HN_STEP_SKIPPED:
      return "media-skip-forward-symbolic";
    case HN_STEP_FAILED:
      return "dialog-error-symbolic";
    case HN_STEP_UNDER_WAY:
    case HN_STEP_WAITING:
    default:
      return "content-loading-symbolic";
    }
}

static void
show_state (HnTrialStepRow *self, HnStepState state)
{
  g_autofree char *spoken = NULL;

  self->state = state;
  gtk_stack_set_visible_child_name (self->stack, state == HN_STEP_UNDER_WAY ? "spinner" : "image");
  gtk_image_set_from_icon_name (self->image, get_icon (state));

  for (HnStepState other = HN_STEP_WAITING; other <= HN_STEP_FAILED; other++)
    {
      static const char *const classes[] = { "dimmed", "accent", "success", "dimmed", "error" };

      gtk_widget_remove_css_class (GTK_WIDGET (self->image), classes[other]);
      if (other == HN_STEP_FAILED)
        gtk_widget_add_css_class (GTK_WIDGET (self->image), classes[state]);
    }

  /* Translators: said by screen readers: a step such as Restarted, and "done" or "failed". */
  spoken = g_strdup_printf (_ ("%s: %s"), hn_step_get_title (self->step), get_word (state));
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
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), hn_step_get_title (step));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), get_explanation (step, HN_STEP_WAITING));
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

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), get_explanation (self->step, state));
  show_state (self, state);
  if (state == HN_STEP_DONE || state == HN_STEP_FAILED)
    {
      g_autofree char *spoken =
          g_strdup_printf (_ ("%s: %s"), hn_step_get_title (self->step), get_word (state));

      gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
}
