/* The grammar of values that are numbers with units: resource limits, sizes, shares, times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/request-value.h"

#include <string.h>

/* What the number counts. */
typedef enum
{
  NUMBER_NONE,
  NUMBER_LIMIT,         /* of things, "100:200" */
  NUMBER_LIMIT_BYTES,   /* "1M:2M" */
  NUMBER_LIMIT_SECONDS, /* "10:20", with units of time */
  NUMBER_LIMIT_USEC,    /* the same in microseconds */
  NUMBER_LIMIT_NICE,    /* 0 to 40 */
  NUMBER_MEMORY,        /* bytes or a share, above 0 */
  NUMBER_SWAP,          /* the same, 0 too */
  NUMBER_TASKS,         /* a number or a share, above 0 */
  NUMBER_CPU,           /* a share, above 0, beyond 100% too */
  NUMBER_QUOTA,         /* bytes, a share, or "off" */
  NUMBER_TIME,
} NumberKind;

/* Nothing on this earth is larger, and sums of two stay within 64 bits. */
#define LARGEST (G_GUINT64_CONSTANT (1) << 60)
/* As many processors as systemd can count, in hundredths of a percent. */
#define MOST_CPU_SHARE (G_GUINT64_CONSTANT (10000) * HN_MOST_NUMBERS)

static NumberKind
get_kind (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_LIMIT_CORE:
    case HN_DIRECTIVE_LIMIT_FSIZE:
    case HN_DIRECTIVE_LIMIT_MEMLOCK:
    case HN_DIRECTIVE_LIMIT_AS:
    case HN_DIRECTIVE_LIMIT_DATA:
    case HN_DIRECTIVE_LIMIT_STACK:
    case HN_DIRECTIVE_LIMIT_MSGQUEUE:
      return NUMBER_LIMIT_BYTES;
    case HN_DIRECTIVE_LIMIT_NOFILE:
    case HN_DIRECTIVE_LIMIT_NPROC:
    case HN_DIRECTIVE_LIMIT_SIGPENDING:
    case HN_DIRECTIVE_LIMIT_RTPRIO:
      return NUMBER_LIMIT;
    case HN_DIRECTIVE_LIMIT_CPU:
      return NUMBER_LIMIT_SECONDS;
    case HN_DIRECTIVE_LIMIT_RTTIME:
      return NUMBER_LIMIT_USEC;
    case HN_DIRECTIVE_LIMIT_NICE:
      return NUMBER_LIMIT_NICE;
    case HN_DIRECTIVE_MEMORY_MAX:
    case HN_DIRECTIVE_MEMORY_HIGH:
      return NUMBER_MEMORY;
    case HN_DIRECTIVE_MEMORY_SWAP_MAX:
    case HN_DIRECTIVE_MEMORY_ZSWAP_MAX:
      return NUMBER_SWAP;
    case HN_DIRECTIVE_TASKS_MAX:
      return NUMBER_TASKS;
    case HN_DIRECTIVE_CPU_QUOTA:
      return NUMBER_CPU;
    case HN_DIRECTIVE_STATE_DIRECTORY_QUOTA:
    case HN_DIRECTIVE_CACHE_DIRECTORY_QUOTA:
    case HN_DIRECTIVE_LOGS_DIRECTORY_QUOTA:
      return NUMBER_QUOTA;
    case HN_DIRECTIVE_TIMEOUT_CLEAN_SEC:
      return NUMBER_TIME;
    default:
      return NUMBER_NONE;
    }
}

gboolean
hn_value_is_number (HnDirectiveId directive)
{
  return get_kind (directive) != NUMBER_NONE;
}

/* A whole number in plain digits at the start of @text; @end is what follows it. */
static gboolean
read_digits (const char *text, guint64 *number, const char **end)
{
  gsize length = strspn (text, "0123456789");

  if (length == 0 || length > 19 || (text[0] == '0' && length > 1))
    return FALSE;

  *number = g_ascii_strtoull (text, NULL, 10);
  *end = text + length;

  return *number <= LARGEST;
}

