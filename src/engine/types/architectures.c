/* Architectures whose system calls may be used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* systemd's names for the architectures that libseccomp knows. */
static const char *const architectures[] = {
  "native",   "x86",    "x86-64",     "x32",      "arm",       "arm64",         "loongarch64",
  "mips",     "mips64", "mips64-n32", "mips-le",  "mips64-le", "mips64-le-n32", "parisc",
  "parisc64", "ppc",    "ppc64",      "ppc64-le", "riscv64",   "s390",          "s390x",
};

int
hn_architecture_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (architectures); i++)
    if (strcmp (name, architectures[i]) == 0)
      return (int) i;

  return -1;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  const char *rest = line->value;
  char *word;
  int got;

  if (line->value[0] == '\0')
    value->bits = 0;

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      int architecture = hn_architecture_from_name (word);

      if (architecture >= 0)
        value->bits |= G_GUINT64_CONSTANT (1) << architecture;
      else
        hn_line_warn_word (line, word);
      g_free (word);
    }

  if (got < 0)
    hn_line_warn_invalid (line);

  return HN_LINE_TAKEN;
}

static HnValidity
read_architecture (HnInput *input, const char *word)
{
  if (hn_architecture_from_name (word) < 0)
    return hn_input_refuse (input, word);

  hn_input_put (input, word);
  return HN_VALID;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  return hn_input_read_words (input, text, read_architecture);
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (architectures); i++)
    if ((value->bits >> i) & 1)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", architectures[i]);

  return g_string_free (text, FALSE);
}

static gboolean
is_weaker (const HnComparison *pair)
{
  /* None named is all. */
  return pair->before->bits != 0 &&
         (pair->after->bits == 0 || (pair->after->bits & ~pair->before->bits) != 0);
}

const HnType hn_type_architectures = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse,
  .validate = validate,
  .to_text = to_text,
  .is_weaker = is_weaker,
};
