/* Measures all cells, shortens what may be shortened, and writes the rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "table.h"

typedef struct
{
  char *text;
  guint width;
  HnColor color;
} Cell;

struct _HnTable
{
  const HnColumn *columns;
  guint n_columns;
  GArray *cells; /* of Cell, row by row */
};

static void
clear_cell (gpointer cell)
{
  g_free (((Cell *) cell)->text);
}

HnTable *
hn_table_new (const HnColumn *columns, guint n_columns)
{
  HnTable *self = g_new0 (HnTable, 1);

  self->columns = columns;
  self->n_columns = n_columns;
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self->cells, clear_cell);

  return self;
}

void
hn_table_free (HnTable *self)
{
  g_array_unref (self->cells);
  g_free (self);
}

void
hn_table_add (HnTable *self, HnColor color, const char *text)
{
  Cell cell = { .color = color };

  cell.text = hn_terminal_clean (*text != '\0' ? text : "-");
  cell.width = hn_terminal_get_text_width (cell.text);
  g_array_append_val (self->cells, cell);
}

static void
measure (HnTable *self, guint *widths)
{
  for (guint i = 0; i < self->n_columns; i++)
    widths[i] = hn_terminal_get_text_width (self->columns[i].title);
  for (guint i = 0; i < self->cells->len; i++)
    {
      guint *width = &widths[i % self->n_columns];

      *width = MAX (*width, g_array_index (self->cells, Cell, i).width);
    }
}

/* Takes a column at a time from whichever is the widest, so that short ones stay whole. */
static void
shrink (HnTable *self, guint *widths, guint limit)
{
  guint total = self->n_columns - 1;

  for (guint i = 0; i < self->n_columns; i++)
    total += widths[i];

  while (total > limit)
    {
      guint widest = self->n_columns;

      for (guint i = 0; i < self->n_columns; i++)
        if (self->columns[i].narrowest > 0 && widths[i] > self->columns[i].narrowest &&
            (widest == self->n_columns || widths[i] > widths[widest]))
          widest = i;
      if (widest == self->n_columns)
        return;
      widths[widest]--;
      total--;
    }
}

char *
hn_table_cut (const char *text, guint limit, gboolean keep_end, const HnTerminal *terminal)
{
  const char *sign = terminal->unicode ? "…" : "~";
  guint width = hn_terminal_get_text_width (text);
  const char *p;

  if (width <= limit)
    return g_strdup (text);

  if (keep_end)
    {
      for (p = text; *p != '\0' && width + 1 > limit; p = g_utf8_next_char (p))
        width -= hn_terminal_get_char_width (g_utf8_get_char (p));
      return g_strconcat (sign, p, NULL);
    }

  width = 0;
  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      guint step = hn_terminal_get_char_width (g_utf8_get_char (p));

      if (width + step + 1 > limit)
        break;
      width += step;
    }

  return g_strdup_printf ("%.*s%s", (int) (p - text), text, sign);
}

static void
append_cell (HnTable *self,
             const HnTerminal *terminal,
             GString *text,
             guint column,
             guint limit,
             const Cell *cell)
{
  g_autofree char *shorter = NULL;
  const char *shown = cell->text;
  guint width = cell->width;

  if (width > limit)
    {
      shorter = hn_table_cut (cell->text, limit, self->columns[column].keep_end, terminal);
      shown = shorter;
      width = hn_terminal_get_text_width (shorter);
    }

  if (column > 0)
    g_string_append_c (text, ' ');
  if (self->columns[column].right)
    g_string_append_printf (text, "%*s", (int) (limit - width), "");
  hn_terminal_append (terminal, text, cell->color, shown);
  if (column + 1 == self->n_columns)
    g_string_append_c (text, '\n');
  else if (!self->columns[column].right)
    g_string_append_printf (text, "%*s", (int) (limit - width), "");
}

void
hn_table_append_to (HnTable *self, const HnTerminal *terminal, GString *text)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);

  measure (self, widths);
  if (terminal->width > 0)
    shrink (self, widths, terminal->width);

  for (guint i = 0; i < self->n_columns; i++)
    {
      Cell head = { .text = (char *) self->columns[i].title, .color = HN_COLOR_BOLD };

      head.width = hn_terminal_get_text_width (head.text);
      append_cell (self, terminal, text, i, widths[i], &head);
    }
  for (guint i = 0; i < self->cells->len; i++)
    append_cell (self, terminal, text, i % self->n_columns, widths[i % self->n_columns],
                 &g_array_index (self->cells, Cell, i));
}
