/* A change in words, for the question for a password and for the journal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/calls/change-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "engine/weaken.h"

/* The harmless part of a question, in characters. */
#define LONGEST_REST 200

/* One line in a question, in characters: of a longer one only the directive is named, as what
 * matters may stand at its end. */
#define LONGEST_LINE 300

static char *
dup_without (const char *line)
{
  /* Translators: a setting that is taken away, "PrivateTmp=yes"; part of a list */
  return g_strdup_printf (_ ("without %s"), line);
}

/* Adds @text, which is taken, unless it is there. */
static void
add_part (GPtrArray *parts, char *text)
{
  if (g_ptr_array_find_with_equal_func (parts, text, g_str_equal, NULL))
    g_free (text);
  else
    g_ptr_array_add (parts, text);
}

static GPtrArray *
list_weakenings (GPtrArray *found)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];

      if (weakening->kind == HN_WEAKEN_LINE_GOES && weakening->line != NULL)
        add_part (parts, dup_without (weakening->line));
      else if (weakening->line != NULL)
        add_part (parts, g_strdup (weakening->line));
      else if (weakening->directive != HN_DIRECTIVE_NONE)
        add_part (parts, g_strdup (hn_directive_get (weakening->directive)->name));
    }

  return parts;
}

/* The sentences about the change as a whole. */
static char *
dup_sentences (GPtrArray *found)
{
  g_autoptr (GString) sentences = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];
      g_autofree char *sentence = NULL;

      if (weakening->directive != HN_DIRECTIVE_NONE || weakening->line != NULL)
        continue;
      sentence = hn_weakening_dup_sentence (weakening);
      g_string_append_printf (sentences, "%s%s", sentences->len > 0 ? " " : "", sentence);
    }

  return g_strdup (sentences->str);
}

static GPtrArray *
list_changes (GPtrArray *changes, GPtrArray *previous)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) now = hn_change_list_sort (changes);
  g_autoptr (GPtrArray) before = hn_change_list_sort (previous);

  for (guint i = 0; i < now->len; i++)
    if (!hn_change_list_have (previous, now->pdata[i]))
      add_part (parts, hn_change_dup_line (now->pdata[i]));
  for (guint i = 0; i < before->len; i++)
    {
      const HnChange *change = before->pdata[i];
      g_autofree char *line = hn_change_dup_line (change);

      /* Of what has one value at a time, the new one tells that the old one is gone. */
      if (!hn_change_list_have (changes, change) &&
          (!hn_change_list_are_about (changes, change->directive) ||
           hn_validate_is_list (change->directive)))
        add_part (parts, dup_without (line));
    }
  /* The same lines, in another order or more than once. */
  if (parts->len == 0)
    for (guint i = 0; i < now->len; i++)
      add_part (parts, hn_change_dup_line (now->pdata[i]));

  return parts;
}

static char *
dup_shortened (const char *line)
{
  g_autofree char *name = NULL;
  glong length = g_utf8_strlen (line, -1);

  if (length <= LONGEST_LINE)
    return g_strdup (line);

  name = g_strndup (line, strcspn (line, "="));

  /* Translators: the name of a setting, and how long its value is */
  return g_strdup_printf (ngettext ("%s= with %ld character", "%s= with %ld characters",
                                    (gulong) length),
                          name, length);
}

/* @most: in characters; what is over is counted. Any number of them where it is 0. */
static char *
join (GPtrArray *parts, gsize most)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint left = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *part =
          most > 0 ? dup_shortened (parts->pdata[i]) : g_strdup (parts->pdata[i]);

      if (most > 0 && text->len > 0 && (gsize) g_utf8_strlen (text->str, -1) > most)
        left++;
      else
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
    }
  if (left > 0)
    {
      /* Translators: the number of further settings, at the end of a list */
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", left), left);

      g_string_append_printf (text, ", %s", more);
    }

  return g_strdup (text->str);
}

char *
hn_change_dup_words (GPtrArray *changes, GPtrArray *previous, GPtrArray *found, gboolean whole)
{
  g_autoptr (GPtrArray) weakenings = list_weakenings (found);
  g_autoptr (GPtrArray) parts = list_changes (changes, previous);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *sentences = dup_sentences (found);
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;

  /* What was said is not said again. */
  for (guint i = parts->len; i > 0; i--)
    if (g_ptr_array_find_with_equal_func (weakenings, parts->pdata[i - 1], g_str_equal, NULL))
      g_ptr_array_remove_index (parts, i - 1);
  first = join (weakenings, whole ? 0 : G_MAXSIZE);
  rest = join (parts, whole ? 0 : LONGEST_REST);

  if (changes == NULL)
    g_string_append (words, _ ("remove Hardnut's changes"));
  if (changes == NULL && first[0] != '\0')
    g_string_append (words, ": ");
  g_string_append (words, first);
  if (changes != NULL && first[0] != '\0' && rest[0] != '\0')
    /* Translators: between what weakens something and harmless settings, in a list */
    g_string_append (words, _ ("; and also: "));
  if (changes != NULL)
    g_string_append (words, rest);
  if (sentences[0] != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? ". " : "", sentences);

  return g_strdup (words->str);
}
