/* The page at the end of a trial that failed: at which step, what systemd and the service say
 * about it, and which directives are to blame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-failure.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/dialog-height.h"
#include "app/common/level-style.h"
#include "trial-step-row.h"
#include "suspect-row.h"

struct _HnTrialFailure
{
  AdwNavigationPage parent_instance;

  gboolean can_go_back;

  HnTrial *trial;          /* owned */
  const HnTrialInfo *info; /* its own */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkLabel *heading;
  GtkLabel *outcome;
  AdwActionRow *step_row;
  AdwActionRow *explanation_row;
  AdwActionRow *reason_row;
  AdwBin *suspects;
  GtkLabel *journal;
  GtkLabel *journal_note;
  GtkWidget *close_button;
  GtkWidget *back_button;
  GtkWidget *search_button;
  GtkButton *retry_button;
};

G_DEFINE_FINAL_TYPE (HnTrialFailure, hn_trial_failure, ADW_TYPE_NAVIGATION_PAGE)

static void
show_row (AdwActionRow *row, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
  if (valid != NULL)
    adw_action_row_set_subtitle (row, valid);
}

static const char *
get_step_text (HnTrial *trial)
{
  for (HnTrialState step = HN_TRIAL_AUTHORIZED; step <= HN_TRIAL_HEALTHY; step++)
    if (hn_trial_get_step (trial, step) == HN_STEP_FAILED)
      return hn_step_get_doing (step);

  return _ ("Making the change permanent");
}

static void
show_suspects (HnTrialFailure *self)
{
  const char *const *ignored = hn_trial_get_ignored (self->trial);
  const HnBlame *blame = self->info->blame;
  guint n = ignored == NULL && blame != NULL ? blame->suspects->len : 0;
  const char *title = _ ("Likely to Blame");
  const char *description;
  AdwPreferencesGroup *group;

  if (ignored != NULL)
    {
      title = _ ("Not Put in Force");
      description = _ ("systemd does not do here what these settings ask for.");
    }
  else if (n > 1 && !blame->narrowed)
    {
      title = _ ("One of These");
      description = _ ("The service does not say which. What was in force before the change is not "
                       "among them.");
    }
  else if (n > 1)
    description = _ ("One of these fits how the service ended, the likeliest first.");
  else
    description = _ ("Nothing else in the change fits how the service ended.");

  group =
      g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, "description", description, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->suspects),
                          n > 0 || (ignored != NULL && *ignored != NULL));
  for (; ignored != NULL && *ignored != NULL; ignored++)
    adw_preferences_group_add (group, hn_suspect_row_new_for_name (*ignored));
  for (guint i = 0; i < n; i++)
    {
      const HnSuspect *suspect = blame->suspects->pdata[i];

      adw_preferences_group_add (group, hn_suspect_row_new (suspect->change, suspect->proof));
    }
  adw_bin_set_child (self->suspects, GTK_WIDGET (group));
}

/* What may be tried next, the likeliest way blue. */
static void
show_buttons (HnTrialFailure *self)
{
  g_autoptr (GPtrArray) lines = hn_trial_list_suspects (self->trial);
  gboolean can_retry =
      self->can_go_back && lines->len > 0 && hn_trial_has_rest (self->trial, lines);
  /* Where the service is not well, or settings are ignored, trying parts of it says nothing new. */
  gboolean can_search = self->can_go_back && self->info->blame != NULL &&
                        hn_trial_get_state (self->trial) == HN_TRIAL_REVERTED &&
                        self->info->new->len > 1;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), can_retry);
  gtk_widget_set_visible (self->search_button, can_search);
  if (can_search && !can_retry)
    gtk_widget_add_css_class (self->search_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->search_button, "suggested-action");
  if (!can_retry)
    return;

  if (lines->len == 1)
    label =
        /* Translators: a button; %s is the name of a directive such as ProtectHome. */
        g_strdup_printf (_ ("_Try Again Without %s…"),
                         hn_directive_get (((const HnChange *) lines->pdata[0])->directive)->name);
  else
    label = g_strdup_printf (ngettext ("_Try Again Without This One…",
                                       "_Try Again Without These %u…", lines->len),
                             lines->len);
  gtk_button_set_label (self->retry_button, label);
}

