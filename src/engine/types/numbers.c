/* Numbers of processors and memory nodes, and small numbers elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/numbers.h"

#include <string.h>

#include "engine/types/type.h"

gboolean
hn_input_read_number (const char *text, guint most, guint *number)
{
  gsize length = strlen (text);

  if (length == 0 || length > 9 || strspn (text, "0123456789") != length ||
      (text[0] == '0' && length > 1))
    return FALSE;

  return hn_parse_number (text, 10, number) && *number <= most;
}

gboolean
hn_input_read_range (const char *text, guint most, guint *first, guint *last)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);

  if (g_strv_length (ends) == 1)
    return hn_input_read_number (ends[0], most, first) &&
           hn_input_read_number (ends[0], most, last);

  return g_strv_length (ends) == 2 && hn_input_read_number (ends[0], most, first) &&
         hn_input_read_number (ends[1], most, last) && *first <= *last;
}

/* Splits numbers and ranges, between spaces or commas. */
static GStrv
split_numbers (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), ",", ' ');

  return g_strsplit (spaced, " ", -1);
}

static HnValidity
validate (HnInput *input, const char *text)
{
  g_auto (GStrv) words = split_numbers (text);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint first, last;

      if (words[i][0] == '\0')
        continue;
      if (!hn_input_read_range (words[i], HN_MOST_NUMBERS - 1, &first, &last))
        return hn_input_refuse (input, words[i]);
      hn_input_put (input, words[i]);
    }

  return input->out->len > 0 ? HN_VALID : hn_input_refuse (input, NULL);
}

guint8 *
hn_numbers_parse (const char *text)
{
  g_auto (GStrv) words = split_numbers (text);
  g_autofree guint8 *set = g_new0 (guint8, HN_MOST_NUMBERS);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint first, last;

      if (words[i][0] == '\0')
        continue;
      if (!hn_input_read_range (words[i], HN_MOST_NUMBERS - 1, &first, &last))
        return NULL;
      memset (set + first, 1, last - first + 1);
    }

  return g_steal_pointer (&set);
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (!hn_specifiers_are_known (line->context, line->value))
    return hn_parse_ignored (line);

  return hn_parse_text (row, value, line);
}

/* More is weaker, none means all. */
static gboolean
is_weaker (const HnComparison *pair)
{
  g_autofree guint8 *old = NULL;
  g_autofree guint8 *new = NULL;

  if (pair->before->text == NULL || pair->after->text == NULL)
    return pair->before->text != NULL;

  old = hn_numbers_parse (pair->before->text);
  new = hn_numbers_parse (pair->after->text);
  if (old == NULL || new == NULL)
    return strcmp (pair->before->text, pair->after->text) != 0;

  for (guint i = 0; i < HN_MOST_NUMBERS; i++)
    if (new[i] && !old[i])
      return TRUE;

  return FALSE;
}

const HnType hn_type_numbers = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse,
  .validate = validate,
  .is_weaker = is_weaker,
};
