/* Words of a value, told apart as systemd does it: with quotes, with the escapes of C, or at other
 * separators than white space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/ignored/validate-private.h"

/* Reads @n digits of @base. */
static gboolean
read_digits (const char *text, guint n, guint base, guint *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++)
    {
      int digit = text[i] != '\0' ? g_ascii_xdigit_value (text[i]) : -1;

      if (digit < 0 || (guint) digit >= base)
        return FALSE;
      *number = *number * base + (guint) digit;
    }

  return TRUE;
}

/* Reads what stands behind a backslash into @out; returns its length, 0 where it means nothing. */
static gsize
unescape_one (const char *text, gboolean nul_is_fine, GString *out)
{
  static const char plain[] = "abfnrtv\\\"'s";
  static const char meant[] = "\a\b\f\n\r\t\v\\\"' ";
  const char *found = text[0] != '\0' ? strchr (plain, text[0]) : NULL;
  guint length = text[0] == 'x' ? 2 : text[0] == 'u' ? 4 : text[0] == 'U' ? 8 : 0;
  guint number;

  if (found != NULL)
    {
      g_string_append_c (out, meant[found - plain]);
      return 1;
    }
  if (length > 0)
    {
      if (!read_digits (text + 1, length, 16, &number) || (number == 0 && !nul_is_fine))
        return 0;
      if (length == 2)
        g_string_append_c (out, (char) number);
      else if (g_unichar_validate (number))
        g_string_append_unichar (out, number);
      else
        return 0;
      return length + 1;
    }
  if (!read_digits (text, 3, 8, &number) || number > 255 || (number == 0 && !nul_is_fine))
    return 0;
  g_string_append_c (out, (char) number);

  return 3;
}

char *
hn_unescape (const char *text, gboolean nul_is_fine)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length;

      if (*text != '\\')
        {
          g_string_append_c (out, *text++);
          continue;
        }
      length = unescape_one (text + 1, nul_is_fine, out);
      if (length == 0)
        return NULL;
      text += length + 1;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Reads what a backslash at @p makes of what is behind it; returns what follows, NULL on nothing.
 */
static const char *
read_escape (const char *p, const char *separators, HnSplitFlags flags, GString *out)
{
  gsize length;

  if (p[1] == '\0')
    return NULL;
  if ((flags & HN_SPLIT_UNESCAPE) == 0 ||
      ((flags & HN_SPLIT_FREE_SEPARATOR) != 0 && strchr (separators, p[1]) != NULL))
    {
      g_string_append_c (out, p[1]);
      return p + 2;
    }
  length = unescape_one (p + 1, FALSE, out);

  return length > 0 ? p + 1 + length : NULL;
}

int
hn_split (const char **text, const char *separators, HnSplitFlags flags, char **word)
{
  const char *p = *text;
  const gboolean each = (flags & HN_SPLIT_EACH) != 0;
  g_autoptr (GString) out = NULL;
  char quote = '\0';
  gsize length;

  *word = NULL;
  if (p == NULL)
    return 0;

  if (!each)
    p += strspn (p, separators);
  if (*p == '\0' && !each)
    {
      *text = NULL;
      return 0;
    }

  /* Nearly all words are as plain as this. */
  length = strcspn (p, separators);
  if (strcspn (p, "\\\"'") >= length)
    {
      *word = g_strndup (p, length);
      p += length;
      *text = *p == '\0' ? NULL : p + (each ? 1 : strspn (p, separators));
      return 1;
    }

  out = g_string_new (NULL);
  for (;;)
    {
      if (*p == '\0')
        {
          if (quote != '\0')
            return -1;
          *text = NULL;
          break;
        }
      if (*p == '\\' && (flags & HN_SPLIT_KEEP_ESCAPES) == 0)
        {
          p = read_escape (p, separators, flags, out);
          if (p == NULL)
            return -1;
          continue;
        }
      if (quote == '\0' && strchr (separators, *p) != NULL)
        {
          p += each ? 1 : strspn (p, separators);
          *text = p;
          break;
        }
      if (quote != '\0' && *p == quote)
        quote = '\0';
      else if (quote == '\0' && (*p == '"' || *p == '\'') && (flags & HN_SPLIT_UNQUOTE) != 0)
        quote = *p;
      else
        g_string_append_c (out, *p);
      p++;
    }

  *word = g_string_free (g_steal_pointer (&out), FALSE);

  return 1;
}

void
hn_validator_leave_out (HnValidator *self, const char *word)
{
  if (self->left_out == NULL)
    self->left_out = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->left_out, g_strdup (word));
}

/* Adds what stands from @from to @to to what is taken. */
static void
take (HnValidator *self, const char *from, const char *to)
{
  g_autofree char *words = g_strndup (from, (gsize) (to - from));

  if (self->taken == NULL)
    self->taken = g_string_new (NULL);
  g_string_append_printf (self->taken, "%s%s", self->taken->len > 0 ? " " : "", g_strstrip (words));
}

void
hn_validator_reset (HnValidator *self)
{
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  if (self->taken != NULL)
    g_string_free (g_steal_pointer (&self->taken), TRUE);
}

HnVerdict
hn_validate_words (HnValidator *self, const char *value, HnSplitFlags flags, HnIsWord is_word)
{
  const char *rest = value;

  while (rest != NULL)
    {
      const char *start = rest;
      g_autofree char *word = NULL;
      const int got = hn_split (&rest, HN_WHITESPACE, flags, &word);
      const gboolean good = got > 0 && is_word (self, word);

      if (got == 0)
        break;
      /* As long as nothing is left out, the value is taken as it is. */
      if (!good && self->taken == NULL)
        take (self, value, start);
      if (got < 0)
        return HN_VERDICT_IGNORED;
      if (!good)
        hn_validator_leave_out (self, word);
      else if (self->taken != NULL)
        take (self, start, rest != NULL ? rest : start + strlen (start));
    }

  return HN_VERDICT_TAKEN;
}
