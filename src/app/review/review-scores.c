/* Two exposures side by side, with an arrow between them: 9.6 😨 → 7.8 🙁.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-scores.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"

struct _HnReviewScores
{
  AdwBin parent_instance;

  /* borrowed, children of the template */
  GtkWidget *before_box;
  GtkLabel *before_title;
  GtkLabel *before_figure;
  GtkLabel *before_level;
  GtkWidget *arrow;
  GtkWidget *after_box;
  GtkLabel *after_title;
  GtkLabel *after_figure;
  GtkLabel *after_level;
};

G_DEFINE_FINAL_TYPE (HnReviewScores, hn_review_scores, ADW_TYPE_BIN)

static void
hn_review_scores_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_SCORES);

  G_OBJECT_CLASS (hn_review_scores_parent_class)->dispose (object);
}

static void
hn_review_scores_class_init (HnReviewScoresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_review_scores_dispose;

  hn_level_style_init ();
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-scores.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, before_box);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, before_title);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, before_figure);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, before_level);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, arrow);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, after_box);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, after_title);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, after_figure);
  gtk_widget_class_bind_template_child (widget_class, HnReviewScores, after_level);
}

static void
hn_review_scores_init (HnReviewScores *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_one (GtkLabel *figure, GtkLabel *level, const HnAssessment *assessment)
{
  g_autofree char *number = hn_exposure_dup_text (assessment->exposure);
  g_autofree char *text = g_strdup_printf ("%s %s", number, hn_level_get_emoji (assessment->level));

  gtk_label_set_label (figure, text);
  gtk_label_set_label (level, _ (hn_level_get_title (assessment->level)));
  hn_level_style_apply (GTK_WIDGET (level), assessment->level);
}

static char *
dup_spoken (const char *title, const HnAssessment *assessment)
{
  g_autofree char *number = NULL;

  if (assessment == NULL)
    return g_strdup ("");

  number = hn_exposure_dup_text (assessment->exposure);
  /* Translators: said by screen readers: "Now", an exposure such as 9.6, a level such as Unsafe. */
  return g_strdup_printf (_ ("%s: exposure %s, %s"), title, number,
                          _ (hn_level_get_title (assessment->level)));
}

void
hn_review_scores_show (HnReviewScores *self,
                       const HnAssessment *before,
                       const HnAssessment *after,
                       const char *before_title,
                       const char *after_title)
{
  g_autofree char *spoken_before = NULL;
  g_autofree char *spoken_after = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (HN_IS_REVIEW_SCORES (self));

  if (before_title == NULL)
    /* Translators: above the exposure of a service as it is. */
    before_title = _ ("Now");
  if (after_title == NULL)
    /* Translators: above the exposure of a service as it would be. */
    after_title = _ ("With the change");

  gtk_label_set_label (self->before_title, before_title);
  gtk_label_set_label (self->after_title, after_title);
  if (before != NULL)
    show_one (self->before_figure, self->before_level, before);
  if (after != NULL)
    show_one (self->after_figure, self->after_level, after);
  gtk_widget_set_visible (self->before_box, before != NULL);
  gtk_widget_set_visible (self->after_box, after != NULL);
  gtk_widget_set_visible (self->arrow, before != NULL && after != NULL);

  spoken_before = dup_spoken (before_title, before);
  spoken_after = dup_spoken (after_title, after);
  spoken = g_strdup_printf ("%s. %s", spoken_before, spoken_after);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
