/* What several types of values do alike: words one by one, texts that are kept as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/type.h"

#include <string.h>

HnValidity
hn_input_refuse (HnInput *input, const char *word)
{
  g_free (input->word);
  input->word = g_strdup (word);

  return HN_INVALID;
}

HnValidity
hn_input_refuse_version (HnInput *input, const char *word, guint since)
{
  hn_input_refuse (input, word);
  input->since = since;

  return HN_TOO_OLD;
}

void
hn_input_put (HnInput *input, const char *word)
{
  gsize length = input->out->len;

  if (length > 0 && !(length == 1 && input->out->str[0] == '~'))
    g_string_append_c (input->out, ' ');
  g_string_append (input->out, word);
}

HnValidity
hn_input_take (HnInput *input, const char *word, gboolean fits)
{
  if (!fits)
    return hn_input_refuse (input, word);

  hn_input_put (input, word);
  return HN_VALID;
}

HnValidity
hn_input_read_words (HnInput *input, const char *text, HnInputWord read)
{
  gboolean inverted = input->row->type->inverts && text[0] == '~';
  g_auto (GStrv) words = g_strsplit (text + inverted, " ", -1);
  guint n = 0;

  g_string_append (input->out, inverted ? "~" : "");
  for (guint i = 0; words[i] != NULL; i++)
    {
      HnValidity result;

      if (words[i][0] == '\0')
        continue;
      result = read (input, words[i]);
      if (result != HN_VALID)
        return result;
      n++;
    }

  return n > 0 ? HN_VALID : hn_input_refuse (input, NULL);
}

HnValidity
hn_input_validate (HnInput *input, const char *text)
{
  const HnType *type = input->row->type;

  if (type->validate != NULL)
    return type->validate (input, text);
  /* A type that cannot tell is refused. */
  if (type->validate_word == NULL)
    return HN_INVALID;
  if (g_strcmp0 (text, type->alone) == 0)
    return hn_input_take (input, text, TRUE);

  return hn_input_read_words (input, text, type->validate_word);
}

const HnChoice *
hn_find_choice (const HnDirective *row, const char *text)
{
  for (const HnChoice *choice = row->choices; choice != NULL && choice->value != NULL; choice++)
    if (strcmp (choice->value, text) == 0)
      return choice;

  return NULL;
}

HnValidity
hn_input_read_choice (HnInput *input, const char *word)
{
  const HnChoice *choice = hn_find_choice (input->row, word);

  if (choice == NULL)
    return hn_input_refuse (input, word);
  if (choice->since > input->version)
    return hn_input_refuse_version (input, word, choice->since);

  hn_input_put (input, word);
  return HN_VALID;
}

HnLineResult
hn_parse_ignored (const HnLine *line)
{
  hn_line_warn_invalid (line);

  return HN_LINE_IGNORED;
}

/* Keeps @text as that of @row's value. */
static HnLineResult
keep (const HnDirective *row, HnSetting *value, const char *text)
{
  if (row->type->is_list && text[0] != '\0')
    hn_setting_append_text (value, text);
  else
    hn_setting_set_text (value, text);

  return HN_LINE_TAKEN;
}

HnLineResult
hn_parse_text (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  return keep (row, value, line->value);
}

HnLineResult
hn_parse_each (
    HnSetting *value, const HnLine *line, const char *text, gboolean unquote, HnTakeWord take)
{
  char *word;
  int got;

  while ((got = hn_extract_word (&text, unquote, FALSE, &word)) > 0)
    {
      g_autofree char *owned = word;

      if (!take (value, line, owned))
        hn_line_warn_word (line, owned);
    }

  if (got < 0)
    hn_line_warn_invalid (line);

  return HN_LINE_TAKEN;
}

HnLineResult
hn_parse_words (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  g_autoptr (GString) good = g_string_new (NULL);
  const char *rest = line->value;

  while (rest != NULL)
    {
      const char *start = rest;
      g_autofree char *word = NULL;
      g_autofree char *written = NULL;

      if (hn_extract_word (&rest, TRUE, FALSE, &word) <= 0)
        break;
      if (!row->type->is_word (line, word))
        {
          hn_line_warn_word (line, word);
          continue;
        }
      written = rest != NULL ? g_strndup (start, rest - start) : g_strdup (start);
      g_string_append_printf (good, "%s%s", good->len > 0 ? " " : "", g_strstrip (written));
    }

  if (good->len == 0 && line->value[0] != '\0')
    return HN_LINE_IGNORED;

  return keep (row, value, good->str);
}

gboolean
hn_text_is_weaker (const HnComparison *pair)
{
  return pair->before->text != NULL && g_strcmp0 (pair->before->text, pair->after->text) != 0;
}

GPtrArray *
hn_words_split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  char *word;

  while (hn_extract_word (&text, TRUE, TRUE, &word) > 0)
    g_ptr_array_add (words, word);

  return words;
}

GPtrArray *
hn_setting_dup_words (const HnSetting *value)
{
  return hn_words_split (value->text);
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
hn_words_sort (GPtrArray *words)
{
  g_ptr_array_sort (words, compare_words);
}

gboolean
hn_words_have (GPtrArray *words, const char *word)
{
  return g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL);
}

gboolean
hn_words_lack (GPtrArray *words, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!hn_words_have (words, others->pdata[i]))
      return TRUE;

  return FALSE;
}

gboolean
hn_lists_are_weaker (const HnDirective *row, GPtrArray *before, GPtrArray *after)
{
  switch (row->order)
    {
    case HN_ORDER_CLOSES:
      return hn_words_lack (after, before);
    case HN_ORDER_OPENS:
      return hn_words_lack (before, after);
    case HN_ORDER_NONE:
      return FALSE;
    case HN_ORDER_UNKNOWN:
    default:
      return hn_words_lack (after, before) || hn_words_lack (before, after);
    }
}

gboolean
hn_words_are_weaker (const HnComparison *pair)
{
  g_autoptr (GPtrArray) old = hn_setting_dup_words (pair->before);
  g_autoptr (GPtrArray) new = hn_setting_dup_words (pair->after);

  return hn_lists_are_weaker (pair->row, old, new);
}
