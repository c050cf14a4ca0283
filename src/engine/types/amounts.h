/* Numbers with units.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/types/type.h"

G_BEGIN_DECLS

/* Without its unit: in bytes, things or microseconds. */
typedef struct
{
  gboolean share; /* of the machine, in hundredths of a percent */
  guint64 number; /* G_MAXUINT64 for no limit at all */
} HnAmount;

/* Reads a value of @row, whose values are amounts, by the grammar of what may be written. @soft and
 * @hard are the same but for "SOFT:HARD". @out: (nullable): gets the canonical spelling. FALSE
 * where it is not understood. */
gboolean hn_amount_parse (
    const HnDirective *row, const char *text, GString *out, HnAmount *soft, HnAmount *hard);

/* (transfer full): @amount of @row as a person would write it, and sizes in bytes as well */
char *hn_amount_dup_text (const HnDirective *row, const HnAmount *amount);

G_END_DECLS
