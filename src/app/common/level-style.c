/* The style classes of the levels of exposure. Knows GTK and the engine's levels, nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "level-style.h"

#include <adwaita.h>

static const char *const level_classes[HN_N_LEVELS] = {
  [HN_LEVEL_PERFECT] = "level-perfect",
  [HN_LEVEL_SAFE] = "level-safe",
  [HN_LEVEL_OK] = "level-ok",
  [HN_LEVEL_MEDIUM] = "level-medium",
  [HN_LEVEL_EXPOSED] = "level-exposed",
  [HN_LEVEL_UNSAFE] = "level-unsafe",
  [HN_LEVEL_DANGEROUS] = "level-dangerous",
};

static GtkStyleProvider *
new_provider (const char *name)
{
  g_autofree char *path = g_strconcat ("/io/github/hardnut/Hardnut/", name, NULL);
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, path);
  return GTK_STYLE_PROVIDER (provider);
}

/* libadwaita's own file for high contrast is deprecated since 1.9, and the media query that takes
 * its place is unknown to GTK 4.18. */
static void
follow_contrast_cb (AdwStyleManager *style, GParamSpec *pspec, GtkStyleProvider *provider)
{
  GdkDisplay *display = adw_style_manager_get_display (style);

  if (adw_style_manager_get_high_contrast (style))
    gtk_style_context_add_provider_for_display (display, provider,
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, provider);
}

void
hn_level_style_init (void)
{
  static GtkStyleProvider *contrast = NULL;
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GtkStyleProvider) provider = NULL;
  AdwStyleManager *style = NULL;

  if (contrast != NULL || display == NULL)
    return;

  provider = new_provider ("level-style.css");
  gtk_style_context_add_provider_for_display (display, provider,
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  contrast = new_provider ("high-contrast.css");
  style = adw_style_manager_get_for_display (display);
  g_signal_connect (style, "notify::high-contrast", G_CALLBACK (follow_contrast_cb), contrast);
  follow_contrast_cb (style, NULL, contrast);
}

void
hn_level_style_apply (GtkWidget *widget, HnLevel level)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (level < HN_N_LEVELS);

  for (guint i = 0; i < HN_N_LEVELS; i++)
    if (i != level)
      gtk_widget_remove_css_class (widget, level_classes[i]);

  gtk_widget_add_css_class (widget, level_classes[level]);
}

char *
hn_exposure_dup_text (guint exposure)
{
  return g_strdup_printf ("%u.%u", exposure / 10, exposure % 10);
}

char *
hn_exposure_dup_change (guint before, guint after)
{
  g_autofree char *from = hn_exposure_dup_text (before);
  g_autofree char *to = hn_exposure_dup_text (after);
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  if (before == after)
    return g_strdup_printf ("%s %s", from, hn_level_get_emoji (hn_level_from_exposure (before)));

  return g_strdup_printf ("%s %s %s %s %s", from,
                          hn_level_get_emoji (hn_level_from_exposure (before)), rtl ? "←" : "→", to,
                          hn_level_get_emoji (hn_level_from_exposure (after)));
}

void
hn_label_set_verbatim (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  g_return_if_fail (GTK_IS_LABEL (label));

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
}

void
hn_label_show_text (GtkLabel *label, const char *text)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static gboolean
query_tooltip_cb (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, const char *text)
{
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
free_tooltip (gpointer text, GClosure *closure)
{
  g_free (text);
}

void
hn_widget_set_tooltip (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  /* The text before; nobody else connects to it. */
  g_signal_handlers_disconnect_matched (widget, G_SIGNAL_MATCH_ID,
                                        g_signal_lookup ("query-tooltip", GTK_TYPE_WIDGET), 0, NULL,
                                        NULL, NULL);
  gtk_widget_set_has_tooltip (widget, text != NULL);
  if (text != NULL)
    g_signal_connect_data (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), g_strdup (text),
                           free_tooltip, 0);
}
