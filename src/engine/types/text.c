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

static HnLineResult
ignore (const HnLine *line)
{
  hn_line_warn_invalid (line);

  return HN_LINE_IGNORED;
}

/* A text that systemd expands as a whole. */
static HnLineResult
parse_name (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  return hn_specifiers_are_known (line->context, line->value) ? hn_parse_text (row, value, line)
                                                              : ignore (line);
}

const HnType hn_type_name = {
  .kind = HN_KIND_STRING,
  .parse = parse_name,
};

/* Credentials, whose lines add up though no list is made of them. */

static HnLineResult
add_credential (HnSetting *value, const HnLine *line)
{
  if (line->value[0] != '\0')
    hn_setting_append_text (value, line->value);
  else
    hn_setting_set_text (value, NULL);

  return HN_LINE_TAKEN;
}

static HnLineResult
parse_credential (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  return hn_specifiers_are_known (line->context, line->value) ? add_credential (value, line)
                                                              : ignore (line);
}

const HnType hn_type_credentials = {
  .kind = HN_KIND_STRING,
  .parse = parse_credential,
};

/* The secret, and the name that it gets, are taken as they stand. */
static gboolean
has_known_id (const HnLine *line)
{
  g_autofree char *id = g_strndup (line->value, strcspn (line->value, ":"));

  return hn_specifiers_are_known (line->context, id);
}

static HnLineResult
parse_secret (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  return has_known_id (line) ? add_credential (value, line) : ignore (line);
}

const HnType hn_type_secrets = {
  .kind = HN_KIND_STRING,
  .parse = parse_secret,
};

static HnLineResult
parse_credential_name (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  return has_known_id (line) ? hn_parse_text (row, value, line) : ignore (line);
}

const HnType hn_type_credential_name = {
  .kind = HN_KIND_STRING,
  .parse = parse_credential_name,
};

/* A label of a security module. With "-" the service starts without one that is not there, and
 * systemd forgives what it cannot read as well. */
static HnLineResult
parse_label (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (hn_specifiers_are_known (line->context, line->value))
    return hn_parse_text (row, value, line);
  if (line->value[0] == '-')
    return ignore (line);

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
  static const char *const partitions[] = {
    "root",           "usr",  "home",        "srv",        "esp",
    "xbootldr",       "swap", "root-verity", "usr-verity", "root-verity-sig",
    "usr-verity-sig", "tmp",  "var",         NULL,
  };
  static const char *const flags[] = {
    "unprotected", "verity",       "signed",        "encrypted", "unused",     "absent", "open",
    "ignore",      "read-only-on", "read-only-off", "growfs-on", "growfs-off", NULL,
  };
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
      if ((rules[i][0] != '\0' && !g_strv_contains (partitions, rules[i]) && version < 258) ||
          !g_hash_table_add (seen, rules[i]))
        return FALSE;
      /* What it does not know it has passed over in silence since then. */
      if (version >= 258)
        continue;
      words = g_strsplit (equals + 1, "+", -1);
      for (guint j = 0; words[j] != NULL; j++)
        if (!g_strv_contains (flags, g_strstrip (words[j])) &&
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
