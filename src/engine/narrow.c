/* The line that takes something away from a list directive.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/narrow.h"

#include <string.h>

#include "engine/settings-private.h"
#include "engine/types/values.h"

static void
add_word (GString *line, const char *word)
{
  if (line->len > 0 && line->str[line->len - 1] != '~')
    g_string_append_c (line, ' ');
  g_string_append (line, word);
}

char *
hn_narrow_capabilities (const HnSettings *settings, guint64 taken)
{
  guint64 all = (G_GUINT64_CONSTANT (1) << hn_n_capabilities ()) - 1;
  GString *line;

  taken &= settings->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & all;
  if (taken == 0)
    return NULL;
  /* An empty line leaves nothing, whatever stood before. */
  if (taken == (settings->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & all))
    return g_strdup ("");

  line = g_string_new ("~");
  for (guint i = 0; i < hn_n_capabilities (); i++)
    if ((taken >> i) & 1)
      {
        g_autofree char *name = g_ascii_strup (hn_capability_get_name (i), -1);

        add_word (line, name);
      }

  return g_string_free (line, FALSE);
}

char *
hn_narrow_namespaces (const HnSettings *settings, guint64 taken)
{
  guint64 all = hn_namespaces_all (settings->context.version);
  g_autofree char *names = NULL;

  taken &= settings->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits;
  if (taken == 0)
    return NULL;
  if ((settings->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits & all & ~taken) == 0)
    return g_strdup ("yes");

  names = hn_namespaces_to_string (taken);
  return g_strconcat ("~", names, NULL);
}

guint64
hn_families_all (void)
{
  guint64 all = 0;

  for (guint i = 0; i < 64; i++)
    if (hn_family_get_name (i) != NULL)
      all |= G_GUINT64_CONSTANT (1) << i;

  return all;
}

char *
hn_narrow_families (const HnSettings *settings, guint64 taken)
{
  guint64 all = hn_families_all ();
  guint64 open = settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow
                     ? settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits
                     : all & ~settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits;
  gboolean unset = !settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].exists &&
                   !settings->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow;
  guint64 listed;
  gboolean by_what_is_left;
  GString *line;

  taken &= open;
  if (taken == 0)
    return NULL;

  by_what_is_left = unset && __builtin_popcountll (open & ~taken) < __builtin_popcountll (taken);
  if (by_what_is_left && (open & ~taken) == 0)
    return g_strdup ("none");

  listed = by_what_is_left ? open & ~taken : taken;
  line = g_string_new (by_what_is_left ? NULL : "~");
  for (guint i = 0; i < 64; i++)
    if ((listed >> i) & 1)
      add_word (line, hn_family_get_name (i));

  return g_string_free (line, FALSE);
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

char *
hn_narrow_dup_value (GPtrArray *edits, HnDirectiveId directive, const char *line)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (GString) last = NULL; /* the line that is still open for words */

  for (guint i = 0; edits != NULL && i < edits->len; i++)
    {
      const HnEdit *edit = edits->pdata[i];

      if (edit->directive != directive)
        continue;
      if (last != NULL)
        {
          g_string_append_printf (value, "%s\n", last->str);
          g_string_free (last, TRUE);
        }
      last = g_string_new (edit->value);
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
