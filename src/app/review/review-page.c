/* The page on which a person looks over a change before it is applied, or learns how to apply it by
 * hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-page.h"

#include <glib/gi18n-lib.h>

#include "app/common/alert.h"
#include "app/common/dialog-height.h"
#include "app/common/level-style.h"
#include "engine/validate.h"
#include "model/line-diff.h"
#include "review-by-hand.h"
#include "review-danger.h"
#include "review-diff.h"
#include "review-permission.h"
#include "review-restart.h"
#include "review-scores.h"
#include "source/manager/unread-units.h"

struct _HnReviewPage
{
  AdwNavigationPage parent_instance;

  /* owned */
  HnReview *review;
  char *problem; /* (nullable) */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  GtkLabel *problem_label;
  HnReviewScores *scores;
  GtkLabel *weakened;
  GtkLabel *unread;
  HnReviewPermission *permission;
  GtkLabel *path;
  GtkWidget *save_button;
  HnReviewDiff *diff;
  GtkLabel *legend;
  GtkLabel *last_words;
  HnReviewRestart *restart;
  HnReviewByHand *by_hand;
  GtkWidget *bottom;
  GtkLabel *promise;
  GtkButton *try_button;
};

G_DEFINE_FINAL_TYPE (HnReviewPage, hn_review_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_weakened (HnReviewPage *self)
{
  const char *const *names = hn_review_get_info (self->review)->weakened;
  guint n = g_strv_length ((GStrv) names);
  g_autofree char *list = g_strjoinv (", ", (GStrv) names);
  g_autofree char *text = NULL;

  /* Where a permission is asked for, that says more. */
  gtk_widget_set_visible (GTK_WIDGET (self->weakened),
                          n > 0 && !gtk_widget_get_visible (GTK_WIDGET (self->permission)));
  /* Translators: %s is a list of directives */
  text = g_strdup_printf (_ ("Less protection than the service came with: %s."), list);
  gtk_label_set_label (self->weakened, text);
}

/* What else happens when it is applied, because systemd reads all files then. */
static void
show_unread (HnReviewPage *self)
{
  const char *const *names = (const char *const *) hn_review_get_info (self->review)->plan.unread;
  gboolean any = names != NULL && names[0] != NULL;
  g_autofree char *text = any ? hn_unread_units_dup_text (names) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->unread),
                          any && hn_review_get_info (self->review)->state != HN_REVIEW_OFFLINE);
  gtk_label_set_label (self->unread, any ? text : "");
}

static void
show_diff (HnReviewPage *self)
{
  g_autoptr (GPtrArray) lines = hn_review_list_lines (self->review);
  const char *path = hn_review_get_info (self->review)->plan.path;
  g_autofree char *label = NULL;
  g_autofree char *added_text = NULL;
  g_autofree char *removed_text = NULL;
  g_autofree char *legend = NULL;
  guint added = 0, removed = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const HnDiffLine *line = lines->pdata[i];

      added += line->change == HN_LINE_ADDED;
      removed += line->change == HN_LINE_REMOVED;
    }

  /* Translators: said by screen readers about the text of a file; %s is its path. */
  label = g_strdup_printf (_ ("Changes in %s. Lines with a plus are new, lines with a minus go."),
                           path);
  hn_review_diff_set_lines (self->diff, lines, label);

  added_text = g_strdup_printf (ngettext ("+ %u new line", "+ %u new lines", added), added);
  removed_text = g_strdup_printf (ngettext ("− %u line goes", "− %u lines go", removed), removed);
  legend = g_strjoin (" · ", added > 0 ? added_text : removed_text,
                      added > 0 && removed > 0 ? removed_text : NULL, NULL);
  gtk_label_set_label (self->legend, added + removed > 0
                                         ? legend
                                         : _ ("Nothing differs from what stands there."));
  gtk_label_set_label (self->path, path);
}

/* What files that are read later change of it. */
static void
show_last_words (HnReviewPage *self)
{
  g_autoptr (GPtrArray) lines = hn_review_list_last_words (self->review);
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (GStrv) lines->pdata);
  hn_label_show_text (self->last_words, text);
}

