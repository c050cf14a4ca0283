/* Names of users and groups.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/type.h"

static gboolean
is_digits (const char *text)
{
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

static gboolean
is_account (const char *name)
{
  gsize length = strlen (name);

  if (length == 0)
    return FALSE;

  if (is_digits (name))
    {
      guint64 number = g_ascii_strtoull (name, NULL, 10);

      /* The two ids that stand for "none" are never valid. A leading zero makes it no number, and
       * then it is a name of digits, which systemd refuses. */
      if (name[0] == '0' && length > 1)
        return FALSE;
      return length <= 10 && number < G_MAXUINT32 && number != 0xffff;
    }

  if (name[0] == ' ' || name[length - 1] == ' ')
    return FALSE;
  if (!g_utf8_validate (name, length, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 127)
      return FALSE;
  if (strpbrk (name, ":/") != NULL)
    return FALSE;
  if (name[0] == '-' && (name[1] == '\0' || is_digits (name + 1)))
    return FALSE;

  return strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

static HnLineResult
stop (const HnLine *line, const char *name)
{
  hn_line_warn (line,
                _ ("“%s” is no valid name of a user or group; systemd stops reading the file here"),
                name);
  return HN_LINE_STOPS;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  g_autofree char *name = hn_specifier_expand (line->context, line->value);

  if (line->value[0] != '\0' && (name == NULL || !is_account (name)))
    return stop (line, line->value);

  hn_setting_set_text (value, name);
  return HN_LINE_TAKEN;
}

const HnType hn_type_account = {
  .kind = HN_KIND_STRING,
  .parse = parse,
};

static HnLineResult
parse_several (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  const char *rest = line->value;
  char *word;
  int got;

  if (line->value[0] == '\0')
    hn_setting_set_text (value, NULL);

  while ((got = hn_extract_word (&rest, FALSE, FALSE, &word)) > 0)
    {
      g_autofree char *name = hn_specifier_expand (line->context, word);

      if (name == NULL || !is_account (name))
        {
          stop (line, word);
          g_free (word);
          return HN_LINE_TAKEN | HN_LINE_STOPS;
        }
      g_free (word);
      hn_setting_append_text (value, name);
    }

  return HN_LINE_TAKEN | (got < 0 ? stop (line, line->value) : HN_LINE_IGNORED);
}

const HnType hn_type_accounts = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse_several,
};
