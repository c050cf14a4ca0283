/* The page on which a person follows a change that is being applied: its steps, and the countdown
 * in which to keep it or to take it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-page.h"

#include <glib/gi18n-lib.h>

#include "app/common/dialog-height.h"
#include "trial-step-row.h"
#include "review-scores.h"

struct _HnTrialPage
{
  AdwNavigationPage parent_instance;

  HnTrial *trial;                        /* owned */
  const HnTrialInfo *info;               /* its own */
  GtkWidget *rows[HN_TRIAL_HEALTHY + 1]; /* borrowed, from %HN_TRIAL_AUTHORIZED on */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  AdwBanner *banner;
  GtkListBox *steps;
  GtkWidget *countdown;
  GtkLabel *question;
  HnReviewScores *scores;
  GtkLabel *left;
  GtkProgressBar *progress;
  GtkButton *take_back_button;
  GtkWidget *keep_button;
  GtkWidget *promise;
};

G_DEFINE_FINAL_TYPE (HnTrialPage, hn_trial_page, ADW_TYPE_NAVIGATION_PAGE)

static void
announce (HnTrialPage *self, const char *text, GtkAccessibleAnnouncementPriority priority)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, priority);
}

static void
keep_cb (HnTrialPage *self)
{
  hn_trial_keep (self->trial);
}

static void
take_back_cb (HnTrialPage *self)
{
  hn_trial_take_back (self->trial);
}

static char *
dup_left (guint seconds)
{
  if (seconds == 0)
    return g_strdup (_ ("The time is up."));

  return g_strdup_printf (ngettext ("Taken back in %u second unless you keep it.",
                                    "Taken back in %u seconds unless you keep it.", seconds),
                          seconds);
}

static void
seconds_cb (HnTrialPage *self)
{
  guint left = hn_trial_get_seconds_left (self->trial);
  guint all = self->info->seconds;
  g_autofree char *text = dup_left (left);

  gtk_label_set_label (self->left, text);
  gtk_progress_bar_set_fraction (self->progress, all > 0 ? MIN (1.0, (double) left / all) : 0);

  /* Not each second: a screen reader has other things to say, too. */
  if (left == 30 || left == 10 || left == 5)
    announce (self, text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
show_question (HnTrialPage *self)
{
  HnTrialState state = hn_trial_get_state (self->trial);
  const char *unit = hn_trial_get_unit (self->trial);
  g_autofree char *text = NULL;
  const HnAssessment *real = self->info->real;

  if (state == HN_TRIAL_HEALTHY && self->info->at_once)
    /* Translators: %s is the name of a service. */
    text =
        g_strdup_printf (_ ("%s runs with what needs no restart, and the rest of the change is in "
                            "force at its next start. Keep it?"),
                         unit);
  else if (state == HN_TRIAL_HEALTHY &&
           hn_trial_get_step (self->trial, HN_TRIAL_RESTARTED) == HN_STEP_SKIPPED)
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("The change to %s is in force at its next start. Keep it?"), unit);
  else if (state == HN_TRIAL_HEALTHY)
    /* Translators: %s is the name of a service. */
    text = g_strdup_printf (_ ("%s runs with the change. Keep it?"), unit);
  else
    text = g_strdup (_ ("Making the change permanent…"));
  gtk_label_set_label (self->question, text);

  hn_review_scores_show (self->scores, NULL, real, NULL,
                         /* Translators: above an exposure: it is the one that holds. */
                         _ ("As systemd has it now"));
  gtk_widget_set_visible (GTK_WIDGET (self->scores), real != NULL);
}

static void
show_title (HnTrialPage *self)
{
  const char *title;

  switch (hn_trial_get_state (self->trial))
    {
    case HN_TRIAL_ASKING:
      title = _ ("Waiting for Authorization");
      break;
    case HN_TRIAL_HEALTHY:
    case HN_TRIAL_KEEPING:
      title = _ ("Keep the Change?");
      break;
    case HN_TRIAL_REVERTING:
      title = _ ("Taking Back…");
      break;
    default:
      title = self->info->removal ? _ ("Removing…") : _ ("Applying…");
      break;
    }

  adw_window_title_set_title (self->window_title, title);
}

static void
show_buttons (HnTrialPage *self)
{
  HnTrialState state = hn_trial_get_state (self->trial);
  gboolean asking = state == HN_TRIAL_ASKING;
  gboolean confirming = state == HN_TRIAL_HEALTHY;
  gboolean keeping = state == HN_TRIAL_KEEPING;

  gtk_button_set_label (self->take_back_button, asking ? _ ("_Cancel")
                                                       /* Translators: a button: the change goes. */
                                                       : _ ("_Take Back"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->take_back_button), state <= HN_TRIAL_HEALTHY);
  gtk_widget_set_sensitive (self->keep_button, confirming);
  gtk_widget_set_visible (self->countdown, confirming || keeping);
  gtk_widget_set_visible (GTK_WIDGET (self->left), confirming);
  gtk_widget_set_visible (self->promise, !asking && !keeping && !self->info->next_start);
}

static void
show_banner (HnTrialPage *self)
{
  const GError *error = self->info->error;

  if (error != NULL)
    adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, error != NULL);
}

static void
update (HnTrialPage *self)
{
  for (HnTrialState step = HN_TRIAL_AUTHORIZED; step <= HN_TRIAL_HEALTHY; step++)
    hn_trial_step_row_show (HN_TRIAL_STEP_ROW (self->rows[step]), self->trial);

  show_title (self);
  show_question (self);
  show_buttons (self);
  show_banner (self);
}

static void
state_cb (HnTrialPage *self)
{
  update (self);
  if (hn_trial_get_state (self->trial) == HN_TRIAL_HEALTHY)
    {
      g_autofree char *left = dup_left (hn_trial_get_seconds_left (self->trial));
      g_autofree char *text = g_strdup_printf ("%s %s", gtk_label_get_label (self->question), left);

      seconds_cb (self);
      announce (self, text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
      /* A person who happens to press Enter now has not decided to keep anything. */
      gtk_widget_grab_focus (GTK_WIDGET (self->take_back_button));
    }
}

static void
hn_trial_page_dispose (GObject *object)
{
  HnTrialPage *self = HN_TRIAL_PAGE (object);

  g_clear_object (&self->trial);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_TRIAL_PAGE);

  G_OBJECT_CLASS (hn_trial_page_parent_class)->dispose (object);
}

static void
hn_trial_page_class_init (HnTrialPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_trial_page_dispose;

  g_type_ensure (HN_TYPE_REVIEW_SCORES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/trial-page.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, banner);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, steps);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, countdown);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, question);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, scores);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, left);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, take_back_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialPage, promise);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_back_cb);
}

static void
hn_trial_page_init (HnTrialPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (HnTrialState step = HN_TRIAL_AUTHORIZED; step <= HN_TRIAL_HEALTHY; step++)
    {
      self->rows[step] = hn_trial_step_row_new (step);
      gtk_list_box_append (self->steps, self->rows[step]);
    }
}

AdwNavigationPage *
hn_trial_page_new (HnTrial *trial)
{
  HnTrialPage *self;

  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  self = g_object_new (HN_TYPE_TRIAL_PAGE, NULL);
  self->trial = g_object_ref (trial);
  self->info = hn_trial_get_info (trial);
  adw_window_title_set_subtitle (self->window_title, hn_trial_get_unit (trial));
  g_signal_connect_object (trial, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trial, "state-changed", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trial, "seconds-changed", G_CALLBACK (seconds_cb), self,
                           G_CONNECT_SWAPPED);
  state_cb (self);

  return ADW_NAVIGATION_PAGE (self);
}
