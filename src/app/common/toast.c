/* Toasts whose words wrap.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "toast.h"

#include "level-style.h"

/* What a toast may take of the height, in lines. */
#define MAX_LINES 5
/* It is as wide as what it is shown over up to here, less what is beside the words (in pixels). */
#define MAX_WIDTH 600
#define BESIDE 124
/* Around the words of a button. */
#define BUTTON_BESIDE 34
/* With less room than this the words are small, and have it all the same. */
#define MIN_CHARS 9

static int
get_button_width (GtkWidget *within, const char *label)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (label == NULL)
    return 0;

  layout = gtk_widget_create_pango_layout (within, label);
  pango_layout_get_pixel_size (layout, &width, NULL);

  return width + BUTTON_BESIDE;
}

/* A toast is as high as its words are at their natural width, however narrow it has to be. */
static int
get_max_chars (GtkWidget *within, const char *button_label)
{
  PangoContext *context = gtk_widget_get_pango_context (within);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (context));
  PangoFontMetrics *metrics;
  int char_width;
  int width = MIN (gtk_widget_get_width (within), MAX_WIDTH) - BESIDE -
              get_button_width (within, button_label);

  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  metrics = pango_context_get_metrics (context, font, NULL);
  char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                    pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
  pango_font_description_free (font);

  return width * PANGO_SCALE / MAX (char_width, 1);
}

AdwToast *
hn_toast_new (GtkWidget *within, const char *text, const char *button_label)
{
  GtkWidget *label;
  AdwToast *toast;
  int max_chars;

  g_return_val_if_fail (GTK_IS_WIDGET (within), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  max_chars = get_max_chars (within, button_label);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX (max_chars, MIN_CHARS));
  gtk_label_set_lines (GTK_LABEL (label), MAX_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  hn_label_set_verbatim (GTK_LABEL (label));
  gtk_widget_add_css_class (label, max_chars < MIN_CHARS ? "caption-heading" : "heading");

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_button_label (toast, button_label);

  return toast;
}
