/* Which limits a service cannot live with: those below what it uses now, and those below which
 * hardly any program starts. Pure: the caller says what is in use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/limit-check.h"

#include <glib/gi18n-lib.h>

#include "engine/types/amounts.h"
#include "engine/types/numbers.h"
#include "engine/validate.h"

static guint64
get_usage (const HnUsage *usage, gsize field)
{
  return field != HN_NO_USAGE ? G_STRUCT_MEMBER (guint64, usage, field) : 0;
}

/* What is compared: the share of something whose size is known is so much of it. */
static HnAmount
resolve (const HnLimitRule *rule, const HnUsage *usage, HnAmount amount)
{
  guint64 whole = get_usage (usage, rule->whole);

  if (!amount.share || whole == 0)
    return amount;

  /* Both are far below 2^60, but their product may not be. */
  return (HnAmount){ .number =
                         whole / 10000 * amount.number + whole % 10000 * amount.number / 10000 };
}

/* Whether what is there is not above @soft already, so that the service has shown that it can. */
static gboolean
holds_already (const HnSettings *in_force,
               HnDirectiveId directive,
               const HnUsage *usage,
               const HnAmount *soft)
{
  const HnDirective *row = hn_directive_get (directive);
  const char *text = in_force != NULL ? in_force->values[directive].text : NULL;
  HnAmount before, hard;

  if (text == NULL || !hn_amount_parse (row, text, NULL, &before, &hard))
    return FALSE;
  before = resolve (row->limit, usage, before);

  return before.share == soft->share && soft->number >= before.number;
}

static gboolean
check_amount (const HnChange *change,
              const HnSettings *in_force,
              const HnUsage *usage,
              GError **error)
{
  const HnDirective *row = hn_directive_get (change->directive);
  HnAmount used = { .number = get_usage (usage, row->limit->usage) };
  HnAmount least, soft, hard;
  g_autofree char *number = NULL;

  /* What is no number at all is refused elsewhere. The soft limit is what holds. */
  if (!hn_amount_parse (row, change->value, NULL, &soft, &hard))
    return TRUE;
  soft = resolve (row->limit, usage, soft);
  if (soft.number == G_MAXUINT64 || holds_already (in_force, change->directive, usage, &soft))
    return TRUE;

  if (change->directive == HN_DIRECTIVE_LIMIT_CPU)
    used.number *= G_USEC_PER_SEC;
  if (!soft.share && soft.number < used.number)
    {
      number = hn_amount_dup_text (row, &used);
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
                   /* Translators: a directive, its value, and the number that is in use */
                   _ ("%s=%s is less than what the service uses now, which is %s"), row->name,
                   change->value, number);
      return FALSE;
    }
  least = (HnAmount){ soft.share, soft.share ? row->limit->least_share : row->limit->least };
  if (soft.number < least.number)
    {
      number = hn_amount_dup_text (row, &least);
      g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
                   /* Translators: a directive, its value, the least number, and why, as a clause */
                   _ ("%s=%s is too low, the least is %s: %s"), row->name, change->value, number,
                   _ (row->limit->reason));
      return FALSE;
    }

  return TRUE;
}

/* AllowedCPUs= of processors that are not there. */
static gboolean
check_cpus (const HnChange *change, const HnUsage *usage, GError **error)
{
  g_autofree guint8 *numbers = NULL;

  if (usage->n_cpus == 0 || change->value[0] == '\0')
    return TRUE;
  numbers = hn_numbers_parse (change->value);
  for (guint i = 0; numbers != NULL && i < MIN (usage->n_cpus, HN_MOST_NUMBERS); i++)
    if (numbers[i])
      return TRUE;

  g_set_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE,
               /* Translators: a directive, its value, and a number */
               ngettext ("%s=%s names no processor of this machine, which has %u",
                         "%s=%s names no processor of this machine, which has %u", usage->n_cpus),
               hn_directive_get (change->directive)->name, change->value, usage->n_cpus);

  return FALSE;
}

gboolean
hn_limits_check (GPtrArray *changes,
                 const HnSettings *in_force,
                 const HnUsage *usage,
                 GError **error)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      if (hn_directive_get (change->directive)->limit != NULL &&
          !check_amount (change, in_force, usage, error))
        return FALSE;
      if (change->directive == HN_DIRECTIVE_ALLOWED_CPUS && !check_cpus (change, usage, error))
        return FALSE;
    }

  return TRUE;
}

void
hn_limits_fill_machine (HnUsage *usage, guint64 memory, guint n_cpus)
{
  usage->machine_memory = memory;
  /* The kernel lets tasks have an eighth of the memory for their stacks of 16 KiB, and numbers them
   * up to 32768 where nobody says more. */
  usage->machine_tasks = MIN (memory / (128 * 1024), 32768);
  usage->n_cpus = n_cpus;
}
