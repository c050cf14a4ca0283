/* Adding what is found about a change, for the rules of weaken.c and weaken-paths.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken-private.h"

void
hn_weaken_add (HnWeakenWork *work, HnWeakenKind kind, int index, char *detail)
{
  HnWeakening *found = g_new0 (HnWeakening, 1);

  found->kind = kind;
  found->change = index;
  found->directive = HN_DIRECTIVE_NONE;
  found->detail = detail;
  if (index >= 0)
    {
      const HnChange *change = work->changes->pdata[index];

      found->directive = change->directive;
      found->line = hn_change_dup_line (change);
    }
  g_ptr_array_add (work->found, found);
}

gboolean
hn_weaken_is_new (const HnWeakenWork *work, const HnChange *change)
{
  return !hn_change_list_have (work->previous, change);
}
