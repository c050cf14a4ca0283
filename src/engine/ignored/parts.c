/* What values of several kinds have in them: specifiers, names of files and of descriptors, and
 * base64.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/ignored/validate-private.h"

#define LONGEST_NAME 255

static gboolean
has_specifier (const char *text)
{
  for (const char *p = strchr (text, '%'); p != NULL && p[1] != '\0'; p = strchr (p + 2, '%'))
    if (g_ascii_isalpha (p[1]))
      return TRUE;

  return FALSE;
}

char *
hn_validator_expand (HnValidator *self, const char *text, gsize longest, gboolean *is_open)
{
  g_autofree char *expanded = NULL;

  *is_open = FALSE;
  if (strchr (text, '%') == NULL)
    return strlen (text) > longest ? NULL : g_strdup (text);
  if (!hn_specifiers_are_known (self->context, text))
    return NULL;

  /* What is longer than a path may be is not expanded, and need not be. */
  expanded = hn_specifier_expand (self->context, text);
  if (expanded == NULL)
    {
      *is_open = TRUE;
      return longest <= 4096 ? NULL : g_strdup (text);
    }
  *is_open = has_specifier (text) && has_specifier (expanded);
  if (!*is_open && strlen (expanded) > longest)
    return NULL;

  return g_steal_pointer (&expanded);
}

gboolean
hn_is_file_name (const char *name)
{
  return name[0] != '\0' && strcmp (name, ".") != 0 && strcmp (name, "..") != 0 &&
         strchr (name, '/') == NULL && strlen (name) <= LONGEST_NAME;
}

gboolean
hn_is_fd_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p < ' ' || (guchar) *p >= 127 || *p == ':')
      return FALSE;

  return strlen (name) <= LONGEST_NAME;
}

/* The six bits that @c stands for, -1 where it is none of the letters of base64. @for_names: with
 * the letters that stand in for "+" and "/" in names of files. */
static int
read_base64 (char c, gboolean for_names)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const char *found = strchr (letters, c);

  if (found != NULL)
    return (int) (found - letters);

  if (c == '+' || (for_names && c == '-'))
    return 62;

  return c == '/' || (for_names && c == '_') ? 63 : -1;
}

/* Base64, with white space wherever it likes. */
HnVerdict
hn_validate_input_data (HnValidator *self, const char *value)
{
  guint n = 0, padding = 0;
  int last = 0;

  for (const char *p = value; *p != '\0'; p++)
    {
      if (strchr (HN_WHITESPACE, *p) != NULL)
        continue;
      n++;
      if (*p == '=')
        {
          padding++;
          continue;
        }
      last = read_base64 (*p, self->context->version >= 257);
      if (padding > 0 || last < 0)
        return HN_VERDICT_IGNORED;
    }

  /* The bits that are too many have to be zero. */
  return n % 4 == 0 && padding <= 2 && (padding == 0 || last % (padding == 1 ? 4 : 16) == 0)
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}
