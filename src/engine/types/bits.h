/* Sets of which each member is a bit with a name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HN_BIT(number) (G_GUINT64_CONSTANT (1) << (number))

/* A row of a table of names, which ends with NULL. Of several names for one bit the first is the
 * one to write. */
typedef struct
{
  const char *name;
  guint number; /* of the bit */
} HnBitName;

/* The bit called @name, or 0. */
guint64 hn_bits_find (const HnBitName *table, const char *name, gboolean any_case);

/* All bits that have a name. */
guint64 hn_bits_all (const HnBitName *table);

/* (transfer full): the names of @bits in the order of @table, with spaces between, behind @prefix
 */
char *hn_bits_dup_names (const HnBitName *table, guint64 bits, const char *prefix);

G_END_DECLS
