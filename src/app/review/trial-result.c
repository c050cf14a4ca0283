/* The page at the end of a trial that went as somebody wanted it: kept, with the exposure that
 * came of it, or taken back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-result.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/dialog-height.h"
#include "app/common/plain-row.h"
#include "engine/catalogue/check.h"
#include "review-scores.h"

struct _HnTrialResult
{
  AdwNavigationPage parent_instance;

  HnTrial *trial;          /* owned */
  const HnTrialInfo *info; /* its own */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *description;
  HnReviewScores *scores;
  GtkLabel *verdict;
  AdwBin *differences;
  GtkWidget *back_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (HnTrialResult, hn_trial_result, ADW_TYPE_NAVIGATION_PAGE)

static const char *
get_outcome (const HnFinding *finding)
{
  switch (hn_finding_passed (finding))
    {
    case 1:
      /* Translators: the outcome of a check. */
      return C_ ("outcome of a check", "passed");
    case 0:
      /* Translators: the outcome of a check. */
      return C_ ("outcome of a check", "failed");
    default:
      /* Translators: the outcome of a check. */
      return C_ ("outcome of a check", "does not apply");
    }
}

static GtkWidget *
difference_new (HnTrialResult *self, guint check)
{
  const HnAssessment *predicted = self->info->predicted;
  const HnAssessment *real = self->info->real;
  g_autofree char *outcome = NULL;
  g_autofree char *sentence =
      hn_finding_dup_description (real, check, self->info->real_settings, NULL);
  g_autofree char *subtitle = NULL;

  if (hn_finding_passed (&predicted->findings[check]) == hn_finding_passed (&real->findings[check]))
    outcome = g_strdup_printf (
        /* Translators: how far a check is from passing, as numbers: predicted and real. */
        _ ("Predicted badness %u, now %u."), predicted->findings[check].badness,
        real->findings[check].badness);
  else
    outcome =
        /* Translators: the outcomes of a check, such as "passed": predicted and real. */
        g_strdup_printf (_ ("Predicted: %s, now: %s."), get_outcome (&predicted->findings[check]),
                         get_outcome (&real->findings[check]));
  subtitle = g_strdup_printf ("%s %s", outcome, sentence);

  return hn_plain_row_new (_ (hn_check_get (check)->title), subtitle);
}

/* What the manager says now against what was predicted. */
static void
show_scores (HnTrialResult *self)
{
  const HnAssessment *predicted = self->info->predicted;
  const HnAssessment *real = self->info->real;
  g_autoptr (GArray) indexes = hn_trial_list_differences (self->trial);
  gboolean differs = indexes->len > 0;
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (guint i = 0; i < indexes->len; i++)
    adw_preferences_group_add (group, difference_new (self, g_array_index (indexes, guint, i)));
  adw_bin_set_child (self->differences, GTK_WIDGET (group));
  gtk_widget_set_visible (GTK_WIDGET (self->differences), differs);

  gtk_widget_set_visible (GTK_WIDGET (self->scores), real != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), real != NULL && predicted != NULL);
  if (real == NULL)
    return;

  hn_review_scores_show (self->scores, differs ? predicted : NULL, real,
                         /* Translators: above an exposure of a service. */
                         _ ("Predicted"),
                         /* Translators: above an exposure: it is the one that holds. */
                         _ ("As systemd has it now"));

  if (differs && predicted->exposure != real->exposure)
    gtk_label_set_label (self->verdict, _ ("This is not what was predicted."));
  else if (differs)
    gtk_label_set_label (self->verdict,
                         _ ("The exposure is as predicted, but not every check is."));
  else
    gtk_label_set_label (self->verdict, _ ("Exactly as predicted."));
}

static void
show_kept (HnTrialResult *self)
{
  const char *unit = hn_trial_get_unit (self->trial);
  gboolean removal = self->info->removal;
  g_autofree char *text = NULL;

  gtk_image_set_from_icon_name (self->icon, "object-select-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "success");
  gtk_label_set_label (self->heading, removal ? _ ("Removed") : _ ("Kept"));

  if (self->info->at_once)
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("The change is permanent. What needs a restart is in force when %s "
                               "starts next."),
                            unit);
  else if (self->info->next_start)
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("The change is written, and in force when %s starts next."), unit);
  else if (removal)
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("%s is as it was without Hardnut’s changes."), unit);
  else
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("The change to %s is permanent."), unit);
  gtk_label_set_label (self->description, text);
  show_scores (self);
}

static void
show_reverted (HnTrialResult *self)
{
  const char *reason = self->info->reason;
  g_autofree char *text = NULL;

  gtk_image_set_from_icon_name (self->icon, "edit-undo-symbolic");
  gtk_label_set_label (self->heading, _ ("Taken Back"));
  text = g_strdup_printf (
      "%s%s%s", reason != NULL ? reason : "", reason != NULL ? "\n" : "",
      self->info->foreign
          ? _ ("The service is as before.")
          : _ ("The service is as before. Your changes are still there, to be tried again."));
  gtk_label_set_label (self->description, text);
}

static void
update (HnTrialResult *self)
{
  switch (hn_trial_get_state (self->trial))
    {
    case HN_TRIAL_KEPT:
      show_kept (self);
      break;
    case HN_TRIAL_REVERTED:
      show_reverted (self);
      break;
    default:
      gtk_image_set_from_icon_name (self->icon, "dialog-question-symbolic");
      gtk_label_set_label (self->heading, _ ("The Trial Has Ended"));
      gtk_label_set_label (self->description,
                           _ ("The helper could not be heard for a while, so it is not known "
                              "whether the change was kept. The page of the service shows how it "
                              "is now."));
      break;
    }
}

static void
shown_cb (HnTrialResult *self)
{
  g_autofree char *spoken = g_strdup_printf ("%s. %s", gtk_label_get_label (self->heading),
                                             gtk_label_get_label (self->description));

  gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static gboolean
hn_trial_result_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (HN_TRIAL_RESULT (widget)->close_button);
}

static void
hn_trial_result_dispose (GObject *object)
{
  g_clear_object (&HN_TRIAL_RESULT (object)->trial);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_TRIAL_RESULT);

  G_OBJECT_CLASS (hn_trial_result_parent_class)->dispose (object);
}

static void
hn_trial_result_class_init (HnTrialResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_trial_result_dispose;
  widget_class->grab_focus = hn_trial_result_grab_focus;

  g_type_ensure (HN_TYPE_REVIEW_SCORES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/trial-result.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, icon);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, heading);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, description);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, scores);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, verdict);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, differences);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, back_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialResult, close_button);
}

static void
hn_trial_result_init (HnTrialResult *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_buttons_wrap (self->back_button);
  g_signal_connect (self, "shown", G_CALLBACK (shown_cb), NULL);
}

AdwNavigationPage *
hn_trial_result_new (HnTrial *trial, gboolean can_go_back)
{
  HnTrialResult *self;

  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  self = g_object_new (HN_TYPE_TRIAL_RESULT, NULL);
  self->trial = g_object_ref (trial);
  self->info = hn_trial_get_info (trial);
  adw_window_title_set_subtitle (self->window_title, hn_trial_get_unit (trial));
  gtk_widget_set_visible (self->back_button,
                          can_go_back && hn_trial_get_state (trial) == HN_TRIAL_REVERTED);
  g_signal_connect_object (trial, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
