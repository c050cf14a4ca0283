/* The grammar of each writable directive's values: read strictly, written back in one spelling. Used
 * by request.c alone, which has looked at the characters before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "directive.h"

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
  guint         version; /* never 0 */
  GString      *out;     /* the canonical value, empty at first */
  char         *word;    /* (out): the word that was refused; NULL when it is the whole value */
  guint         since;   /* (out): the version that would take it, with HN_VALUE_TOO_OLD */
} HnValue;

/* Reads @text and fills @value->out. */
HnValueResult hn_value_read (HnValue    *value,
                             const char *text);

/* The same for numbers with units: limits, sizes, shares, times; a single word. */
HnValueResult hn_value_read_number (HnValue    *value,
                                    const char *text);

/* Whether @directive is one that hn_value_read_number() reads. */
gboolean hn_value_is_number (HnDirectiveId directive);

G_END_DECLS
