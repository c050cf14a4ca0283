/* One thing that would help, with what it brings, what it risks, and a button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/suggest.h"

G_BEGIN_DECLS

#define HN_TYPE_SUGGESTION_ROW (hn_suggestion_row_get_type ())
G_DECLARE_FINAL_TYPE (HnSuggestionRow, hn_suggestion_row, HN, SUGGESTION_ROW, GtkListBoxRow)

/* The button activates the action "suggestions.stage" with "(is)", a directive and its value, of a
 * widget around. */

/** hn_suggestion_row_set_tight: whether the button stands below the words */
void hn_suggestion_row_set_tight (HnSuggestionRow *self, gboolean tight);

void hn_suggestion_row_show (HnSuggestionRow *self, const HnSuggestion *suggestion);

G_END_DECLS
