/* Values that are numbers: whole ones, times, sizes, shares, limits, sets of processors.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/ignored/validate-private.h"

#define MICROSECOND G_GUINT64_CONSTANT (1)
#define SECOND (1000000 * MICROSECOND)
#define MOST_CPUS 8192

/* Reads a whole number without its sign; "0x", "0b", "0o" and "0" say in which base it is. */
static gboolean
read_digits (const char *text, guint64 *number)
{
  guint base = 10;
  guint64 sum = 0;

  if (text[0] == '0' && text[1] != '\0')
    {
      const char mark = g_ascii_tolower (text[1]);

      base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
      text += mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
    }
  if (text[0] == '\0')
    return FALSE;

  for (; *text != '\0'; text++)
    {
      const int digit = g_ascii_xdigit_value (*text);

      if (digit < 0 || (guint) digit >= base || sum > (G_MAXUINT64 - (guint) digit) / base)
        return FALSE;
      sum = sum * base + (guint) digit;
    }
  *number = sum;

  return TRUE;
}

gboolean
hn_read_signed (const char *text, gint64 *number)
{
  guint64 digits;
  gboolean negative;

  text += strspn (text, HN_WHITESPACE);
  negative = text[0] == '-';
  text += text[0] == '-' || text[0] == '+';
  if (!read_digits (text, &digits) || digits > G_MAXINT64)
    return FALSE;
  *number = negative ? -(gint64) digits : (gint64) digits;

  return TRUE;
}

gboolean
hn_read_unsigned (const char *text, guint64 most, guint64 *number)
{
  gboolean negative;

  text += strspn (text, HN_WHITESPACE);
  negative = text[0] == '-';
  text += text[0] == '-' || text[0] == '+';

  return read_digits (text, number) && *number <= most && (!negative || *number == 0);
}

