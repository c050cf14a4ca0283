/* Changes as the text of a drop-in, and back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/drop-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/values.h"

G_DEFINE_QUARK (hn_drop_in_error_quark, hn_drop_in_error)

HnChange *
hn_change_new (HnDirectiveId directive, const char *value)
{
  HnChange *change = g_new (HnChange, 1);

  *change = (HnChange){ directive, g_strdup (value) };

  return change;
}

HnChange *
hn_change_copy (const HnChange *change)
{
  return hn_change_new (change->directive, change->value);
}

void
hn_change_free (HnChange *change)
{
  g_free (change->value);
  g_free (change);
}

GPtrArray *
hn_change_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_free);
}

static gpointer
copy_change (gconstpointer change, gpointer user_data)
{
  return hn_change_copy (change);
}

GPtrArray *
hn_change_list_copy (GPtrArray *changes)
{
  GPtrArray *copy = hn_change_list_new ();

  if (changes != NULL)
    g_ptr_array_extend (copy, changes, copy_change, NULL);

  return copy;
}

char *
hn_change_dup_line (const HnChange *change)
{
  return g_strdup_printf ("%s=%s", hn_directive_get (change->directive)->name, change->value);
}

gboolean
hn_change_equal (gconstpointer a, gconstpointer b)
{
  const HnChange *left = a, *right = b;

  return left->directive == right->directive && g_strcmp0 (left->value, right->value) == 0;
}

gboolean
hn_change_list_have (GPtrArray *changes, const HnChange *change)
{
  return changes != NULL &&
         g_ptr_array_find_with_equal_func (changes, change, hn_change_equal, NULL);
}

GPtrArray *
hn_drop_in_parse_changes (const char *const *words, GError **error)
{
  g_autoptr (GPtrArray) changes = hn_change_list_new ();

  for (; *words != NULL; words++)
    {
      const char *equals = strchr (*words, '=');
      g_autofree char *name = NULL;
      HnDirectiveId directive;

      if (equals == NULL || equals == *words)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_SYNTAX,
                       /* Translators: %s is what the person typed; keep DIRECTIVE=VALUE */
                       _ ("“%s” is not of the form DIRECTIVE=VALUE"), *words);
          return NULL;
        }
      if (strpbrk (*words, "\n\r") != NULL)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_SYNTAX,
                       _ ("“%s” holds more than one line"), *words);
          return NULL;
        }

      name = g_strndup (*words, equals - *words);
      directive = hn_directive_find (name);
      if (directive == HN_DIRECTIVE_NONE)
        {
          g_set_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE,
                       /* Translators: %s is the name of a setting in a unit file */
                       _ ("“%s” is not a sandboxing directive"), name);
          return NULL;
        }

      g_ptr_array_add (changes, hn_change_new (directive, equals + 1));
    }

  return g_steal_pointer (&changes);
}

/* The key of the assignment @line, by which it is told from others: the name of the directive, or
 * the key as it stands there. NULL for what assigns nothing. */
static char *
dup_key (const char *line)
{
  const char *equals = strchr (line, '=');
  g_autofree char *key = NULL;
  HnDirectiveId directive;

  line += strspn (line, HN_WHITESPACE);
  if (equals == NULL || line[0] == '#' || line[0] == ';' || line[0] == '[')
    return NULL;
  key = g_strchomp (g_strndup (line, equals - line));
  directive = hn_directive_find (key);

  return directive != HN_DIRECTIVE_NONE ? g_strdup (hn_directive_get (directive)->name)
                                        : g_steal_pointer (&key);
}

static gboolean
is_comment (const char *line)
{
  line += strspn (line, HN_WHITESPACE);

  return line[0] == '\0' || line[0] == '#' || line[0] == ';';
}

