/* A single path: where the service has its root, and where it works.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/type.h"

static gboolean
is_plain (char *path)
{
  return path != NULL && path[0] == '/' && hn_path_simplify (path);
}

/* A path that systemd insists on: a bad one makes it refuse the rest of the file. */
static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  g_autofree char *path = hn_specifier_expand (line->context, line->value);

  /* A name without an instance has nothing in it for "%i". */
  if (path == NULL || (path[0] != '\0' && !is_plain (path)))
    {
      hn_line_warn (line,
                    _ ("“%s” is no absolute, plain path; systemd stops reading the file here"),
                    line->value);
      return HN_LINE_STOPS;
    }

  hn_setting_set_text (value, path);
  return HN_LINE_TAKEN;
}

const HnType hn_type_place = {
  .kind = HN_KIND_STRING,
  .parse = parse,
};

/* With "-" the folder may be missing, and "~" is the home of the account. */
static HnLineResult
parse_working_directory (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  gboolean may_be_missing = line->value[0] == '-';
  const char *word = line->value + may_be_missing;
  g_autofree char *path = hn_specifier_expand (line->context, word);

  if (line->value[0] != '\0' && strcmp (word, "~") != 0 && !is_plain (path))
    {
      hn_line_warn (line, _ ("“%s” is no absolute, plain path"), line->value);
      return may_be_missing ? HN_LINE_IGNORED : HN_LINE_STOPS;
    }

  hn_setting_set_text (value, path);
  return HN_LINE_TAKEN;
}

const HnType hn_type_working_directory = {
  .kind = HN_KIND_STRING,
  .parse = parse_working_directory,
};
