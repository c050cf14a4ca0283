/* What a type of values can do: each file beside this one has one type, or a few that are alike.
 * A type knows the value of one directive, as a line, as a person's input and as it is kept, and
 * never the other settings of a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/row.h"
#include "engine/line.h"
#include "engine/types/bits.h"
#include "engine/types/setting.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

G_BEGIN_DECLS

/* What a value is made of, and so which control changes it. */
typedef enum
{
  HN_KIND_BOOLEAN,
  HN_KIND_CHOICE,       /* one of choices */
  HN_KIND_SET,          /* several words */
  HN_KIND_CAPABILITIES, /* capability names, ~ inverts */
  HN_KIND_SYSCALLS,     /* system calls and @groups, ~ inverts */
  HN_KIND_ADDRESSES,    /* IP addresses with prefix lengths, or their keywords */
  HN_KIND_PATHS,
  HN_KIND_MODE, /* octal file mode */
  HN_KIND_STRING,
} HnKind;

/* What became of a line. */
typedef enum
{
  HN_LINE_IGNORED = 0,
  HN_LINE_TAKEN = 1 << 0, /* the value now comes from it */
  HN_LINE_STOPS = 1 << 1, /* systemd reads the file no further */
} HnLineResult;

typedef enum
{
  HN_VALID,
  HN_INVALID,
  HN_TOO_OLD, /* understood, but this systemd does not know it yet */
} HnValidity;

/* A value that somebody wants to have written. */
typedef struct
{
  const HnDirective *row;
  guint version; /* never 0 */
  GString *out;  /* the canonical value, empty at first */
  char *word;    /* (out): the word that was refused; NULL when it is the whole value */
  guint since;   /* (out): the version that would take it, with HN_TOO_OLD */
} HnInput;

/* Two values of one directive. */
typedef struct
{
  const HnDirective *row;
  const HnUnitContext *context;
  const HnSetting *before, *after;
} HnComparison;

struct _HnType
{
  HnKind kind;
  gboolean is_list;    /* each line adds to those before it, and an empty one starts anew */
  gboolean inverts;    /* a "~" in front of its words turns them around */
  const char *alone;   /* (nullable): a value that is no list of words */
  const void *grammar; /* (nullable): what tells amounts apart */
  int variant;         /* tells types that share their functions apart */

  /* The value while no line has given one. NULL: nothing. */
  void (*reset) (const HnDirective *row, HnSetting *value);

  /* Takes a line into the value, and warns of what systemd leaves out. The rules are those of its
   * load-fragment.c in versions 252, 257 and 262, checked against booted systems. */
  HnLineResult (*parse) (const HnDirective *row, HnSetting *value, const HnLine *line);

  /* For hn_parse_words(): whether systemd takes the word of a line. */
  gboolean (*is_word) (const HnLine *line, const char *word);

  /* Reads what somebody wants to have written, by stricter rules: names in the one spelling of the
   * manual, nothing that systemd would warn of, no quoting but around paths with a space. Fills
   * @input->out. A list of words between spaces has validate_word() instead, for one of them. Both
   * NULL: whatever it is, it is refused. */
  HnValidity (*validate) (HnInput *input, const char *text);
  HnValidity (*validate_word) (HnInput *input, const char *word);

  /* (transfer full): in unit-file spelling, canonical. NULL: the text as it is kept. */
  char *(*to_text) (const HnDirective *row, const HnUnitContext *context, const HnSetting *value);

  /* Whether what comes after takes less away than what was before; in doubt it does. NULL: where it
   * is different. */
  gboolean (*is_weaker) (const HnComparison *pair);

  /* (transfer full) (nullable): the line that takes @taken, bits of the value, away from it; NULL
   * where none of them is there. The function is NULL for values without bits. */
  char *(*remove) (const HnSetting *value, guint64 taken, guint version);
};

/* Validates @text, which has no spaces around it, by the type of the row. */
HnValidity hn_input_validate (HnInput *input, const char *text);

/* For types: what validate() does. */

/* The value is refused, for @word (nullable) of it. */
HnValidity hn_input_refuse (HnInput *input, const char *word);
HnValidity hn_input_refuse_version (HnInput *input, const char *word, guint since);

/* Puts a word, behind a space where there is one before it. */
void hn_input_put (HnInput *input, const char *word);

/* Puts the word where it @fits, and refuses it otherwise. */
HnValidity hn_input_take (HnInput *input, const char *word, gboolean fits);

/* Reads and puts one word of a list. */
typedef HnValidity (*HnInputWord) (HnInput *input, const char *word);

/* Reads words between spaces, behind a "~" where the type has it. */
HnValidity hn_input_read_words (HnInput *input, const char *text, HnInputWord read);

/* One of the words in the directive's row. */
HnValidity hn_input_read_choice (HnInput *input, const char *word);

/* (nullable): the row's word @text */
const HnChoice *hn_find_choice (const HnDirective *row, const char *text);

/* For types: what parse() does. */

/* Warns that systemd ignores the line because of its value. */
HnLineResult hn_parse_ignored (const HnLine *line);

/* Keeps the value of @line as it is, behind what is there where the lines add up. */
HnLineResult hn_parse_text (const HnDirective *row, HnSetting *value, const HnLine *line);

/* Takes one word into @value; FALSE where systemd does not know it. */
typedef gboolean (*HnTakeWord) (HnSetting *value, const HnLine *line, const char *word);

/* Takes @text, of @line, word by word, and warns of those that @take does not know. */
HnLineResult hn_parse_each (
    HnSetting *value, const HnLine *line, const char *text, gboolean unquote, HnTakeWord take);

/* Keeps those words that the type's is_word() takes, as they are written, and warns of others. */
HnLineResult hn_parse_words (const HnDirective *row, HnSetting *value, const HnLine *line);

/* For types: what is_weaker() does. */

/* A list whose lines build on each other in ways that its text does not show: whatever is different
 * is weaker, unless there was nothing. */
gboolean hn_text_is_weaker (const HnComparison *pair);

/* Lists of words, by the order of the directive: those that close something must all still be
 * there, and none may have come that opens something. */
gboolean hn_words_are_weaker (const HnComparison *pair);

/* The same for two lists that are at hand. */
gboolean hn_lists_are_weaker (const HnDirective *row, GPtrArray *before, GPtrArray *after);

/* (transfer full): the words of @text (nullable), quotes undone */
GPtrArray *hn_words_split (const char *text);

/* (transfer full): the words of a list as its lines have them */
GPtrArray *hn_setting_dup_words (const HnSetting *value);

void hn_words_sort (GPtrArray *words);

gboolean hn_words_have (GPtrArray *words, const char *word);

/* Whether one of @others is not among @words. */
gboolean hn_words_lack (GPtrArray *words, GPtrArray *others);

G_END_DECLS
