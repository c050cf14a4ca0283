/* The value of one directive: what all types do with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/setting.h"

#include <string.h>

void
hn_setting_set_text (HnSetting *self, const char *text)
{
  g_free (self->text);
  self->text = text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
  self->text_length = 0;
}

/* The memory that hn_setting_append_text() holds for a text of @length bytes. */
static gsize
space_for (gsize length)
{
  gsize space = 64;

  while (space <= length)
    space *= 2;

  return space;
}

/* Lists may have very many lines: the length is kept and the memory doubled, so that each line
 * costs no more than itself. */
void
hn_setting_append_text (HnSetting *self, const char *text)
{
  gsize added = strlen (text);
  gsize old = self->text_length;
  char *joined = self->text;
  gsize length;

  if (joined == NULL)
    {
      hn_setting_set_text (self, text);
      return;
    }

  length = old != 0 ? old : strlen (joined);
  if (old == 0 || space_for (old) != space_for (length + 1 + added))
    joined = g_realloc (joined, space_for (length + 1 + added));
  joined[length] = ' ';
  memcpy (joined + length + 1, text, added + 1);
  self->text = joined;
  self->text_length = (guint32) (length + 1 + added);
}

HnSyscallFilter *
hn_setting_make_filter (HnSetting *self)
{
  if (self->filter == NULL)
    self->filter = g_new0 (HnSyscallFilter, 1);

  return self->filter;
}

void
hn_setting_clear_filter (HnSetting *self)
{
  self->exists = self->allow = FALSE;
  g_clear_pointer (&self->filter, g_free);
}
