/* The warnings about one line of a unit file, with a hint at what its author may not know.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/line.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "engine/types/values.h"

#define MOST_WARNINGS 1000

void
hn_warning_free (HnWarning *self)
{
  g_free (self->file);
  g_free (self->message);
  g_free (self);
}

HnWarning *
hn_warning_new (const char *file, guint line, char *message)
{
  HnWarning *self = g_new (HnWarning, 1);

  *self = (HnWarning){ g_strdup (file), line, message };

  return self;
}

HnWarning *
hn_warning_copy (const HnWarning *self)
{
  return self != NULL ? hn_warning_new (self->file, self->line, g_strdup (self->message)) : NULL;
}

gpointer
hn_warning_copy_item (gconstpointer self, gpointer unused)
{
  return hn_warning_copy (self);
}

void
hn_warnings_init (HnWarnings *self)
{
  *self = (HnWarnings){
    .all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_warning_free),
  };
}

void
hn_warnings_copy (HnWarnings *self, const HnWarnings *from)
{
  hn_warnings_init (self);
  g_ptr_array_extend (self->all, from->all, hn_warning_copy_item, NULL);
  self->n_more = from->n_more;
  self->newest = hn_warning_copy (from->newest);
}

void
hn_warnings_clear (HnWarnings *self)
{
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->newest, hn_warning_free);
}

void
hn_warnings_add (HnWarnings *self, const char *file, guint line, const char *format, ...)
{
  HnWarning *warning;
  va_list args;

  va_start (args, format);
  warning = hn_warning_new (file, line, g_strdup_vprintf (format, args));
  va_end (args);
  if (self->all->len < MOST_WARNINGS)
    {
      g_ptr_array_add (self->all, warning);
      return;
    }

  self->n_more++;
  g_clear_pointer (&self->newest, hn_warning_free);
  self->newest = warning;
}

const HnWarning *
hn_warnings_get_last (const HnWarnings *self)
{
  if (self->newest != NULL || self->all->len == 0)
    return self->newest;

  return self->all->pdata[self->all->len - 1];
}

void
hn_warnings_finish (HnWarnings *self)
{
  const guint n = self->n_more;
  char *message;

  if (n == 0)
    return;

  message = g_strdup_printf (
      /* Translators: %u is a number of warnings beyond the first thousand, which are shown */
      g_dngettext (GETTEXT_PACKAGE, "There is %u more warning", "There are %u more warnings", n),
      n);
  g_ptr_array_add (self->all, hn_warning_new (NULL, 0, message));
  self->n_more = 0;
}

static const char *const sections[HN_N_SECTIONS] = { "Unit", "Service", "Install" };

const char *
hn_section_get_name (HnSection section)
{
  return sections[section];
}

HnSection
hn_section_find (const char *name)
{
  HnSection section = 0;

  while (section < HN_N_SECTIONS && strcmp (sections[section], name) != 0)
    section++;

  return section;
}

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

/* Whether a word of @value that begins at @p or behind it begins with one of @signs. */
static gboolean
has_sign (const char *value, const char *p, const char *signs)
{
  for (; *p != '\0'; p++)
    if (strchr (signs, *p) != NULL && (p == value || strchr (HN_WHITESPACE, p[-1]) != NULL))
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
  if (has_sign (line->value, line->value, "#;"))
    return N_ ("nothing behind a value is a comment; give the comment a line of its own");
  if ((part != line->value && part[0] == '~') ||
      (part == line->value && part[0] != '\0' && has_sign (part, part + 1, "~")))
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
