/* Numbers with units: resource limits, sizes, shares, times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/amounts.h"

#include <string.h>

#include "engine/catalogue/directive.h"
#include "engine/line.h"
#include "engine/types/numbers.h"

/* What the number counts. */
typedef enum
{
  AMOUNT_LIMIT,         /* of things, "100:200" */
  AMOUNT_LIMIT_BYTES,   /* "1M:2M" */
  AMOUNT_LIMIT_SECONDS, /* "10:20", with units of time */
  AMOUNT_LIMIT_USEC,    /* the same in microseconds */
  AMOUNT_LIMIT_NICE,    /* 0 to 40 */
  AMOUNT_MEMORY,        /* bytes or a share, above 0 */
  AMOUNT_SWAP,          /* the same, 0 too */
  AMOUNT_TASKS,         /* a number or a share, above 0 */
  AMOUNT_CPU,           /* a share, above 0, beyond 100% too */
  AMOUNT_QUOTA,         /* bytes, a share, or "off" */
  AMOUNT_TIME,
} Amount;

/* Nothing on this earth is larger, and sums of two stay within 64 bits. */
#define LARGEST (G_GUINT64_CONSTANT (1) << 60)
/* As many processors as systemd can count, in hundredths of a percent. */
#define MOST_CPU_SHARE (G_GUINT64_CONSTANT (10000) * HN_MOST_NUMBERS)

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
read_limit_half (Amount kind, const char *text, GString *out, guint64 *number)
{
  const char *end;

  if (strcmp (text, "infinity") == 0)
    {
      *number = G_MAXUINT64;
      g_string_append (out, text);
      return kind != AMOUNT_LIMIT_NICE;
    }

  switch ((int) kind)
    {
    case AMOUNT_LIMIT_BYTES:
      if (!read_units (text, sizes, G_N_ELEMENTS (sizes), 1, number))
        return FALSE;
      put_units (out, sizes, G_N_ELEMENTS (sizes), *number);
      return TRUE;
    case AMOUNT_LIMIT_SECONDS:
      /* The kernel counts whole seconds. */
      if (!read_units (text, times, G_N_ELEMENTS (times), 1000000, number) ||
          *number % 1000000 != 0)
        return FALSE;
      put_units (out, times, G_N_ELEMENTS (times), *number);
      return TRUE;
    case AMOUNT_LIMIT_USEC:
      if (!read_units (text, times, G_N_ELEMENTS (times), 1, number))
        return FALSE;
      put_units (out, times, G_N_ELEMENTS (times), *number);
      return TRUE;
    case AMOUNT_LIMIT_NICE:
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
read_limit (Amount kind, const char *text, GString *out, HnAmount *soft, HnAmount *hard)
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
read_amount (Amount kind, const char *text, GString *out, HnAmount *amount)
{
  gboolean zero = kind == AMOUNT_SWAP;
  const char *end;

  amount->share = FALSE;
  if (strcmp (text, kind == AMOUNT_QUOTA ? "off" : "infinity") == 0)
    {
      amount->number = G_MAXUINT64;
      g_string_append (out, text);
      return kind != AMOUNT_CPU;
    }

  if (read_share (text, kind == AMOUNT_CPU ? MOST_CPU_SHARE : 10000, &amount->number))
    {
      amount->share = TRUE;
      put_share (out, amount->number);
      return amount->number > 0 || zero;
    }

  switch ((int) kind)
    {
    case AMOUNT_CPU:
      return FALSE;
    case AMOUNT_TASKS:
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

gboolean
hn_amount_parse (
    const HnDirective *row, const char *text, GString *out, HnAmount *soft, HnAmount *hard)
{
  Amount kind = row->type->variant;
  g_autoptr (GString) ignored = out == NULL ? g_string_new (NULL) : NULL;
  gboolean read;

  if (out == NULL)
    out = ignored;
  if (kind <= AMOUNT_LIMIT_NICE)
    return read_limit (kind, text, out, soft, hard);

  read = kind == AMOUNT_TIME ? read_time (text, out, soft) : read_amount (kind, text, out, soft);
  *hard = *soft;

  return read;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  HnAmount soft, hard;

  return hn_amount_parse (input->row, text, input->out, &soft, &hard) ? HN_VALID : HN_INVALID;
}

gboolean
hn_amount_is_one (const HnDirective *row)
{
  return row->type->validate == validate;
}

/* Whether @value may be an amount: a number with whatever unit, or a word in place of one. */
static gboolean
may_be_amount (Amount kind, const char *value)
{
  gboolean is_limit = kind <= AMOUNT_LIMIT_NICE;
  const char *digits = value + (is_limit && (value[0] == '+' || value[0] == '-'));

  /* These are switches as well, with all the words of one. */
  if (kind == AMOUNT_QUOTA)
    return TRUE;
  if (strcmp (value, "infinity") == 0)
    return kind != AMOUNT_CPU;
  /* A limit may be infinite in one of its halves. */
  if (is_limit && g_str_has_prefix (value, "infinity:"))
    return TRUE;
  if (!g_ascii_isdigit (digits[0]) && digits[0] != '.')
    return FALSE;

  /* Percent, or one of the signs for a thousandth and a ten-thousandth. */
  return kind != AMOUNT_CPU || strchr (value, '%') != NULL || strstr (value, "‰") != NULL ||
         strstr (value, "‱") != NULL;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  if (line->value[0] != '\0' && !may_be_amount (row->type->variant, line->value))
    {
      hn_line_warn_invalid (line);
      return HN_LINE_IGNORED;
    }

  return hn_parse_text (row, value, line);
}

/* FALSE where the text is not understood. */
static gboolean
get_amounts (const HnDirective *row, const HnSetting *value, HnAmount *soft, HnAmount *hard)
{
  const char *text = value->text != NULL ? value->text : row->unset;

  if (text != NULL && text[0] != '\0')
    return hn_amount_parse (row, text, NULL, soft, hard);

  /* By the size of the machine: any number is taken for one below. */
  soft->share = hard->share = FALSE;
  soft->number = hard->number = text == NULL ? G_MAXUINT64 - 1 : G_MAXUINT64;

  return TRUE;
}

static gboolean
is_more (const HnAmount *than, const HnAmount *amount)
{
  if (than->number == G_MAXUINT64)
    return FALSE;
  /* A share of the machine against a number, or against what depends on the machine. */
  if (than->share != amount->share)
    return than->number < G_MAXUINT64 - 1 || amount->number == G_MAXUINT64;

  return amount->number > than->number;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  HnAmount soft_before, hard_before, soft_after, hard_after;

  if (pair->row->order == HN_ORDER_NONE || g_strcmp0 (pair->before->text, pair->after->text) == 0)
    return FALSE;
  if (!get_amounts (pair->row, pair->before, &soft_before, &hard_before) ||
      !get_amounts (pair->row, pair->after, &soft_after, &hard_after))
    return TRUE;

  return is_more (&soft_before, &soft_after) || is_more (&hard_before, &hard_after);
}

#define AMOUNT_TYPE(name, amount) \
  const HnType hn_type_##name = { \
    .kind = HN_KIND_STRING,       \
    .variant = AMOUNT_##amount,   \
    .parse = parse,               \
    .validate = validate,         \
    .is_weaker = is_weaker,       \
  }

AMOUNT_TYPE (limit, LIMIT);
AMOUNT_TYPE (limit_bytes, LIMIT_BYTES);
AMOUNT_TYPE (limit_seconds, LIMIT_SECONDS);
AMOUNT_TYPE (limit_usec, LIMIT_USEC);
AMOUNT_TYPE (limit_nice, LIMIT_NICE);
AMOUNT_TYPE (memory, MEMORY);
AMOUNT_TYPE (swap, SWAP);
AMOUNT_TYPE (tasks, TASKS);
AMOUNT_TYPE (cpu_share, CPU);
AMOUNT_TYPE (quota, QUOTA);
AMOUNT_TYPE (time, TIME);