HnVerdict
hn_validate_signed (HnValidator *self, const char *value)
{
  gint64 number;

  return hn_read_signed (value, &number) && number >= self->kind->least &&
                 number <= self->kind->most
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_unsigned (HnValidator *self, const char *value)
{
  guint64 number;

  return hn_read_unsigned (value, (guint64) self->kind->most, &number) &&
                 number >= (guint64) self->kind->least
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* ---- Times ---- */

typedef struct
{
  const char *suffix;
  guint64 unit; /* in microseconds */
} TimeUnit;

/* The first that fits counts. */
static const TimeUnit time_units[] = {
  { "seconds", SECOND },
  { "second", SECOND },
  { "sec", SECOND },
  { "s", SECOND },
  { "minutes", 60 * SECOND },
  { "minute", 60 * SECOND },
  { "min", 60 * SECOND },
  { "months", 2629800 * SECOND },
  { "month", 2629800 * SECOND },
  { "M", 2629800 * SECOND },
  { "msec", 1000 },
  { "ms", 1000 },
  { "m", 60 * SECOND },
  { "hours", 3600 * SECOND },
  { "hour", 3600 * SECOND },
  { "hr", 3600 * SECOND },
  { "h", 3600 * SECOND },
  { "days", 86400 * SECOND },
  { "day", 86400 * SECOND },
  { "d", 86400 * SECOND },
  { "weeks", 604800 * SECOND },
  { "week", 604800 * SECOND },
  { "w", 604800 * SECOND },
  { "years", 31557600 * SECOND },
  { "year", 31557600 * SECOND },
  { "y", 31557600 * SECOND },
  { "usec", 1 },
  { "us", 1 },
  { "\u03bcs", 1 },
  { "\u00b5s", 1 },
};

/* Reads a suffix at *@text, and returns what it stands for, in nanoseconds or microseconds. */
static guint64
read_time_unit (const char **text, gboolean in_nanoseconds, guint64 unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (time_units); i++)
    if (g_str_has_prefix (*text, time_units[i].suffix))
      {
        *text += strlen (time_units[i].suffix);
        return time_units[i].unit * (in_nanoseconds ? 1000 : 1);
      }
  for (guint i = 0; in_nanoseconds && i < 2; i++)
    if (g_str_has_prefix (*text, i == 0 ? "nsec" : "ns"))
      {
        *text += i == 0 ? 4 : 2;
        return 1;
      }

  return unit;
}

/* Adds the number with its unit at *@text to @sum. */
static gboolean
read_span (const char **text, gboolean in_nanoseconds, guint64 unit, guint64 *sum)
{
  const char *p = *text, *end, *behind;
  const gboolean plus = *p == '+';
  guint64 number = 0;
  gsize digits;

  digits = strspn (p + plus, "0123456789");
  if (digits > 19)
    return FALSE;
  if (digits > 0)
    number = g_ascii_strtoull (p + plus, NULL, 10);
  end = digits > 0 ? p + plus + digits : p;
  if (*end == '.' && g_ascii_isdigit (end[1]))
    end += 1 + strspn (end + 1, "0123456789");
  else if (digits == 0 || *end == '.')
    return FALSE;

  behind = end + strspn (end, HN_WHITESPACE);
  unit = read_time_unit (&behind, in_nanoseconds, unit);
  if (behind == end && *end != '\0')
    return FALSE;
  if (number >= G_MAXUINT64 / unit || number * unit >= G_MAXUINT64 - *sum)
    return FALSE;
  *sum += number * unit;
  *text = behind;

  return TRUE;
}

static gboolean
parse_time (const char *text, gboolean in_nanoseconds, guint64 unit, guint64 *time)
{
  gboolean any = FALSE;

  text += strspn (text, HN_WHITESPACE);
  if (g_str_has_prefix (text, "infinity"))
    {
      *time = G_MAXUINT64;
      return text[8 + strspn (text + 8, HN_WHITESPACE)] == '\0';
    }

  *time = 0;
  for (;;)
    {
      text += strspn (text, HN_WHITESPACE);
      if (*text == '\0')
        return any;
      if (!read_span (&text, in_nanoseconds, unit, time))
        return FALSE;
      any = TRUE;
    }
}

HnVerdict
hn_validate_time (HnValidator *self, const char *value)
{
  guint64 time;

  return parse_time (value, FALSE, SECOND, &time) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_nanoseconds (HnValidator *self, const char *value)
{
  guint64 time;

  return parse_time (value, TRUE, 1, &time) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* At least a second, and not for ever. */
HnVerdict
hn_validate_pressure_time (HnValidator *self, const char *value)
{
  guint64 time;

  return parse_time (value, FALSE, SECOND, &time) && time >= SECOND && time < G_MAXUINT64
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* ---- Sizes and shares ---- */

static gboolean
parse_size (const char *text, guint base, guint64 *size)
{
  static const char suffixes[] = "EPTGMKB";
  guint start = 0;

  *size = 0;
  do
    {
      const char *p = text + strspn (text, HN_WHITESPACE);
      guint64 number, factor = 1, decimals = 0, tens = 1;
      char *end;
      guint i;

      /* Nothing comes behind a number without a suffix. */
      if (start > 7)
        return FALSE;
      p += *p == '+';
      if (!g_ascii_isdigit (*p) || strspn (p, "0123456789") > 20)
        return FALSE;
      number = g_ascii_strtoull (p, &end, 10);
      if (number == G_MAXUINT64 && strspn (p, "0123456789") == 20 &&
          strncmp (p, "18446744073709551615", 20) != 0)
        return FALSE;
      if (*end == '.')
        for (end++; g_ascii_isdigit (*end); end++)
          if (tens < 1000000000)
            {
              decimals = decimals * 10 + (guint64) (*end - '0');
              tens *= 10;
            }
      end += strspn (end, HN_WHITESPACE);
      for (i = start; i < 7 && suffixes[i] != *end; i++)
        ;
      for (guint j = i; j < 6; j++)
        factor *= base;
      if (number + (decimals > 0) > G_MAXUINT64 / factor || (number == G_MAXUINT64 && decimals > 0))
        return FALSE;
      number = number * factor + (guint64) ((double) decimals / (double) tens * (double) factor);
      if (number > G_MAXUINT64 - *size)
        return FALSE;
      *size += number;
      text = end + (i < 7);
      start = i + 1;
    }
  while (*text != '\0');

  return TRUE;
}

/* In ten-thousandths; -1 for what is no share. */
static gint64
parse_share (const char *text, gboolean may_be_more)
{
  static const struct
  {
    const char *sign;
    gint64 unit; /* in ten-thousandths */
    guint decimals;
  } signs[] = { { "\u2031", 1, 0 }, { "\u2030", 10, 1 }, { "%", 100, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      g_autofree char *number = NULL;
      gint64 whole, part = 0;
      char *dot;

      if (!g_str_has_suffix (text, signs[i].sign))
        continue;
      number = g_strndup (text, strlen (text) - strlen (signs[i].sign));
      dot = signs[i].decimals > 0 ? strchr (number, '.') : NULL;
      if (dot != NULL)
        {
          const gsize n = strlen (dot + 1);

          if (n == 0 || n > signs[i].decimals || strspn (dot + 1, "0123456789") != n)
            return -1;
          part = (gint64) g_ascii_strtoull (dot + 1, NULL, 10) * (n < signs[i].decimals ? 10 : 1);
          *dot = '\0';
        }
      if (!hn_read_signed (number, &whole) || whole < 0 || whole > G_MAXINT32)
        return -1;
      whole = whole * signs[i].unit + part;
      if (whole > G_MAXINT32 || (whole > 10000 && !may_be_more))
        return -1;
      return whole;
    }

  return -1;
}

/* kind->least says how little it may be. */
HnVerdict
hn_validate_memory (HnValidator *self, const char *value)
{
  const gint64 share = parse_share (value, FALSE);
  guint64 size = 0;

  if (strcmp (value, "infinity") == 0)
    return HN_VERDICT_TAKEN;
  if (share >= 0)
    size = (guint64) share;
  else if (!parse_size (value, 1024, &size) || size == G_MAXUINT64)
    return HN_VERDICT_IGNORED;

  return size >= (guint64) self->kind->least ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_tasks (HnValidator *self, const char *value)
{
  guint64 number;

  if (strcmp (value, "infinity") == 0 || parse_share (value, FALSE) >= 0)
    return HN_VERDICT_TAKEN;

  return hn_read_unsigned (value, G_MAXUINT64 - 1, &number) && number > 0 ? HN_VERDICT_TAKEN
                                                                          : HN_VERDICT_IGNORED;
}

static gboolean
is_weight (const char *text)
{
  guint64 number;

  return hn_read_unsigned (text, 10000, &number) && number > 0;
}

HnVerdict
hn_validate_weight (HnValidator *self, const char *value)
{
  return is_weight (value) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_cpu_weight (HnValidator *self, const char *value)
{
  return strcmp (value, "idle") == 0 || is_weight (value) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_cpu_quota (HnValidator *self, const char *value)
{
  return parse_share (value, TRUE) > 0 ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_share (HnValidator *self, const char *value)
{
  return parse_share (value, FALSE) >= 0 ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_disk_quota (HnValidator *self, const char *value)
{
  guint64 size;

  return strcmp (value, "off") == 0 || parse_share (value, FALSE) >= 0 ||
                 parse_size (value, 1024, &size)
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* ---- Processors ---- */

gboolean
hn_read_range (const char *text, guint64 *from, guint64 *to)
{
  g_autofree char *first = g_strndup (text, strcspn (text, "-"));
  const char *dash = strchr (text, '-');

  if (!hn_read_unsigned (first, G_MAXUINT32, from))
    return FALSE;
  if (dash == NULL)
    {
      *to = *from;
      return TRUE;
    }

  return strpbrk (dash + 1, "-+" HN_WHITESPACE) == NULL &&
         hn_read_unsigned (dash + 1, G_MAXUINT32, to);
}

static HnVerdict
validate_cpus (HnValidator *self, const char *value)
{
  const char *rest = value;
  char *word;
  int got;

  while ((got = hn_split (&rest, HN_WHITESPACE ",", HN_SPLIT_UNQUOTE, &word)) > 0)
    {
      guint64 from, to;

      if (!hn_read_range (word, &from, &to) || from > to ||
          (to >= MOST_CPUS && (to < G_MAXUINT32 || self->context->version >= 258)))
        hn_validator_leave_out (self, word);
      g_free (word);
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

/* kind->words has the words in place of numbers. */
HnVerdict
hn_validate_cpus (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *expanded = NULL;

  if (self->kind->words != NULL && hn_is_one_of (value, self->kind->words, 0))
    return HN_VERDICT_TAKEN;
  if (self->kind->least != 0 && self->context->version < (guint) self->kind->least)
    return validate_cpus (self, value);

  expanded = hn_validator_expand (self, value, G_MAXINT, &is_open);
  if (expanded == NULL)
    return HN_VERDICT_IGNORED;

  return is_open ? HN_VERDICT_TAKEN : validate_cpus (self, expanded);
}

/* ---- Limits ---- */

typedef gboolean (*ReadLimit) (const char *text, guint64 *limit);

static HnVerdict
validate_limit (const char *value, ReadLimit read)
{
  const char *rest = value;
  g_autofree char *soft = NULL;
  g_autofree char *hard = NULL;
  guint64 first, second;

  if (hn_split (&rest, ":", HN_SPLIT_EACH, &soft) <= 0 || !read (soft, &first))
    return HN_VERDICT_IGNORED;
  if (hn_split (&rest, ":", HN_SPLIT_EACH, &hard) < 0 || (rest != NULL && rest[0] != '\0'))
    return HN_VERDICT_IGNORED;
  if (hard != NULL && (!read (hard, &second) || first > second))
    return HN_VERDICT_IGNORED;

  return HN_VERDICT_TAKEN;
}

static gboolean
read_number (const char *text, guint64 *limit)
{
  *limit = G_MAXUINT64;

  return strcmp (text, "infinity") == 0 || hn_read_unsigned (text, G_MAXUINT64 - 1, limit);
}

static gboolean
read_size (const char *text, guint64 *limit)
{
  if (strcmp (text, "infinity") == 0)
    {
      *limit = G_MAXUINT64;
      return TRUE;
    }

  return parse_size (text, 1024, limit) && *limit < G_MAXUINT64;
}

static gboolean
read_seconds (const char *text, guint64 *limit)
{
  if (!parse_time (text, FALSE, SECOND, limit))
    return FALSE;
  if (*limit != G_MAXUINT64)
    *limit = *limit / SECOND + (*limit % SECOND != 0);

  return TRUE;
}

static gboolean
read_microseconds (const char *text, guint64 *limit)
{
  return parse_time (text, FALSE, MICROSECOND, limit);
}

/* With a sign it is a nice level, without one the number that the kernel has for it. */
static gboolean
read_nice (const char *text, guint64 *limit)
{
  const char sign = text[0] == '+' || text[0] == '-' ? text[0] : '\0';
  const guint64 most = sign == '+' ? 18 : sign == '-' ? 20 : 40;

  if (!hn_read_unsigned (text + (sign != '\0'), most, limit))
    return FALSE;
  if (sign != '\0')
    *limit = sign == '+' ? 20 - *limit : 20 + *limit;

  return TRUE;
}

HnVerdict
hn_validate_limit_number (HnValidator *self, const char *value)
{
  return validate_limit (value, read_number);
}

HnVerdict
hn_validate_limit_size (HnValidator *self, const char *value)
{
  return validate_limit (value, read_size);
}

HnVerdict
hn_validate_limit_seconds (HnValidator *self, const char *value)
{
  return validate_limit (value, read_seconds);
}

HnVerdict
hn_validate_limit_microseconds (HnValidator *self, const char *value)
{
  return validate_limit (value, read_microseconds);
}

HnVerdict
hn_validate_limit_nice (HnValidator *self, const char *value)
{
  return validate_limit (value, read_nice);
}

/* Names of what a core dump has in it, and masks in hexadecimal digits. */
HnVerdict
hn_validate_core_filter (HnValidator *self, const char *value)
{
  const char *rest = value;
  char *word;
  int got;

  while ((got = hn_split (&rest, HN_WHITESPACE, HN_SPLIT_PLAIN, &word)) > 0)
    {
      const char *digits = word + strspn (word, HN_WHITESPACE);
      gboolean good;

      digits += *digits == '+';
      digits += g_str_has_prefix (digits, "0x") || g_str_has_prefix (digits, "0X") ? 2 : 0;
      good = hn_is_one_of (word, self->kind->words, self->context->version) ||
             (digits[0] != '\0' && strspn (digits, "0123456789abcdefABCDEF") == strlen (digits) &&
              strlen (digits + strspn (digits, "0")) <= 16);
      g_free (word);
      if (!good)
        return HN_VERDICT_IGNORED;
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

/* ---- A device with a number ---- */

/* Returns what stands behind the device of @value, NULL where there is none. */
static const char *
skip_device (HnValidator *self, const char *value)
{
  const char *rest = value;
  g_autofree char *path = NULL;

  if (hn_split (&rest, HN_WHITESPACE, HN_SPLIT_UNQUOTE, &path) <= 0 || rest == NULL ||
      rest[0] == '\0' || !hn_validate_path (self, path, HN_PATH_EITHER))
    return NULL;

  return rest;
}

HnVerdict
hn_validate_device_weight (HnValidator *self, const char *value)
{
  const char *rest = skip_device (self, value);

  return rest != NULL && is_weight (rest) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_device_time (HnValidator *self, const char *value)
{
  const char *rest = skip_device (self, value);
  guint64 time;

  return rest != NULL && parse_time (rest, FALSE, SECOND, &time) ? HN_VERDICT_TAKEN
                                                                 : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_device_limit (HnValidator *self, const char *value)
{
  const char *rest = skip_device (self, value);
  guint64 size;

  if (rest == NULL)
    return HN_VERDICT_IGNORED;

  return strcmp (rest, "infinity") == 0 || (parse_size (rest, 1000, &size) && size > 0)
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}
