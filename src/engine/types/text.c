/* Values that are kept as the text they are given. Their grammars differ from version to version
 * and weigh nothing in a score; only what no version of systemd takes is called ignored.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/type.h"

/* Any text. */
const HnType hn_type_string = {
  .kind = HN_KIND_STRING,
  .parse = hn_parse_text,
};

/* What systemd expands of a text, and whether its lines add up though no list is made of them. */
enum
{
  ID_ONLY = 1 << 0, /* what stands before a colon; the rest is taken as it stands */
  ADDS_UP = 1 << 1,
};

static HnLineResult
parse_expanded (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  const int variant = row->type->variant;
  g_autofree char *expanded = (variant & ID_ONLY)
                                  ? g_strndup (line->value, strcspn (line->value, ":"))
                                  : g_strdup (line->value);

  if (!hn_specifiers_are_known (line->context, expanded))
    return hn_parse_ignored (line);
  if (!(variant & ADDS_UP) || line->value[0] == '\0')
    return hn_parse_text (row, value, line);

  hn_setting_append_text (value, line->value);
  return HN_LINE_TAKEN;
}

const HnType hn_type_name = {
  .kind = HN_KIND_STRING,
  .parse = parse_expanded,
};

const HnType hn_type_credentials = {
  .kind = HN_KIND_STRING,
  .variant = ADDS_UP,
  .parse = parse_expanded,
};

/* The secret, and the name that it gets, are taken as they stand. */
const HnType hn_type_secrets = {
  .kind = HN_KIND_STRING,
  .variant = ADDS_UP | ID_ONLY,
  .parse = parse_expanded,
};

const HnType hn_type_credential_name = {
  .kind = HN_KIND_STRING,
  .variant = ID_ONLY,
  .parse = parse_expanded,
};

/* A label of a security module. With "-" the service starts without one that is not there, and
 * systemd forgives what it cannot read as well. */
static HnLineResult
parse_label (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (hn_specifiers_are_known (line->context, line->value))
    return hn_parse_text (row, value, line);
  if (line->value[0] == '-')
    return hn_parse_ignored (line);

  hn_line_warn (line,
                /* Translators: %s is a value that has a %-letter in it */
                _ ("“%s” has a specifier that systemd does not know; it stops reading the file "
                   "here"),
                line->value);
  return HN_LINE_STOPS;
}

const HnType hn_type_label = {
  .kind = HN_KIND_STRING,
  .parse = parse_label,
};

/* Which partitions of an image may be used, and how they have to be protected. */
static gboolean
is_image_policy (const char *value, guint version)
{
  static const char partitions[] =
      "root usr home srv esp xbootldr swap root-verity usr-verity root-verity-sig usr-verity-sig "
      "tmp var";
  static const char flags[] =
      "unprotected verity signed encrypted unused absent open ignore read-only-on read-only-off "
      "growfs-on growfs-off";
  g_auto (GStrv) rules = g_strsplit (value, ":", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (strcmp (value, "-") == 0 || strcmp (value, "*") == 0 || strcmp (value, "~") == 0)
    return TRUE;

  for (guint i = 0; rules[i] != NULL; i++)
    {
      char *equals = strchr (rules[i], '=');
      g_auto (GStrv) words = NULL;

      if (equals == NULL)
        return FALSE;
      *equals = '\0';
      g_strstrip (rules[i]);
      /* Without a name it is about all that have no rule. */
      if ((rules[i][0] != '\0' && !hn_is_one_of (rules[i], partitions, 0) && version < 258) ||
          !g_hash_table_add (seen, rules[i]))
        return FALSE;
      /* What it does not know it has passed over in silence since then. */
      if (version >= 258)
        continue;
      words = g_strsplit (equals + 1, "+", -1);
      for (guint j = 0; words[j] != NULL; j++)
        if (!hn_is_one_of (g_strstrip (words[j]), flags, 0) &&
            !(words[1] == NULL && (words[j][0] == '\0' || strcmp (words[j], "-") == 0)))
          return FALSE;
    }

  return TRUE;
}

static HnLineResult
parse_image_policy (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (line->value[0] == '\0' || is_image_policy (line->value, line->context->version))
    return hn_parse_text (row, value, line);

  hn_line_warn (line,
                _ ("“%s” is no rule for the partitions of an image; systemd stops reading the "
                   "file here"),
                line->value);
  return HN_LINE_STOPS;
}

const HnType hn_type_image_policy = {
  .kind = HN_KIND_STRING,
  .parse = parse_image_policy,
};
