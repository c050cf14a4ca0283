/* One thing that would help, with what it brings, what it risks, and a button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/advice/advice.h"

G_BEGIN_DECLS

#define HN_TYPE_ADVICE_ROW (hn_advice_row_get_type ())
G_DECLARE_FINAL_TYPE (HnAdviceRow, hn_advice_row, HN, ADVICE_ROW, GtkListBoxRow)

/* The button activates the action "advice.stage" with "(is)", a directive and its value, of a
 * widget around. */

/** hn_advice_row_set_tight: whether the button stands below the words */
void hn_advice_row_set_tight (HnAdviceRow *self, gboolean tight);

void hn_advice_row_show (HnAdviceRow *self, const HnAdvice *advice);

G_END_DECLS
