/* The printer: text, a depth, and whether a comma is due.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json-out.h"

#include <string.h>

struct _HnJsonOut
{
  GString *text;
  guint depth;
  gboolean empty; /* nothing stands in the innermost array or object yet */
};

HnJsonOut *
hn_json_out_new (void)
{
  HnJsonOut *self = g_new0 (HnJsonOut, 1);

  self->text = g_string_new (NULL);
  self->empty = TRUE;

  return self;
}

char *
hn_json_out_finish (HnJsonOut *self)
{
  char *text;

  g_return_val_if_fail (self->depth == 0, NULL);

  g_string_append_c (self->text, '\n');
  text = g_string_free (self->text, FALSE);
  g_free (self);

  return text;
}

static void
new_line (HnJsonOut *self)
{
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->text, "  ");
}

static void
append_quoted (GString *text, const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  g_string_append_c (text, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      guchar byte = (guchar) *p;

      if (byte == '"' || byte == '\\')
        g_string_append_printf (text, "\\%c", *p);
      else if (byte == '\n')
        g_string_append (text, "\\n");
      else if (byte == '\t')
        g_string_append (text, "\\t");
      else if (byte < ' ' || byte == 0x7f)
        g_string_append_printf (text, "\\u%04x", byte);
      else
        g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

/* Before each value: the comma behind the last one, and its name. */
static void
begin_item (HnJsonOut *self, const char *name)
{
  if (self->depth > 0)
    {
      if (!self->empty)
        g_string_append_c (self->text, ',');
      new_line (self);
      self->empty = FALSE;
    }
  if (name != NULL)
    {
      append_quoted (self->text, name);
      g_string_append (self->text, ": ");
    }
}

static void
open_bracket (HnJsonOut *self, const char *name, char bracket)
{
  begin_item (self, name);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->empty = TRUE;
}

static void
close_bracket (HnJsonOut *self, char bracket)
{
  self->depth--;
  if (!self->empty)
    new_line (self);
  g_string_append_c (self->text, bracket);
  self->empty = FALSE;
}

void
hn_json_out_begin_object (HnJsonOut *self, const char *name)
{
  open_bracket (self, name, '{');
}

void
hn_json_out_end_object (HnJsonOut *self)
{
  close_bracket (self, '}');
}

void
hn_json_out_begin_array (HnJsonOut *self, const char *name)
{
  open_bracket (self, name, '[');
}

void
hn_json_out_end_array (HnJsonOut *self)
{
  close_bracket (self, ']');
}

void
hn_json_out_string (HnJsonOut *self, const char *name, const char *string)
{
  begin_item (self, name);
  if (string != NULL)
    append_quoted (self->text, string);
  else
    g_string_append (self->text, "null");
}

void
hn_json_out_number (HnJsonOut *self, const char *name, gint64 number)
{
  begin_item (self, name);
  if (number >= 0)
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT, number);
  else
    g_string_append (self->text, "null");
}

void
hn_json_out_tenths (HnJsonOut *self, const char *name, int tenths)
{
  begin_item (self, name);
  if (tenths >= 0)
    g_string_append_printf (self->text, "%d.%d", tenths / 10, tenths % 10);
  else
    g_string_append (self->text, "null");
}

void
hn_json_out_boolean (HnJsonOut *self, const char *name, int value)
{
  begin_item (self, name);
  g_string_append (self->text, value < 0 ? "null" : value > 0 ? "true" : "false");
}

void
hn_json_out_null (HnJsonOut *self, const char *name)
{
  hn_json_out_string (self, name, NULL);
}
