/* The words are looked for in all that a row may say, without regard to case and accents. What a
 * row says hangs on the language alone, so it is put together once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "check-search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "check-text.h"

/* (transfer full): the form in which texts are compared */
static char *
dup_key (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (apart, -1);
  GString *key = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_ismark (g_utf8_get_char (at)))
      g_string_append_len (key, at, g_utf8_next_char (at) - at);

  return g_string_free (key, FALSE);
}

GStrv
hn_search_dup_words (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *key = dup_key (text);
  g_auto (GStrv) parts = g_strsplit_set (key, " \t\n\r", -1);
  guint n = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      /* Of a whole line, such as PrivateTmp=yes, the name. */
      if (equals != NULL && equals != parts[i])
        equals[1] = '\0';
      if (*parts[i] == '\0')
        continue;
      g_strv_builder_add (builder, parts[i]);
      n++;
    }

  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

static gboolean
has_words (const char *key, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (key, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
add (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s\n", part);
}

/* @part: (nullable) */
static void
add_translated (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    add (text, _ (part));
}

static void
add_name (GString *text, const HnDirective *directive)
{
  g_string_append_printf (text, "%s=\n", directive->name);
  add_translated (text, directive->title);
}

static void
add_directive (GString *text, const HnDirective *directive)
{
  add_name (text, directive);
  add_translated (text, directive->why);
  add_translated (text, directive->breaks);
  add_translated (text, hn_group_get_title (directive->group));
}

static const char *
get_directive_key (HnDirectiveId id)
{
  static char *keys[HN_N_DIRECTIVES];

  if (keys[id] == NULL)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      add_directive (text, hn_directive_get (id));
      keys[id] = dup_key (text->str);
    }

  return keys[id];
}

/* Whether its row stands with others under the heading of its directive. */
static gboolean
is_one_of_several (guint index)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (i != index && hn_check_get (i)->directive == hn_check_get (index)->directive)
      return TRUE;

  return FALSE;
}

static const char *
get_check_key (guint index)
{
  static char *keys[HN_N_CHECKS];

  if (keys[index] == NULL)
    {
      const HnCheck *check = hn_check_get (index);
      HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
      guint n = hn_check_get_written (index, directives);
      g_autoptr (GString) text = g_string_new (NULL);

      add (text, check->id);
      add (text, check->item);
      add_translated (text, check->title);
      add_translated (text, check->good);
      add_translated (text, check->bad);
      /* What goes for all of them is said by their heading. */
      if (!is_one_of_several (index))
        add_directive (text, hn_directive_get (check->directive));
      for (guint i = 0; i < n; i++)
        add_name (text, hn_directive_get (directives[i]));
      keys[index] = dup_key (text->str);
    }

  return keys[index];
}

gboolean
hn_check_has_words (guint check, const char *const *words)
{
  g_return_val_if_fail (check < HN_N_CHECKS, FALSE);

  return has_words (get_check_key (check), words);
}

gboolean
hn_directive_has_words (HnDirectiveId directive, const char *const *words)
{
  g_return_val_if_fail (directive >= 0 && directive < HN_N_DIRECTIVES, FALSE);

  return has_words (get_directive_key (directive), words);
}
