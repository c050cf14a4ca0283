/* The table of systemd's 81 checks and its look-up. The arithmetic over it is in assessment.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/catalogue/check.h"
#include "engine/catalogue/syscalls.h"

#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <sched.h>

#define CAPABILITY(number) (G_GUINT64_CONSTANT (1) << (number))

/* As systemd numbers it; older kernel headers do not have it. */
#ifndef CAP_BPF
#define CAP_BPF 39
#endif

static const HnCheck checks[] = {
#define HN_CHECK(...) { __VA_ARGS__ },
#include "engine/catalogue/check-table.h"
#undef HN_CHECK
};

G_STATIC_ASSERT (G_N_ELEMENTS (checks) == HN_N_CHECKS);

const HnCheck *
hn_check_get (guint index)
{
  g_assert (index < HN_N_CHECKS);

  return &checks[index];
}

int
hn_check_find (const char *json_field)
{
  g_return_val_if_fail (json_field != NULL, -1);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (g_str_equal (checks[i].json_field, json_field))
      return (int) i;

  return -1;
}
