/* The difference between two short texts, line by line, as it is shown to a person. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/line-diff.h"

#include <string.h>

/* Cells of the table of common lines. A drop-in of Hardnut's has some dozen lines; of what else may
 * be in its place, everything counts as different. */
#define MAX_CELLS (1024 * 1024)

static void
diff_line_free (HnDiffLine *line)
{
  g_free (line->text);
  g_free (line);
}

static void
take (GPtrArray *lines, HnLineChange change, const char *text)
{
  HnDiffLine *line = g_new (HnDiffLine, 1);

  line->change = change;
  line->text = g_strdup (text);
  g_ptr_array_add (lines, line);
}

static GStrv
split (const char *text)
{
  GStrv lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  /* What comes after the last end of a line is no line. */
  if (n > 0 && lines[n - 1][0] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);

  return lines;
}

/* The lines between what both begin and end with. */
static void
diff_middle (
    GPtrArray *lines, char *const *before, guint n_before, char *const *after, guint n_after)
{
  gsize width = (gsize) n_after + 1;
  g_autofree guint *common = NULL; /* how many lines the rest of both has in common */
  guint i = 0, j = 0;

  if ((gsize) n_before < MAX_CELLS / width)
    {
      common = g_new0 (guint, ((gsize) n_before + 1) * width);
      for (guint row = n_before; row-- > 0;)
        for (guint column = n_after; column-- > 0;)
          {
            guint *cell = &common[row * width + column];

            if (strcmp (before[row], after[column]) == 0)
              *cell = cell[width + 1] + 1;
            else
              *cell = MAX (cell[width], cell[1]);
          }
    }

  while (i < n_before || j < n_after)
    {
      const guint *cell = common != NULL ? &common[i * width + j] : NULL;

      if (cell != NULL && i < n_before && j < n_after && strcmp (before[i], after[j]) == 0)
        {
          take (lines, HN_LINE_SAME, before[i]);
          i++;
          j++;
        }
      else if (i < n_before && (cell == NULL || j == n_after || cell[width] >= cell[1]))
        take (lines, HN_LINE_REMOVED, before[i++]);
      else
        take (lines, HN_LINE_ADDED, after[j++]);
    }
}

GPtrArray *
hn_line_diff (const char *before, const char *after)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_auto (GStrv) old = NULL;
  g_auto (GStrv) new = NULL;
  guint n_old, n_new, head = 0, tail = 0;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) diff_line_free);
  old = split (before);
  new = split (after);
  n_old = g_strv_length (old);
  n_new = g_strv_length (new);

  while (head < MIN (n_old, n_new) && strcmp (old[head], new[head]) == 0)
    take (lines, HN_LINE_SAME, old[head++]);
  while (tail < MIN (n_old, n_new) - head &&
         strcmp (old[n_old - 1 - tail], new[n_new - 1 - tail]) == 0)
    tail++;

  diff_middle (lines, old + head, n_old - head - tail, new + head, n_new - head - tail);
  for (guint i = n_old - tail; i < n_old; i++)
    take (lines, HN_LINE_SAME, old[i]);

  return g_steal_pointer (&lines);
}
