/* Validates one line by the kind of its value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/ignored/validate.h"

#include <glib/gi18n-lib.h>

#include "engine/ignored/validate-private.h"

/* Of more words of a line nobody needs to hear. */
#define MOST_WORDS 20

static const HnValueKind kinds[HN_N_VALUES] = {
#define VALUE_KIND(id, function, may_be_empty, words, least, most) \
  [HN_VALUE_##id] = { function, may_be_empty, words, least, most },
#include "engine/ignored/kind-table.h"
#undef VALUE_KIND
};

#define TYPE_KIND(type, kind) extern const HnType hn_type_##type;
#define DIRECTIVE_KIND(name, kind)
#include "engine/ignored/directive-kinds.h"
#undef TYPE_KIND
#undef DIRECTIVE_KIND

HnValueKindId
hn_validator_find_kind (const HnDirective *row)
{
  static const struct
  {
    const HnType *type;
    const char *name;
    HnValueKindId kind;
  } directives[] = {
#define TYPE_KIND(type, kind) { &hn_type_##type, NULL, HN_VALUE_##kind },
#define DIRECTIVE_KIND(name, kind) { NULL, name, HN_VALUE_##kind },
#include "engine/ignored/directive-kinds.h"
#undef TYPE_KIND
#undef DIRECTIVE_KIND
  };

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    if (directives[i].type == row->type || g_strcmp0 (directives[i].name, row->name) == 0)
      return directives[i].kind;

  return HN_VALUE_ANY;
}

static void
warn_words (const HnLine *line, const GPtrArray *words)
{
  for (guint i = 0; words != NULL && i < MIN (words->len, MOST_WORDS); i++)
    hn_line_warn_word (line, words->pdata[i]);
}

gboolean
hn_validator_read_line (HnLine *line, HnValueKindId id, char **taken)
{
  const HnValueKind *kind = &kinds[id];
  HnValidator validator = { line->context, line->key, kind, NULL, NULL };
  HnVerdict verdict;

  *taken = NULL;
  if (kind->validate == NULL || (line->value[0] == '\0' && kind->may_be_empty))
    return TRUE;

  verdict = kind->validate (&validator, line->value);
  warn_words (line, validator.left_out);

  if (verdict == HN_VERDICT_STOPS)
    {
      hn_line_warn (line,
                    _ ("“%s” is no absolute, plain path; systemd stops reading the file here"),
                    line->value);
      hn_validator_reset (&validator);
      return FALSE;
    }
  if (verdict == HN_VERDICT_IGNORED)
    hn_line_warn_invalid (line);
  if (verdict == HN_VERDICT_OLD)
    hn_line_warn (line, _ ("systemd warns that this should no longer be used"));

  /* What is left of a list, up to where systemd gave up. */
  if (verdict == HN_VERDICT_IGNORED || validator.left_out != NULL)
    {
      if (validator.taken != NULL && validator.taken->len > 0)
        *taken = g_string_free (g_steal_pointer (&validator.taken), FALSE);
      line->value = *taken;
    }
  hn_validator_reset (&validator);

  return TRUE;
}
