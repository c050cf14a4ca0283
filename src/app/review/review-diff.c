/* The text of a drop-in against the one that stands: lines with a sign and a colour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "review-diff.h"

#include "app/common/unit-text.h"
#include "model/line-diff.h"

struct _HnReviewDiff
{
  AdwBin parent_instance;

  char *text; /* owned */

  /* borrowed */
  GtkTextTag *added;
  GtkTextTag *removed;
  GtkTextTag *hanging; /* a line that is wrapped goes on beneath its text, not its sign */
  GtkSourceView *view; /* child of the template */
};

G_DEFINE_FINAL_TYPE (HnReviewDiff, hn_review_diff, ADW_TYPE_BIN)

/* The colours of libadwaita for success and error, faint enough for text of any colour. */
static void
follow_style_cb (HnReviewDiff *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  gboolean strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA added = { 0.15f, 0.64f, 0.41f, strong ? 0.4f : dark ? 0.3f : 0.2f };
  GdkRGBA removed = { 0.88f, 0.11f, 0.14f, strong ? 0.35f : dark ? 0.3f : 0.16f };

  g_object_set (self->added, "paragraph-background-rgba", &added, NULL);
  g_object_set (self->removed, "paragraph-background-rgba", &removed, NULL);
}

static void
hn_review_diff_dispose (GObject *object)
{
  g_clear_pointer (&HN_REVIEW_DIFF (object)->text, g_free);
  /* Or both the template and the bin would let go of it. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_REVIEW_DIFF);

  G_OBJECT_CLASS (hn_review_diff_parent_class)->dispose (object);
}

static void
hn_review_diff_class_init (HnReviewDiffClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_review_diff_dispose;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/review-diff.ui");
  gtk_widget_class_bind_template_child (widget_class, HnReviewDiff, view);
}

static void
hn_review_diff_init (HnReviewDiff *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));

  hn_unit_text_set_up (self->view);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  self->added = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  self->removed = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  /* A hyphen where a line is wrapped would pass for part of the setting. */
  self->hanging = gtk_text_buffer_create_tag (buffer, NULL, "insert-hyphens", FALSE, NULL);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (follow_style_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (follow_style_cb), self,
                           G_CONNECT_SWAPPED);
  follow_style_cb (self);
}

/* What stands before a line of each kind; nothing where no line differs. */
static const char *const *
get_signs (GPtrArray *lines)
{
  static const char *const signs[] = { "  ", "− ", "+ " };
  static const char *const none[] = { "", "", "" };

  for (guint i = 0; i < lines->len; i++)
    if (((const HnDiffLine *) lines->pdata[i])->change != HN_LINE_SAME)
      return signs;

  return none;
}

static char *
dup_text (GPtrArray *lines)
{
  const char *const *signs = get_signs (lines);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const HnDiffLine *line = lines->pdata[i];

      g_string_append_printf (text, "%s%s\n", signs[line->change], line->text);
    }

  return g_string_free (text, FALSE);
}

/* By the width of a sign, which differs from font to font. */
static void
indent (HnReviewDiff *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "+ ");
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  /* And some more: a list goes on with its next word, which is no setting of its own. */
  g_object_set (self->hanging, "indent", -2 * width, NULL);
}

static void
fill (HnReviewDiff *self, GPtrArray *lines)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  const char *const *signs = get_signs (lines);
  GtkTextIter end;

  indent (self);
  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_get_end_iter (buffer, &end);
  for (guint i = 0; i < lines->len; i++)
    {
      const HnDiffLine *line = lines->pdata[i];
      g_autofree char *text =
          g_strconcat (signs[line->change], line->text, i + 1 < lines->len ? "\n" : NULL, NULL);
      GtkTextTag *tag = line->change == HN_LINE_ADDED     ? self->added
                        : line->change == HN_LINE_REMOVED ? self->removed
                                                          : NULL;

      gtk_text_buffer_insert_with_tags (buffer, &end, text, -1, self->hanging, tag, NULL);
    }
}

void
hn_review_diff_set_lines (HnReviewDiff *self, GPtrArray *lines, const char *label)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HN_IS_REVIEW_DIFF (self));
  g_return_if_fail (lines != NULL);

  /* The same text once more would lose what a person has selected in it. */
  text = dup_text (lines);
  if (g_set_str (&self->text, text))
    fill (self, lines);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}
