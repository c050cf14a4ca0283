/* The grammar of each writable directive's values: read strictly, written back in one spelling. For
 * request.c, which has looked at the characters before, and for comparing numbers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/directive.h"

G_BEGIN_DECLS

/* What came of a value. */
typedef enum
{
  HN_VALUE_OK,
  HN_VALUE_BAD,
  HN_VALUE_TOO_OLD, /* understood, but this systemd does not know it yet */
} HnValueResult;

typedef struct
{
  HnDirectiveId directive;
  guint version; /* never 0 */
  GString *out;  /* the canonical value, empty at first */
  char *word;    /* (out): the word that was refused; NULL when it is the whole value */
  guint since;   /* (out): the version that would take it, with HN_VALUE_TOO_OLD */
} HnValue;

/* Reads @text and fills @value->out. */
HnValueResult hn_value_read (HnValue *value, const char *text);

/* The same for numbers with units: limits, sizes, shares, times; a single word. */
HnValueResult hn_value_read_number (HnValue *value, const char *text);

/* Whether @directive is one that hn_value_read_number() reads. */
gboolean hn_value_is_number (HnDirectiveId directive);

/* An amount without its unit. */
typedef struct
{
  gboolean share; /* of the machine, in hundredths of a percent */
  guint64 number; /* G_MAXUINT64 for no limit at all */
} HnAmount;

/* Reads a value of @directive, one that hn_value_is_number() is true for, by the same grammar. The
 * two are the same but for "SOFT:HARD". FALSE where it is not understood. */
gboolean
hn_value_parse_amount (HnDirectiveId directive, const char *text, HnAmount *soft, HnAmount *hard);

/* systemd takes no number of a processor or memory node beyond. */
#define HN_MOST_NUMBERS 8192

/* (transfer full) (nullable): a byte for each number, 1 for those which @text names; NULL where it
 * is not understood */
guint8 *hn_value_parse_numbers (const char *text);

G_END_DECLS
