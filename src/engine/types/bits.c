/* Sets of which each member is a bit with a name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/bits.h"

#include <string.h>

guint64
hn_bits_find (const HnBitName *table, const char *name, gboolean any_case)
{
  for (; table->name != NULL; table++)
    if (any_case ? g_ascii_strcasecmp (table->name, name) == 0 : strcmp (table->name, name) == 0)
      return HN_BIT (table->number);

  return 0;
}

guint64
hn_bits_all (const HnBitName *table)
{
  guint64 all = 0;

  for (; table->name != NULL; table++)
    all |= HN_BIT (table->number);

  return all;
}

char *
hn_bits_dup_names (const HnBitName *table, guint64 bits, const char *prefix)
{
  GString *text = g_string_new (prefix);

  for (; table->name != NULL; table++)
    if (bits & HN_BIT (table->number))
      {
        g_string_append_printf (text, "%s%s", text->len > strlen (prefix) ? " " : "", table->name);
        bits &= ~HN_BIT (table->number);
      }

  return g_string_free (text, FALSE);
}
