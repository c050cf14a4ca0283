/* One word out of a few, which the directive's row names from weak to strict.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/choice.h"

void
hn_choice_set (const HnDirective *row, HnSetting *value, const char *word)
{
  const HnChoice *choice = hn_find_choice (row, word);

  value->word = choice != NULL ? choice->value : g_intern_string (word);
}

const char *
hn_choice_get (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  if (value->word != NULL)
    return value->word;

  return (row->flags & HN_DIRECTIVE_FIRST_FOR_USERS) && context->scope == HN_SCOPE_USER
             ? row->choices[0].value
             : row->unset;
}

/* Whether @text, once expanded, is a name that a machine may have. */
static gboolean
is_host_name (const HnLine *line, const char *text)
{
  g_autofree char *name = hn_specifier_expand (line->context, text);
  char before = '.';

  if (name == NULL || strlen (name) > 64)
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    {
      /* What only the machine knows stays as it is written. */
      if (!g_ascii_isalnum (*p) && strchr ("-.%", *p) == NULL)
        return FALSE;
      if ((*p == '.' && strchr (".-", before) != NULL) || (*p == '-' && before == '.'))
        return FALSE;
      before = *p;
    }

  return strchr (".-", before) == NULL;
}

/* The name to use stands behind a colon; alone among the choices this one can be emptied. */
static HnLineResult
parse_named (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  const char *colon = strchr (line->value, ':');
  g_autofree char *word = NULL;
  int boolean;

  if (colon == NULL)
    {
      value->word = NULL;
      return HN_LINE_TAKEN;
    }

  word = g_strndup (line->value, colon - line->value);
  boolean = hn_parse_boolean (word);
  if (!(boolean > 0 || strcmp (word, "private") == 0) || !is_host_name (line, colon + 1))
    return hn_parse_ignored (line);

  hn_choice_set (row, value, boolean > 0 ? "yes" : "private");
  return HN_LINE_TAKEN;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  /* Where "no" is a word, every spelling of a boolean is. */
  int boolean = hn_find_choice (row, "no") != NULL ? hn_parse_boolean (line->value) : -1;
  const HnChoice *choice;

  if (boolean >= 0)
    {
      hn_choice_set (row, value, boolean ? "yes" : "no");
      return HN_LINE_TAKEN;
    }
  if (line->value[0] == '\0' && (row->flags & HN_DIRECTIVE_THREE_WAY))
    {
      value->word = NULL;
      return HN_LINE_TAKEN;
    }
  if ((row->flags & HN_DIRECTIVE_NAMED) && line->context->version >= 258 &&
      (line->value[0] == '\0' || strchr (line->value, ':') != NULL))
    return parse_named (row, value, line);

  choice = hn_find_choice (row, line->value);
  if (choice == NULL)
    return hn_parse_ignored (line);
  if (choice->since > line->context->version)
    {
      hn_line_warn (line,
                    /* Translators: %s is a value, the numbers are systemd versions */
                    _ ("“%s” needs systemd %u; systemd %u ignores the line"), line->value,
                    choice->since, line->context->version);
      return HN_LINE_IGNORED;
    }

  value->word = choice->value;
  return HN_LINE_TAKEN;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  const HnChoice *choice = hn_find_choice (input->row, text);

  /* Where "yes" is a word, every spelling of a boolean is. */
  if (choice == NULL && hn_input_read_boolean (text) >= 0)
    choice = hn_find_choice (input->row, hn_input_read_boolean (text) ? "yes" : "no");
  if (choice == NULL)
    return hn_input_refuse (input, NULL);
  if (choice->since > input->version)
    return hn_input_refuse_version (input, text, choice->since);

  g_string_append (input->out, choice->value);
  return HN_VALID;
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  return g_strdup (hn_choice_get (row, context, value));
}

/* Reads @word, or the one that it is another name for. Returns -1 for one that the row does not
 * have. */
static int
get_strictness (const HnDirective *row, const char **word)
{
  const HnChoice *choice = hn_find_choice (row, *word);

  if (choice == NULL)
    return -1;
  if (choice->means != NULL)
    {
      *word = choice->means;
      return get_strictness (row, word);
    }

  return (int) choice->strictness;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  const char *was = hn_choice_get (pair->row, pair->context, pair->before);
  const char *is = hn_choice_get (pair->row, pair->context, pair->after);
  int from = get_strictness (pair->row, &was);
  int to = get_strictness (pair->row, &is);

  if (pair->row->order == HN_ORDER_NONE || strcmp (was, is) == 0)
    return FALSE;

  /* Words of the same strictness cannot be compared: each is weaker than the other. */
  return from < 0 || to <= from;
}

const HnType hn_type_choice = {
  .kind = HN_KIND_CHOICE,
  .parse = parse,
  .validate = validate,
  .to_text = to_text,
  .is_weaker = is_weaker,
};