typedef struct
{
  const char *name;
  guint64 factor;
} Unit;

static const Unit sizes[] = {
  { "T", G_GUINT64_CONSTANT (1) << 40 },
  { "G", G_GUINT64_CONSTANT (1) << 30 },
  { "M", G_GUINT64_CONSTANT (1) << 20 },
  { "K", G_GUINT64_CONSTANT (1) << 10 },
  { "", 1 },
};

/* In microseconds. */
static const Unit times[] = {
  { "w", G_GUINT64_CONSTANT (604800000000) },
  { "d", G_GUINT64_CONSTANT (86400000000) },
  { "h", G_GUINT64_CONSTANT (3600000000) },
  { "min", 60000000 },
  { "s", 1000000 },
  { "ms", 1000 },
  { "us", 1 },
};

/* Reads a number with one of @units and multiplies it out; without a unit it counts @bare. */
static gboolean
read_units (const char *text, const Unit *units, guint n_units, guint64 bare, guint64 *number)
{
  const char *end;
  guint64 factor = 0;

  if (!read_digits (text, number, &end))
    return FALSE;
  if (*end == '\0')
    factor = bare;
  for (guint i = 0; i < n_units && factor == 0; i++)
    if (strcmp (end, units[i].name) == 0)
      factor = units[i].factor;
  if (factor == 0 || *number > LARGEST / factor)
    return FALSE;

  *number *= factor;
  return TRUE;
}

/* Writes @number in the largest unit that it is a multiple of. */
static void
put_units (GString *out, const Unit *units, guint n_units, guint64 number)
{
  for (guint i = 0; i < n_units; i++)
    if (number != 0 && number % units[i].factor == 0)
      {
        g_string_append_printf (out, "%" G_GUINT64_FORMAT "%s", number / units[i].factor,
                                units[i].name);
        return;
      }

  g_string_append_c (out, '0');
}

/* One of the two halves of a limit: reads it into @number and puts it. */
static gboolean
read_limit_half (NumberKind kind, const char *text, GString *out, guint64 *number)
{
  const char *end;

  if (strcmp (text, "infinity") == 0)
    {
      *number = G_MAXUINT64;
      g_string_append (out, text);
      return kind != NUMBER_LIMIT_NICE;
    }

  switch ((int) kind)
    {
    case NUMBER_LIMIT_BYTES:
      if (!read_units (text, sizes, G_N_ELEMENTS (sizes), 1, number))
        return FALSE;
      put_units (out, sizes, G_N_ELEMENTS (sizes), *number);
      return TRUE;
    case NUMBER_LIMIT_SECONDS:
      /* The kernel counts whole seconds. */
      if (!read_units (text, times, G_N_ELEMENTS (times), 1000000, number) ||
          *number % 1000000 != 0)
        return FALSE;
      put_units (out, times, G_N_ELEMENTS (times), *number);
      return TRUE;
    case NUMBER_LIMIT_USEC:
      if (!read_units (text, times, G_N_ELEMENTS (times), 1, number))
        return FALSE;
      put_units (out, times, G_N_ELEMENTS (times), *number);
      return TRUE;
    case NUMBER_LIMIT_NICE:
      if (!read_digits (text, number, &end) || *end != '\0' || *number > 40)
        return FALSE;
      g_string_append (out, text);
      return TRUE;
    default:
      if (!read_digits (text, number, &end) || *end != '\0')
        return FALSE;
      g_string_append (out, text);
      return TRUE;
    }
}

/* "SOFT:HARD", or one for both. */
static gboolean
read_limit (NumberKind kind, const char *text, GString *out, HnAmount *soft, HnAmount *hard)
{
  g_auto (GStrv) halves = g_strsplit (text, ":", 3);
  guint n = g_strv_length (halves);

  soft->share = hard->share = FALSE;
  if (n == 0 || n > 2 || !read_limit_half (kind, halves[0], out, &soft->number))
    return FALSE;
  hard->number = soft->number;
  if (n == 1)
    return TRUE;

  g_string_append_c (out, ':');
  return read_limit_half (kind, halves[1], out, &hard->number) && soft->number <= hard->number;
}

