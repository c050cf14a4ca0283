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
};

G_DEFINE_FINAL_TYPE (HnReviewScores, hn_review_scores, ADW_TYPE_BIN)

static void
hn_review_scores_class_init (HnReviewScoresClass *klass)
{
  hn_level_style_init ();
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hn_review_scores_init (HnReviewScores *self)
{
}

/* A part that is spoken with the whole. */
static GtkWidget *
label_new (const char *text, const char *const *classes)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "css-classes", classes, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
arrow_new (void)
{
  static const char *const classes[] = { "dimmed", NULL };

  return g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "css-classes", classes,
                       "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
score_new (const char *title, const HnAssessment *assessment)
{
  static const char *const title_classes[] = { "caption", "dimmed", NULL };
  static const char *const figure_classes[] = { "title-1", "numeric", NULL };
  static const char *const level_classes[] = { "caption-heading", NULL };
  g_autofree char *number = hn_exposure_dup_text (assessment->exposure);
  g_autofree char *figure =
      g_strdup_printf ("%s %s", number, hn_level_get_emoji (assessment->level));
  GtkWidget *score = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *level = label_new (_ (hn_level_get_title (assessment->level)), level_classes);

  hn_level_style_apply (level, assessment->level);
  gtk_box_append (GTK_BOX (score), label_new (title, title_classes));
  gtk_box_append (GTK_BOX (score), label_new (figure, figure_classes));
  gtk_box_append (GTK_BOX (score), level);

  return score;
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
  AdwWrapBox *box;

  g_return_if_fail (HN_IS_REVIEW_SCORES (self));

  if (before_title == NULL)
    /* Translators: above the exposure of a service as it is. */
    before_title = _ ("Now");
  if (after_title == NULL)
    /* Translators: above the exposure of a service as it would be. */
    after_title = _ ("With the change");

  /* Below each other where they do not fit beside each other. */
  box =
      g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 18, "line-spacing", 6, "align", 0.5, NULL);
  if (before != NULL)
    adw_wrap_box_append (box, score_new (before_title, before));
  if (before != NULL && after != NULL)
    adw_wrap_box_append (box, arrow_new ());
  if (after != NULL)
    adw_wrap_box_append (box, score_new (after_title, after));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));

  spoken_before = dup_spoken (before_title, before);
  spoken_after = dup_spoken (after_title, after);
  spoken = g_strdup_printf ("%s. %s", spoken_before, spoken_after);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
