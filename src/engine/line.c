/* One line of a unit file, and the bookkeeping that every line needs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/line.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "engine/settings-private.h"

void
hn_line_warn (HnSettings   *settings,
              const HnLine *line,
              const char   *format,
              ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  hn_settings_add_warning (settings, line->path, line->line, "%s=: %s", line->key, message);
}

void
hn_line_set_origin (HnSettings    *self,
                    const HnLine  *line,
                    HnDirectiveId  directive)
{
  self->origin[directive].kind = HN_ORIGIN_FILE;
  self->origin[directive].file = line->file;
  self->origin[directive].line = line->line;
}

void
hn_line_warn_invalid (HnSettings   *self,
                      const HnLine *line)
{
  /* Translators: %s is a value that systemd does not understand */
  hn_line_warn (self, line, _("systemd does not understand “%s” here and ignores the line"),
                line->value);
}

void
hn_line_warn_word (HnSettings   *self,
                   const HnLine *line,
                   const char   *word)
{
  /* Translators: %s is one word of a longer value */
  hn_line_warn (self, line, _("systemd does not know “%s” and leaves it out"), word);
}

void
hn_settings_set_text (HnSettings    *self,
                      HnDirectiveId  directive,
                      const char    *text)
{
  g_free (self->text[directive]);
  self->text[directive] = text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
  self->text_length[directive] = 0;
}

/* The memory that append_text() holds for a text of @length bytes. */
static gsize
room_for (gsize length)
{
  gsize room = 64;

  while (room <= length)
    room *= 2;

  return room;
}

/* Lists may have very many lines: the length is kept and the memory doubled, so that each line
 * costs no more than itself. */
void
hn_settings_append_text (HnSettings    *self,
                         HnDirectiveId  directive,
                         const char    *text)
{
  gsize added = strlen (text);
  gsize old = self->text_length[directive];
  char *joined = self->text[directive];
  gsize length;

  if (joined == NULL)
    {
      hn_settings_set_text (self, directive, text);
      return;
    }

  length = old != 0 ? old : strlen (joined);
  if (old == 0 || room_for (old) != room_for (length + 1 + added))
    joined = g_realloc (joined, room_for (length + 1 + added));
  joined[length] = ' ';
  memcpy (joined + length + 1, text, added + 1);
  self->text[directive] = joined;
  self->text_length[directive] = (guint32) (length + 1 + added);
}
