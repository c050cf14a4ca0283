/* The dialog that shows what Hardnut has changed about a service, and from which it can be removed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "own-changes.h"

#include <glib/gi18n-lib.h>

#include "level-style.h"
#include "model/line-diff.h"
#include "review-dialog.h"
#include "review-diff.h"
#include "review-scores.h"

struct _HnOwnChanges
{
  AdwDialog parent_instance;

  HnReview *review; /* owned */

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  AdwBanner      *trial_banner;
  GtkStack       *stack;
  GtkLabel       *path;
  HnReviewDiff   *text;
  HnReviewScores *scores;
  GtkWidget      *remove_button;
};

G_DEFINE_FINAL_TYPE (HnOwnChanges, hn_own_changes, ADW_TYPE_DIALOG)

/* One dialog in place of the other. */
static void
go_on (HnOwnChanges *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AdwDialog *dialog = hn_review_dialog_new (self->review);

  adw_dialog_present (dialog, root != NULL ? GTK_WIDGET (root) : parent);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
remove_cb (HnOwnChanges *self)
{
  go_on (self);
}

static void
show_trial_cb (HnOwnChanges *self)
{
  go_on (self);
}

static void
update (HnOwnChanges *self)
{
  HnChanges *changes = hn_review_get_changes (self->review);
  const char *text = hn_changes_get_present_text (changes);
  const char *path = hn_changes_get_present_path (changes);
  gboolean there = *text != '\0';
  gboolean trying = hn_review_find_attempt (self->review) != NULL;
  /* Both sides are the same: no line has a sign. */
  g_autoptr (GPtrArray) lines = hn_line_diff (text, text);
  g_autofree char *shown = NULL;
  g_autofree char *label = NULL;

  shown = path != NULL ? g_filename_display_name (path) : g_strdup (hn_review_get_path (self->review));
  /* Translators: what a screen reader says about the text of a unit file; %s is its path. */
  label = g_strdup_printf (_ ("Text of %s"), shown);
  gtk_label_set_label (self->path, shown);
  hn_review_diff_set_lines (self->text, lines, label);
  hn_review_scores_show (self->scores, hn_review_get_after (self->review),
                         hn_review_get_before (self->review), _ ("Without the changes"),
                         /* Translators: above the exposure of a service as it is. */
                         _ ("Now"));
  gtk_stack_set_visible_child_name (self->stack, there ? "text" : "nothing");
  gtk_widget_set_visible (self->remove_button, there && !trying);
  adw_banner_set_revealed (self->trial_banner, trying);
}

static void
hn_own_changes_dispose (GObject *object)
{
  g_clear_object (&HN_OWN_CHANGES (object)->review);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_OWN_CHANGES);

  G_OBJECT_CLASS (hn_own_changes_parent_class)->dispose (object);
}

static void
hn_own_changes_class_init (HnOwnChangesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_own_changes_dispose;

  g_type_ensure (HN_TYPE_REVIEW_DIFF);
  g_type_ensure (HN_TYPE_REVIEW_SCORES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/own-changes.ui");
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, trial_banner);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, stack);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, path);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, text);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, scores);
  gtk_widget_class_bind_template_child (widget_class, HnOwnChanges, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_trial_cb);
}

static void
hn_own_changes_init (HnOwnChanges *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->path);
}

AdwDialog *
hn_own_changes_new (HnReview *review)
{
  HnOwnChanges *self;

  g_return_val_if_fail (HN_IS_REVIEW (review), NULL);

  self = g_object_new (HN_TYPE_OWN_CHANGES, NULL);
  self->review = g_object_ref (review);
  adw_window_title_set_subtitle (self->window_title,
                                 hn_service_get_name (hn_review_get_service (review)));
  g_signal_connect_object (review, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return ADW_DIALOG (self);
}