static void
show_journal (HnTrialFailure *self)
{
  const char *const *lines = self->info->journal;
  const char *problem = self->info->journal_error;
  gboolean some = lines != NULL && lines[0] != NULL;
  g_autofree char *text = some ? g_strjoinv ("\n", (GStrv) lines) : NULL;
  g_autofree char *valid = some ? g_utf8_make_valid (text, -1) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->journal), some);
  gtk_widget_set_visible (GTK_WIDGET (self->journal_note), !some);
  if (some)
    gtk_label_set_label (self->journal, valid);
  else if (problem != NULL)
    gtk_label_set_label (self->journal_note, problem);
  else if (lines != NULL)
    gtk_label_set_label (self->journal_note, _ ("It wrote nothing."));
  else
    gtk_label_set_label (self->journal_note, _ ("Not known."));
}

static void
update (HnTrialFailure *self)
{
  const char *unit = hn_trial_get_unit (self->trial);
  gboolean broken = hn_trial_get_state (self->trial) == HN_TRIAL_FAILED;
  g_autofree char *heading = NULL;
  g_autofree char *outcome = NULL;

  /* Translators: %s is the name of a service. */
  heading = g_strdup_printf (broken ? _ ("%s Is Not Well") : _ ("%s Does Not Work With the Change"),
                             unit);
  gtk_label_set_label (self->heading, heading);
  if (broken)
    outcome = g_strdup_printf (
        /* Translators: %s is the name of a service, twice; the command stays as it is. */
        _ ("The change was taken back, but %s does not run with its old settings either. "
           "“systemctl status %s” tells more."),
        unit, unit);
  else
    outcome = g_strdup (_ ("The change was taken back. The service is as before."));
  gtk_label_set_label (self->outcome, outcome);
  if (broken)
    gtk_widget_add_css_class (GTK_WIDGET (self->outcome), "error");

  show_row (self->step_row, get_step_text (self->trial));
  show_row (self->explanation_row, self->info->explanation);
  /* The helper often says just what systemd does. */
  show_row (self->reason_row, g_strcmp0 (self->info->reason, self->info->explanation) != 0
                                  ? self->info->reason
                                  : NULL);
  show_suspects (self);
  show_buttons (self);
  show_journal (self);
}

static void
shown_cb (HnTrialFailure *self)
{
  const char *explanation = self->info->explanation;
  g_autofree char *spoken =
      g_strdup_printf ("%s. %s %s", gtk_label_get_label (self->heading),
                       gtk_label_get_label (self->outcome), explanation != NULL ? explanation : "");

  gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static gboolean
hn_trial_failure_grab_focus (GtkWidget *widget)
{
  HnTrialFailure *self = HN_TRIAL_FAILURE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->back_button) ? self->back_button
                                                                           : self->close_button);
}

static void
hn_trial_failure_dispose (GObject *object)
{
  g_clear_object (&HN_TRIAL_FAILURE (object)->trial);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_TRIAL_FAILURE);

  G_OBJECT_CLASS (hn_trial_failure_parent_class)->dispose (object);
}

static void
hn_trial_failure_class_init (HnTrialFailureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_trial_failure_dispose;
  widget_class->grab_focus = hn_trial_failure_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/trial-failure.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, heading);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, outcome);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, step_row);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, explanation_row);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, reason_row);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, suspects);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, journal);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, journal_note);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, close_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, back_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, search_button);
  gtk_widget_class_bind_template_child (widget_class, HnTrialFailure, retry_button);
}

static void
hn_trial_failure_init (HnTrialFailure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_buttons_wrap (GTK_WIDGET (self));

  /* The words of others may hold anything. */
  hn_label_set_verbatim (self->journal);
  hn_label_set_verbatim (GTK_LABEL (gtk_button_get_child (self->retry_button)));
  g_signal_connect (self, "shown", G_CALLBACK (shown_cb), NULL);
}

AdwNavigationPage *
hn_trial_failure_new (HnTrial *trial, gboolean can_go_back)
{
  HnTrialFailure *self;

  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  self = g_object_new (HN_TYPE_TRIAL_FAILURE, NULL);
  self->trial = g_object_ref (trial);
  self->info = hn_trial_get_info (trial);
  self->can_go_back = can_go_back;
  adw_window_title_set_subtitle (self->window_title, hn_trial_get_unit (trial));
  /* The dialog has a button to close it; one more only where nothing else can be done. */
  gtk_widget_set_visible (self->back_button, can_go_back);
  gtk_widget_set_visible (self->close_button, !can_go_back);
  g_signal_connect_object (trial, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
