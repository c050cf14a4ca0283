/* The warnings about one line of a unit file, with a hint at what its author may not know.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/line.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "engine/types/values.h"

void
hn_line_warn (const HnLine *line, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  hn_warnings_add (line->warnings, line->path, line->line, "%s=: %s", line->key, message);
}

/* Characters that look like a space or like nothing, and are none to systemd. */
static gboolean
has_odd_space (const char *text)
{
  static const char *const odd[] = { "\u00a0", "\u202f", "\u2007", "\u2009",
                                     "\u200b", "\u3000", "\ufeff" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    if (strstr (text, odd[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_quoted (const char *text)
{
  gsize length = strlen (text);

  return (length >= 2 && (text[0] == '"' || text[0] == '\'') && text[length - 1] == text[0]) ||
         strstr (text, "\u201c") != NULL || strstr (text, "\u201e") != NULL ||
         strstr (text, "\u2018") != NULL;
}

/* Whether a word of @value begins with a sign of comments. */
static gboolean
has_comment (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if ((*p == '#' || *p == ';') && (p == value || strchr (HN_WHITESPACE, p[-1]) != NULL))
      return TRUE;

  return FALSE;
}

/* Whether a word but the first one of @value begins with "~". */
static gboolean
has_tilde_inside (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (*p == '~' && p > value && strchr (HN_WHITESPACE, p[-1]) != NULL)
      return TRUE;

  return FALSE;
}

/* Whether some letter of @text is a capital, where the directive has words in small letters alone.
 */
static gboolean
is_capitalized (const HnLine *line, const char *text)
{
  const HnChoice *choices = line->row != NULL ? line->row->choices : NULL;

  for (guint i = 0; choices != NULL && choices[i].value != NULL; i++)
    if (strcmp (choices[i].value, text) != 0 && g_ascii_strcasecmp (choices[i].value, text) == 0)
      return TRUE;

  return FALSE;
}

/* What its author may not know, where @part of the value of @line is not understood; untranslated.
 */
static const char *
find_hint (const HnLine *line, const char *part)
{
  if (has_odd_space (part))
    return N_ ("it holds a no-break space or the like, which is no space to systemd");
  if (has_comment (line->value))
    return N_ ("nothing behind a value is a comment; give the comment a line of its own");
  if ((part != line->value && part[0] == '~') || (part == line->value && has_tilde_inside (part)))
    return N_ (
        "“~” stands before the first word, for the whole list; write the others in a line of "
        "their own");
  if (is_quoted (part))
    return N_ ("write it without the quotes");
  if (is_capitalized (line, part))
    return N_ ("write it in small letters");
  if (strchr (part, ',') != NULL)
    return N_ ("words are told apart by spaces, not by commas");

  return NULL;
}

/* Warns of @part of @line in the words of @message. */
static void
warn_with_hint (const HnLine *line, const char *part, const char *message)
{
  const char *hint = find_hint (line, part);

  if (hint != NULL)
    /* Translators: what is wrong with a line, and a hint about why */
    hn_line_warn (line, _ ("%s (%s)"), message, _ (hint));
  else
    hn_line_warn (line, "%s", message);
}

void
hn_line_warn_invalid (const HnLine *line)
{
  g_autofree char *message = g_strdup_printf (
      /* Translators: %s is a value that systemd does not understand */
      _ ("systemd does not understand “%s” here and ignores the line"), line->value);

  warn_with_hint (line, line->value, message);
}

void
hn_line_warn_word (const HnLine *line, const char *word)
{
  g_autofree char *message =
      /* Translators: %s is one word of a longer value */
      g_strdup_printf (_ ("systemd does not know “%s” and leaves it out"), word);

  warn_with_hint (line, word, message);
}
