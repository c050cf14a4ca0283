/* Decides which page comes when; the pages know nothing of each other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/common/dialog-height.h"
#include "app/common/toast.h"
#include "trial-failure.h"
#include "trial-page.h"
#include "trial-result.h"
#include "culprit-page.h"
#include "review-page.h"

struct _HnReviewDialog
{
  AdwDialog parent_instance;

  /* owned */
  HnReview *review;        /* (nullable) */
  HnTrial *trial;          /* (nullable) */
  HnCulpritSearch *search; /* (nullable): of what of the trial is to blame */

  /* borrowed */
  AdwNavigationPage *review_page; /* (nullable) */
  AdwToastOverlay *toast_overlay;
  AdwNavigationView *navigation;
};

G_DEFINE_FINAL_TYPE (HnReviewDialog, hn_review_dialog, ADW_TYPE_DIALOG)

static void
toast (HnReviewDialog *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toast_overlay, hn_toast_new (GTK_WIDGET (self), text, NULL));
}

/* @page: (nullable): of a trial; it lies above the review, where there is one */
static void
show_page (HnReviewDialog *self, AdwNavigationPage *page)
{
  AdwNavigationPage *pages[2];
  int n = 0;

  if (self->review_page != NULL)
    pages[n++] = self->review_page;
  if (page != NULL)
    pages[n++] = page;
  adw_navigation_view_replace (self->navigation, pages, n);

  /* The focus has to be set: what had it is gone. A dialog that is still being put together
   * gets its focus when it is presented. */
  if (n > 0 && gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (pages[n - 1]), GTK_DIR_TAB_FORWARD);
}

static void
go_back (HnReviewDialog *self)
{
  hn_review_refresh (self->review);
  show_page (self, NULL);
}

/* The helper said no. Most of it is for the person to read; what they said no to themselves is not.
 */
static void
show_refusal (HnReviewDialog *self)
{
  const GError *error = hn_trial_get_info (self->trial)->error;

  if (self->review_page == NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }

  go_back (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED))
    toast (self, _ ("Not authorized. Nothing was changed."));
  else if (g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_CHANGED))
    hn_review_page_set_problem (HN_REVIEW_PAGE (self->review_page),
                                _ ("The files of the service have changed meanwhile, and nothing "
                                   "was applied. This is how the change looks now."));
  else
    hn_review_page_set_problem (HN_REVIEW_PAGE (self->review_page), error->message);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_back (HN_REVIEW_DIALOG (widget));
}

/* Takes exactly what is to blame out of what is staged, and shows what is left of it: the suspects
 * of the trial ("review.retry"), or what the search has found ("review.rest"). */
static void
leave_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnReviewDialog *self = HN_REVIEW_DIALOG (widget);
  g_autoptr (GPtrArray) lines = g_str_equal (name, "review.rest")
                                    ? hn_culprit_search_list_culprits (self->search)
                                    : hn_trial_list_suspects (self->trial);
  g_autoptr (GPtrArray) content = hn_trial_dup_without (self->trial, lines);
  g_autofree char *text = NULL;

  hn_changes_leave_out (hn_review_get_info (self->review)->changes, lines, content,
                        hn_trial_get_info (self->trial)->present);
  go_back (self);
  text = g_strdup_printf (ngettext ("%u setting left out. This is the rest.",
                                    "%u settings left out. This is the rest.", lines->len),
                          lines->len);
  toast (self, text);
}

