/* Architectures whose system calls may be used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/type.h"

/* systemd's names for the architectures that libseccomp knows. */
static const HnBitName architectures[] = {
  { "native", 0 },
  { "x86", 1 },
  { "x86-64", 2 },
  { "x32", 3 },
  { "arm", 4 },
  { "arm64", 5 },
  { "loongarch64", 6 },
  { "mips", 7 },
  { "mips64", 8 },
  { "mips64-n32", 9 },
  { "mips-le", 10 },
  { "mips64-le", 11 },
  { "mips64-le-n32", 12 },
  { "parisc", 13 },
  { "parisc64", 14 },
  { "ppc", 15 },
  { "ppc64", 16 },
  { "ppc64-le", 17 },
  { "riscv64", 18 },
  { "s390", 19 },
  { "s390x", 20 },
  { NULL, 0 },
};

guint64
hn_architecture_from_name (const char *name)
{
  return hn_bits_find (architectures, name, FALSE);
}

static gboolean
take_architecture (HnSetting *value, const HnLine *line, const char *word)
{
  value->bits |= hn_architecture_from_name (word);

  return hn_architecture_from_name (word) != 0;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (line->value[0] == '\0')
    value->bits = 0;

  return hn_parse_each (value, line, line->value, TRUE, take_architecture);
}

static HnValidity
validate_word (HnInput *input, const char *word)
{
  return hn_input_take (input, word, hn_architecture_from_name (word) != 0);
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  return hn_bits_dup_names (architectures, value->bits, "");
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
  .validate_word = validate_word,
  .to_text = to_text,
  .is_weaker = is_weaker,
};
