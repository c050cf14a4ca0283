/* Which limits a service cannot live with: those below what it uses now, and those below which
 * hardly any program starts. Pure: what is in use comes from whoever asks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/limit-check.h"

#include <glib/gi18n-lib.h>

#include "engine/types/amounts.h"
#include "engine/types/numbers.h"
#include "engine/request.h"

/* What the number of a row counts. */
typedef enum
{
  UNIT_BYTES,
  UNIT_THINGS,
  UNIT_SECONDS, /* in microseconds, as they are parsed */
  UNIT_SHARE,   /* in hundredths of a percent */
} Unit;

#define NO_USAGE G_MAXSIZE
#define USAGE(field) G_STRUCT_OFFSET (HnUsage, field)
#define KIB G_GUINT64_CONSTANT (1024)
#define MIB (KIB * 1024)

typedef struct
{
  HnDirectiveId directive;
  Unit unit;
  guint64 floor;       /* the least; 0 where 0 is ordinary hardening */
  guint64 share_floor; /* the least share of what nobody knows the size of */
  gsize usage;         /* which field of HnUsage must fit, or NO_USAGE */
  gsize whole;         /* which field a share is a share of, or NO_USAGE */
  const char *reason;  /* why there is a floor, untranslated */
} Row;

static const Row rows[] = {
  /* What may be 0: nothing ordinary needs it, and who does without is safer for it. */
  { HN_DIRECTIVE_LIMIT_CORE, UNIT_BYTES, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_LIMIT_MSGQUEUE, UNIT_BYTES, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_LIMIT_NICE, UNIT_THINGS, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_LIMIT_RTPRIO, UNIT_THINGS, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_MEMORY_SWAP_MAX, UNIT_BYTES, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_MEMORY_ZSWAP_MAX, UNIT_BYTES, 0, 0, NO_USAGE, NO_USAGE, NULL },
  { HN_DIRECTIVE_LIMIT_MEMLOCK, UNIT_BYTES, 0, 0, USAGE (locked), NO_USAGE, NULL },
  /* Nothing is cleaned unless somebody asks for it. */
  { HN_DIRECTIVE_TIMEOUT_CLEAN_SEC, UNIT_SECONDS, 0, 0, NO_USAGE, NO_USAGE, NULL },

  { HN_DIRECTIVE_LIMIT_NOFILE, UNIT_THINGS, 64, 0, USAGE (files), NO_USAGE,
    N_ ("with its libraries, its log and its connections hardly any program has fewer open") },
  { HN_DIRECTIVE_LIMIT_NPROC, UNIT_THINGS, 4, 0, USAGE (account_tasks), NO_USAGE,
    N_ ("systemd’s own commands for the service count, and everything else of its account") },
  { HN_DIRECTIVE_LIMIT_AS, UNIT_BYTES, 32 * MIB, 0, USAGE (address_space), NO_USAGE,
    N_ ("hardly any program can even load its libraries in less") },
  { HN_DIRECTIVE_LIMIT_DATA, UNIT_BYTES, 4 * MIB, 0, USAGE (data), NO_USAGE,
    N_ ("hardly any program can even start with less") },
  { HN_DIRECTIVE_LIMIT_STACK, UNIT_BYTES, 512 * KIB, 0, USAGE (stack), NO_USAGE,
    N_ ("with less, programs crash as they start") },
  { HN_DIRECTIVE_LIMIT_FSIZE, UNIT_BYTES, 1 * MIB, 0, NO_USAGE, NO_USAGE,
    N_ ("with less, the service is killed as it writes its log or its state") },
  { HN_DIRECTIVE_LIMIT_CPU, UNIT_SECONDS, 10 * G_USEC_PER_SEC, 0, USAGE (cpu_seconds), NO_USAGE,
    N_ ("the service is killed when it has used that much, and needs some to start") },
  { HN_DIRECTIVE_LIMIT_SIGPENDING, UNIT_THINGS, 64, 0, USAGE (account_signals), NO_USAGE,
    N_ ("the account's timers and signals share it") },
  { HN_DIRECTIVE_LIMIT_RTTIME, UNIT_SECONDS, G_USEC_PER_SEC / 100, 0, NO_USAGE, NO_USAGE,
    N_ ("with less, whatever works in real time is killed at once") },

  { HN_DIRECTIVE_MEMORY_MAX, UNIT_BYTES, 8 * MIB, 0, USAGE (memory), USAGE (machine_memory),
    N_ ("hardly any service lives with less") },
  { HN_DIRECTIVE_MEMORY_HIGH, UNIT_BYTES, 8 * MIB, 0, USAGE (memory), USAGE (machine_memory),
    N_ ("with less, hardly any service gets on") },
  { HN_DIRECTIVE_TASKS_MAX, UNIT_THINGS, 4, 0, USAGE (tasks), USAGE (machine_tasks),
    N_ ("systemd’s own commands for the service count, too") },
  /* Of what is used at a time nobody knows more than an average, and less only slows down. */
  { HN_DIRECTIVE_CPU_QUOTA, UNIT_SHARE, 500, 500, NO_USAGE, NO_USAGE,
    N_ ("with less, the service misses every time-out") },
  { HN_DIRECTIVE_STATE_DIRECTORY_QUOTA, UNIT_BYTES, MIB, 100, NO_USAGE, NO_USAGE,
    N_ ("with less, the service can hardly write anything") },
  { HN_DIRECTIVE_CACHE_DIRECTORY_QUOTA, UNIT_BYTES, MIB, 100, NO_USAGE, NO_USAGE,
    N_ ("with less, the service can hardly write anything") },
  { HN_DIRECTIVE_LOGS_DIRECTORY_QUOTA, UNIT_BYTES, MIB, 100, NO_USAGE, NO_USAGE,
    N_ ("with less, the service can hardly write anything") },
};