static void
show_problem (HnReviewPage *self)
{
  const GError *error = hn_review_get_info (self->review)->error;
  const char *text = self->problem;

  if (text == NULL && hn_review_get_info (self->review)->state == HN_REVIEW_BAD && error != NULL)
    text = error->message;
  hn_label_show_text (self->problem_label, text);
}

static void
show_bottom (HnReviewPage *self)
{
  HnReviewState state = hn_review_get_info (self->review)->state;
  const HnPermission *permission = hn_review_get_info (self->review)->plan.permission;
  gboolean weakens = permission != NULL ? permission->reasons->len > 0
                                        : hn_review_get_info (self->review)->weakened[0] != NULL;
  gboolean removal = hn_review_get_info (self->review)->removal;
  gboolean tried = hn_plan_is_tried (&hn_review_get_info (self->review)->plan);
  gboolean risky = weakens || removal || !tried;
  const char *promise_classes[] = { "caption", tried ? "dimmed" : "error", NULL };
  const char *label;

  gtk_widget_set_visible (self->bottom, state < HN_REVIEW_NO_HELPER);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_button),
                            state == HN_REVIEW_READY && hn_review_has_changes (self->review));

  if (!tried)
    /* Translators: a button: writes a change without trying it; a question follows. */
    label = _ ("_Write Without a Trial…");
  else if (removal)
    /* Translators: a button: removes what Hardnut changed. */
    label = _ ("_Remove");
  else
    label = _ ("_Apply");
  gtk_button_set_label (self->try_button, label);
  gtk_widget_remove_css_class (GTK_WIDGET (self->try_button),
                               risky ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->try_button),
                            risky ? "destructive-action" : "suggested-action");
  gtk_label_set_label (self->promise,
                       tried ? _ ("Tried first, and taken back by itself unless you keep it.")
                             : _ ("Not tried: written for good, and in force at the next start."));
  gtk_widget_set_css_classes (GTK_WIDGET (self->promise), promise_classes);
}

static void
show_by_hand (HnReviewPage *self)
{
  gboolean by_hand = hn_review_get_info (self->review)->state >= HN_REVIEW_NO_HELPER;

  gtk_widget_set_visible (GTK_WIDGET (self->by_hand), by_hand);
  if (by_hand)
    hn_review_by_hand_show (self->by_hand, self->review,
                            hn_review_restart_get_active (self->restart));
}

static void
update (HnReviewPage *self)
{
  HnService *service = hn_review_get_service (self->review);
  gboolean removal = hn_review_get_info (self->review)->removal;

  adw_window_title_set_title (self->window_title,
                              removal ? _ ("Remove Hardnut’s Changes") : _ ("Review Changes"));
  adw_window_title_set_subtitle (self->window_title, hn_review_get_info (self->review)->unit);
  hn_review_scores_show (self->scores,
                         hn_changes_get_before (hn_review_get_info (self->review)->changes),
                         hn_review_get_after (self->review), NULL,
                         /* Translators: above the exposure of a service when changes are gone. */
                         removal ? _ ("Without the changes") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->scores),
                          hn_service_get_info (service)->assessment != NULL);
  hn_review_permission_show (self->permission, self->review);
  show_weakened (self);
  show_last_words (self);
  show_unread (self);
  show_diff (self);
  hn_review_restart_show (self->restart, self->review);
  show_by_hand (self);
  gtk_widget_set_visible (self->save_button,
                          !removal && !gtk_widget_get_visible (GTK_WIDGET (self->by_hand)));
  show_problem (self);
  show_bottom (self);
}

static void
toast (HnReviewPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "review.toast", "s", text);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnReviewPage *self = HN_REVIEW_PAGE (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), hn_review_get_text (self->review));
  toast (self, _ ("Settings file copied"));
}

