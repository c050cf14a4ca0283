/* Limits by the names of their properties: "LimitNOFILE" and "LimitNOFILESoft" for a limit of
 * setrlimit(2), one of the directive's own name for a limit of a control group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "properties/unit-limits.h"

#include <string.h>

#define SOFT "Soft"

/* CPUQuota= is shown as microseconds of each second; 100 of them are a hundredth of a percent. */
#define CPU_QUOTA_PROPERTY "CPUQuotaPerSecUSec"
#define USEC_PER_SHARE 100

typedef enum
{
  HALF_SOFT,
  HALF_HARD,
  HALF_BOTH,
} Half;

static gboolean
is_resource_limit (HnDirectiveId directive)
{
  return g_str_has_prefix (hn_directive_get (directive)->name, "Limit");
}

static HnDirectiveId
find_limit (const char *property, Half *half)
{
  g_autofree char *name = NULL;
  HnDirectiveId directive;

  *half = HALF_BOTH;
  if (strcmp (property, CPU_QUOTA_PROPERTY) == 0)
    return HN_DIRECTIVE_CPU_QUOTA;
  if (!g_str_has_prefix (property, "Limit"))
    {
      directive = hn_directive_find (property);
      switch ((int) directive)
        {
        case HN_DIRECTIVE_MEMORY_MAX:
        case HN_DIRECTIVE_MEMORY_SWAP_MAX:
        case HN_DIRECTIVE_MEMORY_ZSWAP_MAX:
        case HN_DIRECTIVE_MEMORY_HIGH:
        case HN_DIRECTIVE_TASKS_MAX:
          return directive;
        default:
          return HN_DIRECTIVE_NONE;
        }
    }

  *half = g_str_has_suffix (property, SOFT) ? HALF_SOFT : HALF_HARD;
  name = g_strndup (property, strlen (property) - (*half == HALF_SOFT ? strlen (SOFT) : 0));
  directive = hn_directive_find (name);

  return directive != HN_DIRECTIVE_NONE && is_resource_limit (directive) ? directive
                                                                         : HN_DIRECTIVE_NONE;
}

/* From the manager's unit to that of HnLiveLimit. */
static guint64
convert (HnDirectiveId directive, guint64 number)
{
  if (number == G_MAXUINT64)
    return number;
  if (directive == HN_DIRECTIVE_CPU_QUOTA)
    return number / USEC_PER_SHARE;
  if (directive == HN_DIRECTIVE_LIMIT_CPU)
    return number < G_MAXUINT64 / G_USEC_PER_SEC ? number * G_USEC_PER_SEC : G_MAXUINT64;

  return number;
}

int
hn_limits_read_property (HnLiveLimit *limits, const char *property, sd_bus_message *message)
{
  Half half;
  HnDirectiveId directive = find_limit (property, &half);
  guint64 number;
  int r;

  if (directive == HN_DIRECTIVE_NONE)
    return 0;

  r = sd_bus_message_read (message, "v", "t", &number);
  if (r < 0)
    return r;
  number = convert (directive, number);
  limits[directive].share = directive == HN_DIRECTIVE_CPU_QUOTA && number != G_MAXUINT64;
  if (half != HALF_HARD)
    limits[directive].soft = number;
  if (half != HALF_SOFT)
    limits[directive].hard = number;
  /* Of one half that never comes 0 is left, which nothing can be below. */
  limits[directive].known = TRUE;

  return 1;
}
