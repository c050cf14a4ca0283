/* How the text of unit files looks everywhere in the window: their language for the highlighting,
 * and a scheme that follows light and dark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * hn_unit_text_set_up:
 * @view: shows a unit file, or the difference between two, with "+ ", "− " or two spaces in front
 * of each line
 */
void hn_unit_text_set_up (GtkSourceView *view);

/** hn_unit_text_follow_style: gives @buffer the colours of light or dark, now and later */
void hn_unit_text_follow_style (GtkSourceBuffer *buffer);

G_END_DECLS
