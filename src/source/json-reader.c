/* Text to a tree of values, by recursive descent with a bound on the depth.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/json-reader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* systemd's own bound; deeper text is refused by both. */
#define MAX_DEPTH 2048

typedef struct
{
  const char *at;
  const char *end;
  const char *line_start;
  guint line;
  const char *message; /* translated; set with the first error */
} Reader;

static HnJson *read_value (Reader *reader, guint depth);

void
hn_json_free (HnJson *self)
{
  if (self == NULL)
    return;

  g_free (self->string);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self);
}

static gpointer
fail (Reader *reader, const char *message)
{
  if (reader->message == NULL)
    reader->message = message;

  return NULL;
}

static void
skip_space (Reader *reader)
{
  for (; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '\n')
        {
          reader->line++;
          reader->line_start = reader->at + 1;
        }
      else if (*reader->at != ' ' && *reader->at != '\t' && *reader->at != '\r')
        return;
    }
}

static gboolean
peek (const Reader *reader, char expected)
{
  return reader->at < reader->end && *reader->at == expected;
}

/* One or more. */
static gboolean
take_digits (Reader *reader)
{
  const char *start = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;

  return reader->at > start;
}

static gboolean
take (Reader *reader, char expected)
{
  if (!peek (reader, expected))
    return FALSE;

  reader->at++;
  return TRUE;
}

static gboolean
take_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return FALSE;

  reader->at += length;
  return TRUE;
}

