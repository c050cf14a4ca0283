/* The difference between two short texts, line by line, as it is shown to a person. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HN_LINE_SAME,
  HN_LINE_REMOVED,
  HN_LINE_ADDED,
} HnLineChange;

typedef struct
{
  HnLineChange change;
  char *text; /* without the end of the line */
} HnDiffLine;

/**
 * hn_line_diff:
 * @before: UTF-8; a last line without an end counts like one with it
 * @after: likewise
 *
 * Returns: (transfer full) (element-type HnDiffLine): all lines of both, those of @before that are
 *   gone ahead of those that are new in their place. As few as possible are called different,
 * unless the texts are too long to find out.
 */
GPtrArray *hn_line_diff (const char *before, const char *after);

G_END_DECLS
