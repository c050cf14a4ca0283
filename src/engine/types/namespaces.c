/* Kinds of namespaces, as a set or as a switch for all of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* By the number of the flag of clone(2). */
static const HnBitName namespaces[] = {
  { "cgroup", 25 }, { "ipc", 27 }, { "net", 30 }, { "mnt", 17 }, { "pid", 29 },
  { "user", 28 },   { "uts", 26 }, { "time", 7 }, { NULL, 0 },
};

guint64
hn_namespace_from_name (const char *name)
{
  return hn_bits_find (namespaces, name, FALSE);
}

guint64
hn_namespaces_all (guint version)
{
  guint64 all = hn_bits_all (namespaces);

  return version >= 258 ? all : all & ~hn_namespace_from_name ("time");
}

char *
hn_namespaces_dup_names (guint64 flags)
{
  return hn_bits_dup_names (namespaces, flags, "");
}

static void
reset (const HnDirective *row, HnSetting *value)
{
  value->bits = HN_NAMESPACES_UNSET;
}

/* The kinds that @words name. FALSE where one is none. */
static gboolean
parse_names (const char *words, guint64 *named)
{
  char *word;
  int got;

  while ((got = hn_extract_word (&words, FALSE, FALSE, &word)) > 0)
    {
      guint64 flag = hn_namespace_from_name (word);

      g_free (word);
      if (flag == 0)
        return FALSE;
      *named |= flag;
    }

  return got == 0;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  guint64 all = hn_namespaces_all (line->context->version);
  int boolean = hn_parse_boolean (line->value);
  gboolean invert = line->value[0] == '~';
  guint64 named = 0;

  if (line->value[0] == '\0')
    value->bits = HN_NAMESPACES_UNSET;
  else if (boolean >= 0)
    value->bits = boolean ? 0 : all;
  else if (!parse_names (line->value + invert, &named))
    return hn_parse_ignored (line);
  else if (value->bits == HN_NAMESPACES_UNSET)
    value->bits = invert ? all & ~named : named;
  else if (invert)
    value->bits &= ~named;
  else
    value->bits |= named;

  return HN_LINE_TAKEN;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  int boolean = hn_input_read_boolean (text);

  if (boolean < 0)
    return hn_input_read_words (input, text, hn_input_read_choice);

  g_string_append (input->out, boolean ? "yes" : "no");
  return HN_VALID;
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  guint64 all = hn_namespaces_all (context->version);

  if (value->bits == 0)
    return g_strdup ("yes");
  if ((value->bits & all) == all)
    return g_strdup ("no");

  return hn_namespaces_dup_names (value->bits);
}

static gboolean
is_weaker (const HnComparison *pair)
{
  /* "time" counts in every version, though only some take it away with the others. */
  guint64 all = hn_namespaces_all (G_MAXUINT);

  return (pair->after->bits & ~pair->before->bits & all) != 0;
}

static char *
remove_names (const HnSetting *value, guint64 taken, guint version)
{
  guint64 all = hn_namespaces_all (version);

  taken &= value->bits;
  if (taken == 0)
    return NULL;
  if ((value->bits & all & ~taken) == 0)
    return g_strdup ("yes");

  return hn_bits_dup_names (namespaces, taken, "~");
}

const HnType hn_type_namespaces = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .reset = reset,
  .parse = parse,
  .validate = validate,
  .inverts = TRUE,
  .to_text = to_text,
  .is_weaker = is_weaker,
  .remove = remove_names,
};