/* The four hexadecimal digits of an escape, or -1. */
static int
read_code_unit (Reader *reader)
{
  int unit = 0;

  if (reader->end - reader->at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (reader->at[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  reader->at += 4;

  return unit;
}

/* Behind a backslash. */
static gboolean
read_escape (Reader *reader, GString *string)
{
  static const char names[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *name;
  int unit;

  if (reader->at == reader->end)
    return FALSE;

  if (!peek (reader, 'u'))
    {
      name = *reader->at != '\0' ? strchr (names, *reader->at) : NULL;
      if (name == NULL)
        return FALSE;
      g_string_append_c (string, meanings[name - names]);
      reader->at++;
      return TRUE;
    }

  reader->at++;
  unit = read_code_unit (reader);
  /* A NUL cannot be part of a name or a text here. */
  if (unit <= 0)
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      int low;

      if (!take (reader, '\\') || !take (reader, 'u'))
        return FALSE;
      low = read_code_unit (reader);
      if (low < 0xdc00 || low > 0xdfff)
        return FALSE;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    {
      return FALSE;
    }
  g_string_append_unichar (string, (gunichar) unit);

  return TRUE;
}

static char *
read_string (Reader *reader)
{
  g_autoptr (GString) string = g_string_new (NULL);

  reader->at++;
  while (reader->at < reader->end)
    {
      guchar byte = (guchar) *reader->at;

      if (byte == '"')
        {
          reader->at++;
          return g_string_free (g_steal_pointer (&string), FALSE);
        }
      if (byte == '\\')
        {
          reader->at++;
          if (!read_escape (reader, string))
            return fail (reader, _ ("not a valid escape"));
        }
      else if (byte < ' ' || byte == 0x7f)
        {
          return fail (reader, _ ("a control character inside a text"));
        }
      else
        {
          gunichar c = g_utf8_get_char_validated (reader->at, reader->end - reader->at);
          const char *next;

          if (c == (gunichar) -1 || c == (gunichar) -2)
            return fail (reader, _ ("not valid UTF-8"));
          next = g_utf8_next_char (reader->at);
          g_string_append_len (string, reader->at, next - reader->at);
          reader->at = next;
        }
    }

  return fail (reader, _ ("a text without its closing quotation mark"));
}

static gboolean
read_number (Reader *reader, HnJson *value)
{
  const char *start = reader->at;
  gboolean whole = TRUE;
  g_autofree char *copy = NULL;

  take (reader, '-');
  if (!take (reader, '0') && !take_digits (reader))
    return FALSE;
  if (take (reader, '.'))
    {
      whole = FALSE;
      if (!take_digits (reader))
        return FALSE;
    }
  if (take (reader, 'e') || take (reader, 'E'))
    {
      whole = FALSE;
      if (!take (reader, '-'))
        take (reader, '+');
      if (!take_digits (reader))
        return FALSE;
    }

  copy = g_strndup (start, reader->at - start);
  if (whole && *copy != '-')
    {
      errno = 0;
      value->number = g_ascii_strtoull (copy, NULL, 10);
      value->is_unsigned = errno == 0;
    }
  if (!value->is_unsigned)
    {
      double number = g_ascii_strtod (copy, NULL);

      /* The upper bound is 2 to the power of 64. */
      if (number >= 0 && number < 18446744073709551616.0 && floor (number) == number)
        {
          value->number = (guint64) number;
          value->is_unsigned = TRUE;
        }
    }

  return TRUE;
}

static gboolean
read_key (Reader *reader, GPtrArray *keys)
{
  char *key;

  skip_space (reader);
  if (!peek (reader, '"'))
    return fail (reader, _ ("a name in double quotation marks is expected")) != NULL;
  key = read_string (reader);
  if (key == NULL)
    return FALSE;
  g_ptr_array_add (keys, key);
  skip_space (reader);

  return take (reader, ':') || fail (reader, _ ("“:” is expected behind a name")) != NULL;
}

/* The members of an object, or the elements of an array, up to the bracket @end. */
static gboolean
read_items (Reader *reader, HnJson *value, char end, guint depth)
{
  reader->at++;
  skip_space (reader);
  if (take (reader, end))
    return TRUE;

  do
    {
      HnJson *item;

      if (value->keys != NULL && !read_key (reader, value->keys))
        return FALSE;
      item = read_value (reader, depth + 1);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (value->values, item);
      skip_space (reader);
    }
  while (take (reader, ','));

  return take (reader, end) ||
         fail (reader, value->keys != NULL ? _ ("“,” or “}” is expected")
                                           : _ ("“,” or “]” is expected")) != NULL;
}

static HnJson *
read_value (Reader *reader, guint depth)
{
  g_autoptr (HnJson) value = g_new0 (HnJson, 1);

  skip_space (reader);
  value->line = reader->line;
  if (reader->at == reader->end)
    return fail (reader, _ ("the text ends where a value is expected"));
  if (depth >= MAX_DEPTH)
    return fail (reader, _ ("nested too deeply"));

  if (peek (reader, '{') || peek (reader, '['))
    {
      gboolean object = peek (reader, '{');

      value->kind = object ? HN_JSON_OBJECT : HN_JSON_ARRAY;
      value->keys = object ? g_ptr_array_new_with_free_func (g_free) : NULL;
      value->values = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_json_free);
      if (!read_items (reader, value, object ? '}' : ']', depth))
        return NULL;
    }
  else if (peek (reader, '"'))
    {
      value->kind = HN_JSON_STRING;
      value->string = read_string (reader);
      if (value->string == NULL)
        return NULL;
    }
  else if (peek (reader, '-') || (reader->at < reader->end && g_ascii_isdigit (*reader->at)))
    {
      value->kind = HN_JSON_NUMBER;
      if (!read_number (reader, value))
        return fail (reader, _ ("not a valid number"));
    }
  else if (take_word (reader, "true"))
    {
      value->kind = HN_JSON_BOOLEAN;
      value->boolean = TRUE;
    }
  else if (take_word (reader, "false"))
    {
      value->kind = HN_JSON_BOOLEAN;
    }
  else if (!take_word (reader, "null"))
    {
      return fail (reader, _ ("not a valid value"));
    }

  return g_steal_pointer (&value);
}

HnJson *
hn_json_read (const char *text, gsize length, guint *line, guint *column, const char **message)
{
  Reader reader = { .at = text, .end = text + length, .line_start = text, .line = 1 };
  g_autoptr (HnJson) value = NULL;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  value = read_value (&reader, 0);
  if (value != NULL)
    {
      skip_space (&reader);
      if (reader.at == reader.end)
        return g_steal_pointer (&value);
      fail (&reader, _ ("nothing may stand behind the closing bracket"));
    }

  *line = reader.line;
  *column = (guint) (reader.at - reader.line_start) + 1;
  *message = reader.message;

  return NULL;
}

const HnJson *
hn_json_get_member (const HnJson *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind != HN_JSON_OBJECT)
    return NULL;
  for (guint i = 0; i < self->keys->len; i++)
    if (g_str_equal (g_ptr_array_index (self->keys, i), key))
      return g_ptr_array_index (self->values, i);

  return NULL;
}