static const Row *
find_row (HnDirectiveId directive)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].directive == directive)
      return &rows[i];

  return NULL;
}

gboolean
hn_limits_knows (HnDirectiveId directive)
{
  return find_row (directive) != NULL;
}

static guint64
get_usage (const HnUsage *usage, gsize field)
{
  return field != NO_USAGE ? G_STRUCT_MEMBER (guint64, usage, field) : 0;
}

/* A number as a person would write it, and for sizes in bytes as well. */
static char *
dup_number (Unit unit, guint64 number)
{
  switch (unit)
    {
    case UNIT_BYTES:
      return number < KIB
                 ? g_strdup_printf ("%" G_GUINT64_FORMAT, number)
                 : g_format_size_full (number, G_FORMAT_SIZE_IEC_UNITS | G_FORMAT_SIZE_LONG_FORMAT);
    case UNIT_SECONDS:
      return number % G_USEC_PER_SEC == 0
                 ? g_strdup_printf ("%" G_GUINT64_FORMAT "s", number / G_USEC_PER_SEC)
                 : g_strdup_printf ("%" G_GUINT64_FORMAT "us", number);
    case UNIT_SHARE:
      return g_strdup_printf ("%" G_GUINT64_FORMAT "%%", number / 100);
    case UNIT_THINGS:
    default:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
    }
}

/* What is compared: the share of something whose size is known is so much of it. */
static HnAmount
resolve (const Row *row, const HnUsage *usage, HnAmount amount)
{
  guint64 whole = get_usage (usage, row->whole);

  if (!amount.share || row->unit == UNIT_SHARE || whole == 0)
    return amount;

  /* Both are far below 2^60, but their product may not be. */
  return (HnAmount){ .number =
                         whole / 10000 * amount.number + whole % 10000 * amount.number / 10000 };
}

/* Whether what is there is below @least already, so that the service has shown that it can. */
static gboolean
holds_already (const HnSettings *in_force,
               const Row *row,
               const HnUsage *usage,
               const HnAmount *soft)
{
  HnAmount before, hard;

  if (in_force == NULL || in_force->values[row->directive].text == NULL ||
      !hn_amount_parse (hn_directive_get (row->directive), in_force->values[row->directive].text,
                        NULL, &before, &hard))
    return FALSE;
  before = resolve (row, usage, before);

  return before.share == soft->share && soft->number >= before.number;
}

static gboolean
check_amount (const HnEdit *edit,
              const Row *row,
              const HnSettings *in_force,
              const HnUsage *usage,
              GError **error)
{
  const char *name = hn_directive_get (row->directive)->name;
  HnAmount soft, hard;
  guint64 used = get_usage (usage, row->usage), floor;
  g_autofree char *number = NULL;

  /* What is no number at all is refused elsewhere. The soft limit is what holds. */
  if (!hn_amount_parse (hn_directive_get (row->directive), edit->value, NULL, &soft, &hard))
    return TRUE;
  soft = resolve (row, usage, soft);
  if (soft.number == G_MAXUINT64 || holds_already (in_force, row, usage, &soft))
    return TRUE;

  if (row->directive == HN_DIRECTIVE_LIMIT_CPU)
    used *= G_USEC_PER_SEC;
  floor = soft.share ? row->share_floor : row->floor;
  if (!soft.share && soft.number < used)
    {
      number = dup_number (row->unit, used);
      g_set_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_BAD_VALUE,
                   /* Translators: a directive, its value, and the number that is in use */
                   _ ("%s=%s is less than what the service uses now, which is %s"), name,
                   edit->value, number);
      return FALSE;
    }
  if (soft.number < floor)
    {
      number = dup_number (soft.share ? UNIT_SHARE : row->unit, floor);
      g_set_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_BAD_VALUE,
                   /* Translators: a directive, its value, the least number, and why, as a clause */
                   _ ("%s=%s is too low, the least is %s: %s"), name, edit->value, number,
                   _ (row->reason));
      return FALSE;
    }

  return TRUE;
}

/* AllowedCPUs= of processors that are not there. */
static gboolean
check_cpus (const HnEdit *edit, const HnUsage *usage, GError **error)
{
  g_autofree guint8 *numbers = NULL;

  if (usage->n_cpus == 0 || edit->value[0] == '\0')
    return TRUE;
  numbers = hn_numbers_parse (edit->value);
  for (guint i = 0; numbers != NULL && i < MIN (usage->n_cpus, HN_MOST_NUMBERS); i++)
    if (numbers[i])
      return TRUE;

  g_set_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_BAD_VALUE,
               /* Translators: a directive, its value, and a number */
               ngettext ("%s=%s names no processor of this machine, which has %u",
                         "%s=%s names no processor of this machine, which has %u", usage->n_cpus),
               hn_directive_get (edit->directive)->name, edit->value, usage->n_cpus);

  return FALSE;
}

gboolean
hn_limits_check (GPtrArray *edits, const HnSettings *in_force, const HnUsage *usage, GError **error)
{
  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = edits->pdata[i];
      const Row *row = find_row (edit->directive);

      if (row != NULL && !check_amount (edit, row, in_force, usage, error))
        return FALSE;
      if (edit->directive == HN_DIRECTIVE_ALLOWED_CPUS && !check_cpus (edit, usage, error))
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
  usage->machine_tasks = MIN (memory / (128 * KIB), 32768);
  usage->n_cpus = n_cpus;
}
