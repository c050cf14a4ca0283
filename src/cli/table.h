/* Aligned columns of text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "terminal.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title;
  gboolean right;  /* aligned to the right */
  guint narrowest; /* what may be cut where the terminal is narrow is never cut below this; 0 for a
                    * column that is never cut */
  gboolean keep_end; /* what is cut loses its beginning: the end of a path tells more */
} HnColumn;

typedef struct _HnTable HnTable;

/**
 * hn_table_cut:
 * @limit: in columns, at least 1
 *
 * Returns: (transfer full): @text, shortened to @limit with a sign that something is missing
 */
char *hn_table_cut (const char *text, guint limit, gboolean keep_end, const HnTerminal *terminal);

/**
 * hn_table_new:
 * @columns: must stay while the table lives
 */
HnTable *hn_table_new (const HnColumn *columns, guint n_columns);
void hn_table_free (HnTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTable, hn_table_free)

/**
 * hn_table_add:
 * @text: the next cell, row by row; made fit for a terminal. Where it is empty a "-" is shown, so
 *   that each row has the same number of words in its leading columns.
 */
void hn_table_add (HnTable *self, HnColor color, const char *text);

/** hn_table_append_to: writes the head and all rows, fitting them into the terminal's width */
void hn_table_append_to (HnTable *self, const HnTerminal *terminal, GString *text);

G_END_DECLS
