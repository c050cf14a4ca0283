/* Lists of changes: how they are compared, put on top of each other, and read back from a drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/change-list.h"

#include <string.h>

#include "engine/validate.h"

void
hn_change_list_add (GPtrArray *changes, HnDirectiveId directive, const char *value)
{
  guint place = changes->len;

  while (place > 0 && ((HnChange *) changes->pdata[place - 1])->directive > directive)
    place--;
  g_ptr_array_insert (changes, (int) place, hn_change_new (directive, value));
}

HnChange *
hn_change_list_find (GPtrArray *changes, HnDirectiveId directive)
{
  for (guint i = 0; i < changes->len; i++)
    {
      HnChange *change = changes->pdata[i];

      if (change->directive == directive)
        return change;
    }

  return NULL;
}

gboolean
hn_change_list_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!hn_change_equal (a->pdata[i], b->pdata[i]))
      return FALSE;

  return TRUE;
}

void
hn_change_list_remove (GPtrArray *changes, HnDirectiveId directive)
{
  for (guint i = changes->len; i-- > 0;)
    if (((HnChange *) changes->pdata[i])->directive == directive)
      g_ptr_array_remove_index (changes, i);
}

GPtrArray *
hn_change_list_patch (GPtrArray *changes, GPtrArray *difference)
{
  GPtrArray *result = hn_change_list_copy (changes);

  for (guint i = 0; i < difference->len; i++)
    hn_change_list_remove (result, ((HnChange *) difference->pdata[i])->directive);
  for (guint i = 0; i < difference->len; i++)
    {
      const HnChange *change = difference->pdata[i];

      if (change->value != NULL)
        hn_change_list_add (result, change->directive, change->value);
    }

  return result;
}

GPtrArray *
hn_change_list_compare (GPtrArray *before, GPtrArray *after)
{
  GPtrArray *difference = hn_change_list_new ();

  for (guint i = 0; i < before->len; i++)
    {
      const HnChange *change = before->pdata[i];

      if (hn_change_list_find (after, change->directive) == NULL)
        hn_change_list_add (difference, change->directive, NULL);
    }

  for (guint i = 0; i < after->len; i++)
    {
      const HnChange *change = after->pdata[i];

      if (!hn_change_list_same (before, change))
        hn_change_list_add (difference, change->directive, change->value);
    }

  return difference;
}

gboolean
hn_change_list_same (GPtrArray *changes, const HnChange *change)
{
  const HnChange *other = hn_change_list_find (changes, change->directive);

  return g_strcmp0 (other != NULL ? other->value : NULL, change->value) == 0;
}

GPtrArray *
hn_change_list_split (GPtrArray *changes)
{
  GPtrArray *lines = hn_change_list_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];
      g_auto (GStrv) values = NULL;

      if (change->value == NULL)
        continue;
      /* An empty value is a line as well: it takes back what the lines before said. */
      values = g_strsplit (change->value, "\n", -1);
      if (values[0] == NULL)
        hn_change_list_add (lines, change->directive, "");
      for (guint j = 0; values[j] != NULL; j++)
        hn_change_list_add (lines, change->directive, values[j]);
    }

  return lines;
}

GPtrArray *
hn_change_list_join (GPtrArray *lines)
{
  GPtrArray *changes = hn_change_list_new ();

  for (guint i = 0; i < lines->len; i++)
    {
      const HnChange *line = lines->pdata[i];
      HnChange *change = hn_change_list_find (changes, line->directive);

      if (change == NULL)
        {
          hn_change_list_add (changes, line->directive, line->value);
        }
      else if (line->value != NULL)
        {
          char *joined = g_strconcat (change->value, "\n", line->value, NULL);

          g_free (change->value);
          change->value = joined;
        }
    }

  return changes;
}

/* In the file "%%" stands for a percent sign; what is one by itself is a specifier that somebody
 * else wrote, and stays as it is. */
static char *
dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      g_string_append_c (plain, *text);
      if (text[0] == '%' && text[1] == '%')
        text++;
    }

  return g_string_free (plain, FALSE);
}

/* A drop-in that was edited by hand, as far as it can be understood. */
static GPtrArray *
parse_leniently (const char *text, guint version)
{
  GPtrArray *changes = hn_change_list_new ();
  g_auto (GStrv) lines = g_strsplit_set (text, "\n\r", -1);
  gboolean in_service = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');
      g_autofree char *value = NULL;
      g_autofree char *canonical = NULL;
      HnDirectiveId directive;

      if (*line == '[')
        in_service = g_str_equal (line, "[Service]");
      if (!in_service || equals == NULL || *line == '#' || *line == ';')
        continue;

      *equals = '\0';
      directive = hn_directive_find (g_strchomp (line));
      if (directive == HN_DIRECTIVE_NONE)
        continue;

      value = dup_plain (g_strchug (equals + 1));
      if (hn_validate_value (directive, value, version, &canonical, NULL))
        hn_change_list_add (changes, directive, canonical);
      else
        hn_change_list_add (changes, directive, value);
    }

  return changes;
}

GPtrArray *
hn_change_list_parse (const char *text, guint version)
{
  g_autoptr (GPtrArray) lines = NULL;

  if (*text == '\0')
    return hn_change_list_new ();

  lines = hn_validate_change_text (text, strlen (text), version, NULL);
  if (lines == NULL)
    lines = parse_leniently (text, version);

  return hn_change_list_join (lines);
}
