/* Words and numbers, which several types are made of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
hn_extract_word (const char **text, gboolean unquote, gboolean relax, char **word)
{
  const char *p = *text;
  GString *out;
  char quote = 0;

  *word = NULL;
  if (p != NULL)
    p += strspn (p, HN_WHITESPACE);
  if (p == NULL || *p == '\0')
    {
      *text = NULL;
      return 0;
    }

  out = g_string_sized_new (16);
  for (; *p != '\0'; p++)
    {
      if (*p == '\\')
        {
          if (p[1] == '\0')
            {
              if (!relax)
                goto fail;
              break;
            }
          g_string_append_c (out, *++p);
        }
      else if (quote != 0 && *p == quote)
        quote = 0;
      else if (quote != 0)
        g_string_append_c (out, *p);
      else if (unquote && (*p == '\'' || *p == '"'))
        quote = *p;
      else if (strchr (HN_WHITESPACE, *p) != NULL)
        {
          p += strspn (p, HN_WHITESPACE);
          *text = *p != '\0' ? p : NULL;
          *word = g_string_free (out, FALSE);
          return 1;
        }
      else
        g_string_append_c (out, *p);
    }

  if (quote != 0 && !relax)
    goto fail;

  *text = NULL;
  *word = g_string_free (out, FALSE);
  return 1;

fail:
  g_string_free (out, TRUE);
  return -1;
}

gboolean
hn_parse_number (const char *value, guint base, guint *number)
{
  char *end = NULL;
  gulong n;

  value += strspn (value, HN_WHITESPACE);
  if (*value == '-' || *value == '+')
    return FALSE;
  /* systemd's own prefixes beside C's. */
  if (base == 0 && (g_str_has_prefix (value, "0b") || g_str_has_prefix (value, "0B")))
    {
      base = 2;
      value += 2;
    }
  else if (base == 0 && (g_str_has_prefix (value, "0o") || g_str_has_prefix (value, "0O")))
    {
      base = 8;
      value += 2;
    }

  errno = 0;
  n = strtoul (value, &end, (int) base);
  if (errno != 0 || end == value || *end != '\0' || n > G_MAXUINT)
    return FALSE;

  *number = (guint) n;
  return TRUE;
}

gboolean
hn_is_one_of (const char *word, const char *words, guint version)
{
  const gsize length = strlen (word);

  if (length == 0)
    return FALSE;

  for (const char *p = words; *p != '\0';)
    {
      const gsize whole = strcspn (p, " ");
      const gsize name = strcspn (p, ": ");

      if (name == length && strncmp (p, word, length) == 0)
        return name == whole || g_ascii_strtoull (p + name + 1, NULL, 10) <= version;
      p += whole;
      p += *p == ' ';
    }

  return FALSE;
}
