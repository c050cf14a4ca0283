/* How the levels of exposure look everywhere in the window: style classes with a colour for each
 * level, that adapts to light, dark and high contrast, and the words that go with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

/**
 * hn_level_style_init:
 *
 * Loads the style sheet of the levels for the default display, once. For class initialisers of
 * widgets that use it; call it as often as you like.
 */
void hn_level_style_init (void);

/**
 * hn_level_style_apply:
 * @widget: gets the style class of @level and loses that of any other level
 */
void hn_level_style_apply (GtkWidget *widget, HnLevel level);

/**
 * hn_exposure_dup_text:
 * @exposure: in tenths
 *
 * Returns: (transfer full): "9.6"; the same spelling in every language, as systemd prints it
 */
char *hn_exposure_dup_text (guint exposure);

/**
 * hn_exposure_dup_change:
 * @before: in tenths
 * @after: in tenths
 *
 * Returns: (transfer full): "9.6 😨 → 7.8 🙁"; of two that are the same, one
 */
char *hn_exposure_dup_change (guint before, guint after);

/**
 * hn_label_set_verbatim:
 * @label: shows a name, a path or a value
 *
 * Keeps lines that break inside a word free of hyphens, which a reader would take for part of it.
 */
void hn_label_set_verbatim (GtkLabel *label);

/** hn_label_show_text: hides @label where @text is %NULL or "" */
void hn_label_show_text (GtkLabel *label, const char *text);

/**
 * hn_widget_set_tooltip:
 * @text: (nullable)
 *
 * Sets the tooltip. With gtk_widget_set_tooltip_text(), GTK asks the display each time where the
 * pointer is and waits for the answer: far too long for many rows in one frame. Here it asks for
 * the text when the pointer rests. It is shown, not spoken; a screen reader needs it
 * elsewhere.
 */
void hn_widget_set_tooltip (GtkWidget *widget, const char *text);

G_END_DECLS