char *
hn_drop_in_merge (const char *present, const char *lines)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) old = g_strsplit (present != NULL ? present : "", "\n", -1);
  g_auto (GStrv) new = g_strsplit (lines, "\n", -1);
  gboolean continued = FALSE, dropped = FALSE, in_service = FALSE;

  for (guint i = 0; new[i] != NULL; i++)
    {
      char *key = dup_key (new[i]);

      if (key != NULL)
        g_hash_table_add (named, key);
    }

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (is_comment (old[i]) && !(continued && old[i][0] == '\0'))
        continue;
      if (!continued)
        {
          g_autofree char *key = dup_key (old[i]);
          const char *start = old[i] + strspn (old[i], HN_WHITESPACE);

          if (start[0] == '[')
            in_service = g_str_has_prefix (start, "[Service]");
          dropped = in_service && key != NULL && g_hash_table_contains (named, key);
        }
      continued = g_str_has_suffix (old[i], "\\");
      if (!dropped)
        g_string_append_printf (text, "%s\n", old[i]);
    }
  /* What follows must not become part of the last line. */
  if (continued && !dropped)
    g_string_append_c (text, '\n');

  if (in_service && g_str_has_prefix (lines, "[Service]\n"))
    lines += strlen ("[Service]\n");
  g_string_append (text, lines);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
hn_drop_in_is_tried (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return strstr (path, "/systemd/system.control/") != NULL ||
         strstr (path, "/systemd/user.control/") != NULL;
}

GPtrArray *
hn_change_list_stage (GPtrArray *changes, HnDirectiveId directive, const char *value)
{
  GPtrArray *staged = hn_change_list_new ();
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (change->directive != directive)
        g_ptr_array_add (staged, hn_change_copy (change));
    }

  /* Splitting makes no line at all of an empty one. */
  if (lines[0] == NULL)
    g_ptr_array_add (staged, hn_change_new (directive, ""));
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (staged, hn_change_new (directive, lines[i]));

  return staged;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const HnChange *const *left = a;
  const HnChange *const *right = b;

  return (int) (*left)->directive - (int) (*right)->directive;
}

GPtrArray *
hn_change_list_sort (GPtrArray *changes)
{
  GPtrArray *sorted = g_ptr_array_new ();

  if (changes != NULL)
    g_ptr_array_extend (sorted, changes, NULL, NULL);
  g_ptr_array_sort (sorted, compare_changes);

  return sorted;
}

char *
hn_drop_in_to_text (GPtrArray *changes)
{
  /* No directive depends on where another one stands. */
  g_autoptr (GPtrArray) sorted = hn_change_list_sort (changes);
  GString *text = g_string_new ("[Service]\n");

  for (guint i = 0; i < sorted->len; i++)
    {
      const HnChange *change = sorted->pdata[i];

      g_string_append_printf (text, "%s=%s\n", hn_directive_get (change->directive)->name,
                              change->value);
    }

  return g_string_free (text, FALSE);
}

static void
add_word (GString *line, const char *word)
{
  if (line->len > 0 && line->str[line->len - 1] != '~')
    g_string_append_c (line, ' ');
  g_string_append (line, word);
}

/* Appends the words of @line that are not in @text yet. */
static void
merge_words (GString *text, const char *line)
{
  g_auto (GStrv) old = g_strsplit (text->str + 1, " ", -1);
  g_auto (GStrv) new = g_strsplit (line + 1, " ", -1);

  for (guint i = 0; new[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) old, new[i]))
      add_word (text, new[i]);
}

gboolean
hn_change_list_are_about (GPtrArray *changes, HnDirectiveId directive)
{
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    if (((const HnChange *) changes->pdata[i])->directive == directive)
      return TRUE;

  return FALSE;
}

char *
hn_change_list_dup_value (GPtrArray *changes, HnDirectiveId directive)
{
  g_autoptr (GString) value = NULL;

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (change->directive != directive)
        continue;
      if (value == NULL)
        value = g_string_new (change->value);
      else
        g_string_append_printf (value, "\n%s", change->value);
    }

  return value != NULL ? g_string_free (g_steal_pointer (&value), FALSE) : NULL;
}

char *
hn_change_list_dup_value_with (GPtrArray *changes, HnDirectiveId directive, const char *line)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (GString) last = NULL; /* the line that is still open for words */

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (change->directive != directive)
        continue;
      if (last != NULL)
        {
          g_string_append_printf (value, "%s\n", last->str);
          g_string_free (last, TRUE);
        }
      last = g_string_new (change->value);
    }

  /* What takes everything away needs nothing in front. */
  if (last == NULL || line[0] == '\0' || strcmp (line, "yes") == 0 || strcmp (line, "none") == 0)
    return g_strdup (line);

  if (last->str[0] == '~' && last->len > 1 && line[0] == '~')
    {
      merge_words (last, line);
      return g_strconcat (value->str, last->str, NULL);
    }

  return g_strconcat (value->str, last->str, "\n", line, NULL);
}
