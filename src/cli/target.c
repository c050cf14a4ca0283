/* Names as systemctl takes them, and lines as a unit file holds them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "target.h"

#include <fnmatch.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "options.h"
#include "source/unit-name.h"

void
hn_target_free (HnTarget *self)
{
  if (self == NULL)
    return;

  g_free (self->unit);
  g_free (self->file);
  g_free (self);
}

/* Escapes what cannot stand in a unit's name. */
static char *
escape (const char *word)
{
  GString *name = g_string_new (NULL);

  for (const char *p = word; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p) || strchr (":-_.\\@", *p) != NULL)
        g_string_append_c (name, *p);
      else
        g_string_append_printf (name, "\\x%02x", (guchar) *p);
    }

  return g_string_free (name, FALSE);
}

static gboolean
has_other_suffix (const char *name)
{
  static const char *const suffixes[] = {
    ".automount", ".device", ".mount", ".path",   ".scope",
    ".slice",     ".socket", ".swap",  ".target", ".timer",
  };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;

  return FALSE;
}

HnTarget *
hn_target_parse (const char *word, GError **error)
{
  g_autoptr (HnTarget) self = g_new0 (HnTarget, 1);

  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (strchr (word, '/') != NULL)
    {
      self->file = g_strdup (word);
      return g_steal_pointer (&self);
    }

  self->unit = escape (word);
  if (has_other_suffix (self->unit))
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("“%s” is not a service; services alone have an exposure"), word);
      return NULL;
    }
  if (!g_str_has_suffix (self->unit, ".service"))
    {
      char *longer = g_strconcat (self->unit, ".service", NULL);

      g_free (self->unit);
      self->unit = longer;
    }
  if (hn_unit_name_classify (self->unit) == HN_UNIT_NAME_INVALID)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("“%s” cannot be the name of a service; to name a file, write it with a "
                      "slash"),
                   word);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
hn_target_fill_instance (HnTarget *self, guint version)
{
  /* An unknown version is taken for the newest. */
  gboolean old = version != 0 && version < 257;
  char *instance;

  if (self->unit == NULL || hn_unit_name_classify (self->unit) != HN_UNIT_NAME_TEMPLATE)
    return;

  instance = hn_unit_name_with_instance (self->unit, old ? "test-instance" : "test_instance");
  /* A name that is too long for it stays a template, and is refused as one. */
  if (instance != NULL)
    {
      g_free (self->unit);
      self->unit = instance;
    }
}

/* Whether @line is an assignment and nothing else: neither a section nor a comment nor two lines.
 */
static gboolean
is_assignment (const char *line)
{
  return g_regex_match_simple ("^[ \\t\\f]*[A-Za-z][-_.A-Za-z0-9]*[ \\t\\f]*=[^\\n\\r]*$", line,
                               G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0);
}

char *
hn_lines_to_drop_in (const char *const *lines, GError **error)
{
  g_autoptr (GString) text = g_string_new ("[Service]\n");

  for (; *lines != NULL; lines++)
    {
      if (!is_assignment (*lines))
        {
          g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                       _ ("“%s” is not of the form DIRECTIVE=VALUE"), *lines);
          return NULL;
        }
      g_string_append (text, *lines);
      g_string_append_c (text, '\n');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
hn_word_is_pattern (const char *word)
{
  return strchr (word, '/') == NULL && strpbrk (word, "*?[") != NULL;
}

gboolean
hn_pattern_matches (const char *pattern, const char *name)
{
  g_autofree char *longer = g_strconcat (pattern, ".service", NULL);

  return fnmatch (pattern, name, 0) == 0 || fnmatch (longer, name, 0) == 0;
}