static void
begin_search (HnReviewDialog *self)
{
  AdwNavigationPage *page;

  if (self->trial == NULL)
    return;

  g_clear_object (&self->search);
  self->search = hn_review_search (self->review, self->trial);
  page = hn_culprit_page_new (self->search);
  show_page (self, page);
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

/* What it costs is said before. */
static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwDialog *dialog = hn_culprit_question_new (HN_REVIEW_DIALOG (widget)->trial);

  g_signal_connect_object (dialog, "response::begin", G_CALLBACK (begin_search), widget,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

static void
show_end (HnReviewDialog *self)
{
  gboolean can_go_back = self->review_page != NULL && !hn_review_get_info (self->review)->removal;
  AdwNavigationPage *page;

  if (hn_trial_get_state (self->trial) == HN_TRIAL_FAILED ||
      (hn_trial_get_info (self->trial)->failed &&
       hn_trial_get_state (self->trial) == HN_TRIAL_REVERTED))
    page = hn_trial_failure_new (self->trial, can_go_back);
  else
    page = hn_trial_result_new (self->trial, can_go_back);
  show_page (self, page);
  /* These know which of their buttons it goes to. */
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
trial_state_cb (HnReviewDialog *self, HnTrial *trial)
{
  HnTrialState state = hn_trial_get_state (trial);

  if (trial != self->trial || !hn_trial_state_is_end (state))
    return;

  g_signal_handlers_disconnect_by_data (trial, self);
  if (state == HN_TRIAL_REFUSED)
    {
      show_refusal (self);
      return;
    }

  /* What somebody else has tried is read from its file. */
  if (state == HN_TRIAL_KEPT && self->review != NULL && !hn_trial_get_info (trial)->removal &&
      hn_trial_get_info (trial)->content != NULL)
    hn_changes_set_kept (hn_review_get_info (self->review)->changes,
                         hn_trial_get_info (trial)->content);
  show_end (self);
}

static void
follow (HnReviewDialog *self, HnTrial *trial)
{
  g_set_object (&self->trial, trial);
  /* What became of an earlier trial says nothing about this one. */
  adw_toast_overlay_dismiss_all (self->toast_overlay);
  g_signal_connect_object (trial, "state-changed", G_CALLBACK (trial_state_cb), self,
                           G_CONNECT_SWAPPED);
  show_page (self, hn_trial_page_new (trial));
  trial_state_cb (self, trial);
}

/* @parameter: whether the service is restarted, and the seconds in which to keep the change */
static void
try_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnReviewDialog *self = HN_REVIEW_DIALOG (widget);
  g_autoptr (HnTrial) trial = NULL;
  gboolean restart;
  guint seconds;

  g_variant_get (parameter, "(bu)", &restart, &seconds);
  trial = hn_review_try (self->review, restart, seconds);
  follow (self, trial);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toast (HN_REVIEW_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
hn_review_dialog_dispose (GObject *object)
{
  HnReviewDialog *self = HN_REVIEW_DIALOG (object);

  /* A person who closes the dialog while a password is asked for does not want the change. */
  if (self->trial != NULL && hn_trial_get_state (self->trial) == HN_TRIAL_ASKING)
    hn_trial_take_back (self->trial);
  g_clear_object (&self->search);
  g_clear_object (&self->review);
  g_clear_object (&self->trial);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_DIALOG);

  G_OBJECT_CLASS (hn_review_dialog_parent_class)->dispose (object);
}

static void
hn_review_dialog_class_init (HnReviewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_review_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewDialog, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, HnReviewDialog, navigation);
  hn_dialog_height_install (widget_class);
  gtk_widget_class_install_action (widget_class, "review.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "review.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "review.retry", NULL, leave_out_action);
  gtk_widget_class_install_action (widget_class, "review.rest", NULL, leave_out_action);
  gtk_widget_class_install_action (widget_class, "review.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "review.try", "(bu)", try_action);
  gtk_widget_class_install_action (widget_class, "review.toast", "s", toast_action);
}

/* Nobody sees what becomes of the trial, though somebody may still hold the dialog. */
static void
closed_cb (HnReviewDialog *self)
{
  if (self->search != NULL)
    hn_culprit_search_stop (self->search);
}

static void
hn_review_dialog_init (HnReviewDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
}

AdwDialog *
hn_review_dialog_new (HnReview *review)
{
  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);

  return hn_review_dialog_new_at (review, hn_review_find_trial (review));
}

AdwDialog *
hn_review_dialog_new_at (HnReview *review, HnTrial *trial)
{
  HnReviewDialog *self;

  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);
  g_return_val_if_fail (trial == NULL || HN_IS_TRIAL (trial), NULL);

  self = g_object_new (HN_TYPE_REVIEW_DIALOG, NULL);
  self->review = g_object_ref (review);
  self->review_page = hn_review_page_new (review);
  adw_dialog_set_title (ADW_DIALOG (self), adw_navigation_page_get_title (self->review_page));
  adw_navigation_view_add (self->navigation, self->review_page);

  if (trial != NULL)
    follow (self, trial);

  return ADW_DIALOG (self);
}

AdwDialog *
hn_review_dialog_new_for_trial (HnTrial *trial)
{
  HnReviewDialog *self;

  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  self = g_object_new (HN_TYPE_REVIEW_DIALOG, NULL);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Trial"));
  follow (self, trial);

  return ADW_DIALOG (self);
}

HnTrial *
hn_review_dialog_get_trial (HnReviewDialog *self)
{
  g_return_val_if_fail (HN_IS_REVIEW_DIALOG (self), NULL);

  return self->trial;
}
