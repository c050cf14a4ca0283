/* Numbers with units: resource limits, sizes, shares, times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/amounts.h"

#include <string.h>

#include "engine/types/numbers.h"

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
  { NULL, 0 },
};

/* Things, which are only counted. */
static const Unit counts[] = { { "", 1 }, { NULL, 0 } };

/* In microseconds. */
static const Unit times[] = {
  { "w", G_GUINT64_CONSTANT (604800000000) },
  { "d", G_GUINT64_CONSTANT (86400000000) },
  { "h", G_GUINT64_CONSTANT (3600000000) },
  { "min", 60000000 },
  { "s", 1000000 },
  { "ms", 1000 },
  { "us", 1 },
  { NULL, 0 },
};

/* What is taken. */
typedef struct
{
  gboolean is_limit;   /* "SOFT:HARD", or one for both */
  const Unit *units;   /* NULL where it is never a number by itself */
  guint64 bare;        /* what a number without a unit counts */
  guint64 multiple;    /* it is one of this */
  guint64 least, most; /* of such a number; the least also of a share */
  guint64 most_share;  /* 0 where it is never a share */
  const char *endless; /* the word for no limit at all; NULL where there is none */
} Grammar;

/* Reads a number with a unit from @unit on and multiplies it out; without a unit it counts @bare.
 */
static gboolean
read_units (const char *text, const Unit *unit, guint64 bare, guint64 *number)
{
  const char *end;
  guint64 factor = 0;

  if (!read_digits (text, number, &end))
    return FALSE;
  if (*end == '\0')
    factor = bare;
  for (; unit->name != NULL && factor == 0; unit++)
    if (strcmp (end, unit->name) == 0)
      factor = unit->factor;
  if (factor == 0 || *number > LARGEST / factor)
    return FALSE;

  *number *= factor;
  return TRUE;
}

/* Writes @number in the largest unit that it is a multiple of. */
static void
put_units (GString *out, const Unit *unit, guint64 number)
{
  if (number == 0)
    {
      g_string_append_c (out, '0');
      return;
    }

  while (number % unit->factor != 0)
    unit++;
  g_string_append_printf (out, "%" G_GUINT64_FORMAT "%s", number / unit->factor, unit->name);
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

/* Reads an amount, or one half of a limit, and puts it. */
static gboolean
read_one (const Grammar *grammar, const char *text, GString *out, HnAmount *amount)
{
  amount->share = FALSE;
  if (g_strcmp0 (text, grammar->endless) == 0)
    {
      amount->number = G_MAXUINT64;
      g_string_append (out, text);
      return TRUE;
    }

  if (grammar->most_share != 0 && read_share (text, grammar->most_share, &amount->number))
    {
      amount->share = TRUE;
      put_share (out, amount->number);
      return amount->number >= grammar->least;
    }

  if (grammar->units == NULL ||
      !read_units (text, grammar->units, grammar->bare, &amount->number) ||
      amount->number % grammar->multiple != 0)
    return FALSE;

  put_units (out, grammar->units, amount->number);
  return amount->number >= grammar->least && amount->number <= grammar->most;
}

gboolean
hn_amount_parse (
    const HnDirective *row, const char *text, GString *out, HnAmount *soft, HnAmount *hard)
{
  const Grammar *grammar = row->type->grammar;
  g_autoptr (GString) ignored = g_string_new (NULL);
  g_auto (GStrv) halves = g_strsplit (text, ":", 3);

  if (out == NULL)
    out = ignored;
  if (!grammar->is_limit || strchr (text, ':') == NULL)
    {
      if (!read_one (grammar, text, out, soft))
        return FALSE;
      *hard = *soft;
      return TRUE;
    }

  if (g_strv_length (halves) != 2 || !read_one (grammar, halves[0], out, soft))
    return FALSE;
  g_string_append_c (out, ':');

  return read_one (grammar, halves[1], out, hard) && soft->number <= hard->number;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  HnAmount soft, hard;

  return hn_amount_parse (input->row, text, input->out, &soft, &hard) ? HN_VALID : HN_INVALID;
}

char *
hn_amount_dup_text (const HnDirective *row, const HnAmount *amount)
{
  const Unit *units = ((const Grammar *) row->type->grammar)->units;

  if (amount->share)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "%%", amount->number / 100);
  if (units == times)
    return amount->number % G_USEC_PER_SEC == 0
               ? g_strdup_printf ("%" G_GUINT64_FORMAT "s", amount->number / G_USEC_PER_SEC)
               : g_strdup_printf ("%" G_GUINT64_FORMAT "us", amount->number);
  if (units == sizes && amount->number >= 1024)
    return g_format_size_full (amount->number, G_FORMAT_SIZE_IEC_UNITS | G_FORMAT_SIZE_LONG_FORMAT);

  return g_strdup_printf ("%" G_GUINT64_FORMAT, amount->number);
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

#define AMOUNT_TYPE(name, ...)                  \
  const HnType hn_type_##name = {               \
    .kind = HN_KIND_STRING,                     \
    .grammar = &(const Grammar){ __VA_ARGS__ }, \
    .parse = hn_parse_text,                     \
    .validate = validate,                       \
    .is_weaker = is_weaker,                     \
  }

AMOUNT_TYPE (limit, TRUE, counts, 1, 1, 0, LARGEST, 0, "infinity");
AMOUNT_TYPE (limit_bytes, TRUE, sizes, 1, 1, 0, LARGEST, 0, "infinity");
/* The kernel counts whole seconds. */
AMOUNT_TYPE (limit_seconds, TRUE, times, 1000000, 1000000, 0, LARGEST, 0, "infinity");
AMOUNT_TYPE (limit_usec, TRUE, times, 1, 1, 0, LARGEST, 0, "infinity");
AMOUNT_TYPE (limit_nice, TRUE, counts, 1, 1, 0, 40, 0, NULL);
AMOUNT_TYPE (memory, FALSE, sizes, 1, 1, 1, LARGEST, 10000, "infinity");
AMOUNT_TYPE (swap, FALSE, sizes, 1, 1, 0, LARGEST, 10000, "infinity");
AMOUNT_TYPE (tasks, FALSE, counts, 1, 1, 1, LARGEST, 10000, "infinity");
AMOUNT_TYPE (cpu_share, FALSE, NULL, 1, 1, 1, LARGEST, MOST_CPU_SHARE, NULL);
AMOUNT_TYPE (quota, FALSE, sizes, 1, 1, 1, LARGEST, 10000, "off");
AMOUNT_TYPE (time, FALSE, times, 1000000, 1, 1, LARGEST, 0, "infinity");