static void
copy_commands_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnReviewPage *self = HN_REVIEW_PAGE (widget);
  g_autofree char *commands =
      hn_review_dup_commands (self->review, hn_review_restart_get_active (self->restart));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_strchomp (commands));
  toast (self, _ ("Commands copied"));
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReviewPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *valid = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    valid = g_utf8_make_valid (error->message, -1);
  toast (self, valid != NULL ? valid : _ ("Settings file saved"));
}

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnReviewPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (object), result, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (file != NULL)
    {
      const char *text = hn_review_get_text (self->review);

      bytes = g_bytes_new (text, strlen (text));
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                           saved_cb, g_object_ref (self));
    }
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    {
      toast (self, error->message);
    }
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Save Settings File"));
  gtk_file_dialog_set_initial_name (dialog, HN_DROP_IN_NAME);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb,
                        g_object_ref (widget));
}

/* The button goes with the lines, so that the focus has to move. */
static void
leave_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HnReviewPage *self = HN_REVIEW_PAGE (widget);

  if (!hn_review_leave_out (self->review))
    return;

  toast (self, _ ("Left out. Undo brings it back."));
  gtk_widget_grab_focus (GTK_WIDGET (self->try_button));
}

static void
try_it (HnReviewPage *self)
{
  hn_review_page_set_problem (self, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "review.try", "(bu)",
                              hn_review_restart_get_active (self->restart),
                              hn_review_restart_get_seconds (self->restart));
}

static void
confirmed_cb (HnReviewPage *self)
{
  if (hn_review_get_info (self->review)->state == HN_REVIEW_READY)
    try_it (self);
}

/* Nothing will be watched, and nothing taken back: that takes a word of its own. */
static void
try_cb (HnReviewPage *self)
{
  AdwDialog *dialog;

  if (hn_review_get_info (self->review)->state != HN_REVIEW_READY)
    return;
  if (hn_plan_is_tried (&hn_review_get_info (self->review)->plan))
    {
      try_it (self);
      return;
    }

  dialog = hn_review_danger_new (self->review);
  g_signal_connect_object (dialog, "response::write", G_CALLBACK (confirmed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
hn_review_page_dispose (GObject *object)
{
  g_clear_object (&HN_REVIEW_PAGE (object)->review);
  g_clear_pointer (&HN_REVIEW_PAGE (object)->problem, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_PAGE);

  G_OBJECT_CLASS (hn_review_page_parent_class)->dispose (object);
}

static void
hn_review_page_class_init (HnReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_review_page_dispose;

  g_type_ensure (HN_TYPE_REVIEW_PERMISSION);
  g_type_ensure (HN_TYPE_REVIEW_SCORES);
  g_type_ensure (HN_TYPE_REVIEW_DIFF);
  g_type_ensure (HN_TYPE_REVIEW_RESTART);
  g_type_ensure (HN_TYPE_REVIEW_BY_HAND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-page.ui");
  hn_dialog_height_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, scores);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, weakened);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, permission);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, unread);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, path);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, diff);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, legend);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, last_words);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, restart);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, by_hand);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, promise);
  gtk_widget_class_bind_template_child (widget_class, HnReviewPage, try_button);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_install_action (widget_class, "review.leave-out", NULL, leave_out_action);
  gtk_widget_class_install_action (widget_class, "review.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "review.copy-commands", NULL,
                                   copy_commands_action);
  gtk_widget_class_install_action (widget_class, "review.save", NULL, save_action);
}

static void
hn_review_page_init (HnReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_buttons_wrap (GTK_WIDGET (self->try_button));

  /* Paths and the words of others may hold anything. */
  hn_label_set_verbatim (self->path);
  hn_label_set_verbatim (self->unread);

  g_signal_connect_swapped (self->restart, "toggled", G_CALLBACK (show_by_hand), self);
}

AdwNavigationPage *
hn_review_page_new (HnReview *review)
{
  HnReviewPage *self;

  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);

  self = g_object_new (HN_TYPE_REVIEW_PAGE, NULL);
  self->review = g_object_ref (review);
  g_signal_connect_object (review, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}

void
hn_review_page_set_problem (HnReviewPage *self, const char *problem)
{
  g_return_if_fail (HN_IS_REVIEW_PAGE (self));

  g_set_str (&self->problem, problem);
  show_problem (self);
  if (problem != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), problem,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