/* "12%", "12.5%", "12.55%": read in hundredths of a percent. */
static gboolean
read_share (const char *text, guint64 most, guint64 *share)
{
  const char *end;
  guint64 fraction = 0;

  if (!read_digits (text, share, &end) || *share > LARGEST / 100)
    return FALSE;
  if (*end == '.')
    {
      if (!g_ascii_isdigit (end[1]))
        return FALSE;
      fraction = (guint64) (end[1] - '0') * 10;
      end += 2;
      if (g_ascii_isdigit (*end))
        fraction += (guint64) (*end++ - '0');
    }
  *share = *share * 100 + fraction;

  return strcmp (end, "%") == 0 && *share <= most;
}

static void
put_share (GString *out, guint64 share)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, share / 100);
  if (share % 10 != 0)
    g_string_append_printf (out, ".%02u", (guint) (share % 100));
  else if (share % 100 != 0)
    g_string_append_printf (out, ".%u", (guint) (share % 100 / 10));
  g_string_append_c (out, '%');
}

static gboolean
read_amount (NumberKind kind, const char *text, GString *out, HnAmount *amount)
{
  gboolean zero = kind == NUMBER_SWAP;
  const char *end;

  amount->share = FALSE;
  if (strcmp (text, kind == NUMBER_QUOTA ? "off" : "infinity") == 0)
    {
      amount->number = G_MAXUINT64;
      g_string_append (out, text);
      return kind != NUMBER_CPU;
    }

  if (read_share (text, kind == NUMBER_CPU ? MOST_CPU_SHARE : 10000, &amount->number))
    {
      amount->share = TRUE;
      put_share (out, amount->number);
      return amount->number > 0 || zero;
    }

  switch ((int) kind)
    {
    case NUMBER_CPU:
      return FALSE;
    case NUMBER_TASKS:
      if (!read_digits (text, &amount->number, &end) || *end != '\0')
        return FALSE;
      g_string_append (out, text);
      break;
    default:
      if (!read_units (text, sizes, G_N_ELEMENTS (sizes), 1, &amount->number))
        return FALSE;
      put_units (out, sizes, G_N_ELEMENTS (sizes), amount->number);
      break;
    }

  return amount->number > 0 || zero;
}

static gboolean
read_time (const char *text, GString *out, HnAmount *amount)
{
  amount->share = FALSE;
  if (strcmp (text, "infinity") == 0)
    {
      amount->number = G_MAXUINT64;
      g_string_append (out, text);
      return TRUE;
    }
  if (!read_units (text, times, G_N_ELEMENTS (times), 1000000, &amount->number))
    return FALSE;

  put_units (out, times, G_N_ELEMENTS (times), amount->number);
  return amount->number > 0;
}

static gboolean
read_any (HnDirectiveId directive, const char *text, GString *out, HnAmount *soft, HnAmount *hard)
{
  NumberKind kind = get_kind (directive);
  gboolean read;

  switch ((int) kind)
    {
    case NUMBER_LIMIT:
    case NUMBER_LIMIT_BYTES:
    case NUMBER_LIMIT_SECONDS:
    case NUMBER_LIMIT_USEC:
    case NUMBER_LIMIT_NICE:
      return read_limit (kind, text, out, soft, hard);
    case NUMBER_TIME:
      read = read_time (text, out, soft);
      break;
    default:
      read = read_amount (kind, text, out, soft);
      break;
    }
  *hard = *soft;

  return read;
}

HnValueResult
hn_value_read_number (HnValue *value, const char *text)
{
  HnAmount soft, hard;

  return read_any (value->directive, text, value->out, &soft, &hard) ? HN_VALUE_OK : HN_VALUE_BAD;
}

gboolean
hn_value_parse_amount (HnDirectiveId directive, const char *text, HnAmount *soft, HnAmount *hard)
{
  g_autoptr (GString) out = g_string_new (NULL);

  return read_any (directive, text, out, soft, hard);
}
