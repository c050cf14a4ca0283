/* States of a drop-in, as text and back, and how many of them there are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/kept/history.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"

#define HEADING "# What Hardnut's drop-in of this service was, the oldest first.\n"
#define SECTION "[State]"

/* Where the text is read. */
typedef struct
{
  const char *path;
  guint number; /* of the line */
  GPtrArray *states;
  GPtrArray *wrong;
} Reader;

HnHistoryState *
hn_history_state_new (gint64 when, guint32 uid)
{
  HnHistoryState *self = g_new0 (HnHistoryState, 1);

  self->when = when;
  self->uid = uid;
  self->lines = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
hn_history_state_free (HnHistoryState *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
hn_history_state_add (HnHistoryState *self, GPtrArray *changes)
{
  g_autoptr (GPtrArray) sorted = hn_change_list_sort (changes);

  for (guint i = 0; i < sorted->len; i++)
    {
      const HnChange *change = sorted->pdata[i];

      g_ptr_array_add (self->lines,
                       g_strdup_printf ("%s=%s", hn_directive_get (change->directive)->name,
                                        change->value));
    }
}

gboolean
hn_history_state_equal (const HnHistoryState *a, const HnHistoryState *b)
{
  if (a->incomplete || b->incomplete || a->lines->len != b->lines->len)
    return FALSE;
  for (guint i = 0; i < a->lines->len; i++)
    if (strcmp (a->lines->pdata[i], b->lines->pdata[i]) != 0)
      return FALSE;

  return TRUE;
}

GPtrArray *
hn_history_state_dup_changes (const HnHistoryState *self, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_copy (self->lines, NULL, NULL);

  g_ptr_array_set_free_func (words, NULL);
  g_ptr_array_add (words, NULL);

  return hn_drop_in_parse_changes ((const char *const *) words->pdata, error);
}

GPtrArray *
hn_history_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_history_state_free);
}

G_GNUC_PRINTF (2, 3)
static void
complain (Reader *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->wrong, g_strdup_printf ("%s:%u: %s", self->path, self->number, message));
  if (self->states->len > 0)
    ((HnHistoryState *) self->states->pdata[self->states->len - 1])->incomplete = TRUE;
}

static void
read_when (Reader *self, HnHistoryState *state, const char *value)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (value, NULL);

  if (when == NULL || g_date_time_to_unix (when) <= 0)
    complain (self, _ ("This is no time, such as 2030-01-31T12:00:00Z"));
  else
    state->when = g_date_time_to_unix (when);
}

static void
read_user (Reader *self, HnHistoryState *state, const char *value)
{
  guint64 uid;

  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32 - 1, &uid, NULL))
    state->uid = (guint32) uid;
  else
    complain (self, _ ("This is no number of a user"));
}

static void
read_line (Reader *self, const char *line)
{
  const char *equals = strchr (line, '=');
  const char *value = equals != NULL ? equals + 1 : "";
  gsize length = equals != NULL ? (gsize) (equals - line) : 0;
  HnHistoryState *state;

  if (line[0] == '\0' || line[0] == '#')
    return;
  if (!hn_validate_has_plain_characters (line))
    {
      complain (self, _ ("There are characters here that do not belong there"));
      return;
    }
  if (strcmp (line, SECTION) == 0)
    {
      g_ptr_array_add (self->states, hn_history_state_new (0, HN_HISTORY_NOBODY));
      return;
    }
  if (self->states->len == 0 || length == 0)
    {
      /* Translators: %s is a section in brackets */
      complain (self, _ ("A setting in a section %s belongs here"), SECTION);
      return;
    }

  state = self->states->pdata[self->states->len - 1];
  if (strncmp (line, "Line=", length + 1) == 0 && strchr (value, '=') != NULL)
    g_ptr_array_add (state->lines, g_strdup (value));
  else if (strncmp (line, "When=", length + 1) == 0)
    read_when (self, state, value);
  else if (strncmp (line, "User=", length + 1) == 0)
    read_user (self, state, value);
  else if (strcmp (line, "Incomplete=yes") == 0)
    state->incomplete = TRUE;
  else
    complain (self, _ ("There is no such setting in a state"));
}

GPtrArray *
hn_history_parse (const char *path, const char *text, gsize length, GPtrArray *wrong)
{
  Reader self = { path, 0, hn_history_new (), wrong };
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      gsize size = (gsize) ((newline != NULL ? newline : end) - text);
      g_autofree char *line = g_strndup (text, size);

      self.number++;
      if (strlen (line) != size)
        complain (&self, _ ("A byte of value 0 ends the text"));
      else
        read_line (&self, line);
      if (newline == NULL)
        complain (&self, _ ("The end of the file is missing"));
      text += size + 1;
    }

  return self.states;
}

static void
append_state (const HnHistoryState *state, GString *text)
{
  g_string_append (text, "\n" SECTION "\n");
  if (state->when != 0)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (state->when);
      g_autofree char *shown = g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ");

      g_string_append_printf (text, "When=%s\n", shown);
    }
  if (state->uid != HN_HISTORY_NOBODY)
    g_string_append_printf (text, "User=%u\n", state->uid);
  if (state->incomplete)
    g_string_append (text, "Incomplete=yes\n");
  for (guint i = 0; i < state->lines->len; i++)
    g_string_append_printf (text, "Line=%s\n", (char *) state->lines->pdata[i]);
}

char *
hn_history_to_text (GPtrArray *states)
{
  GString *text = g_string_new (HEADING);

  for (guint i = 0; i < states->len; i++)
    append_state (states->pdata[i], text);

  return g_string_free (text, FALSE);
}

/* As text. */
static gsize
get_size (const HnHistoryState *state)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_state (state, text);

  return text->len;
}

/* Drops the oldest states of @uid as long as one of @size has no room beside them. */
static void
drop_oldest (GPtrArray *states, guint32 uid, gsize size)
{
  guint n = 1;

  /* From the newest on: those that fit stay. */
  for (guint i = states->len; i > 0; i--)
    {
      const HnHistoryState *state = states->pdata[i - 1];

      if (state->uid != uid)
        continue;
      size += get_size (state);
      if (++n > HN_HISTORY_STATES || size > HN_HISTORY_BYTES)
        g_ptr_array_remove_index (states, i - 1);
    }
}

/* Whether one more user besides @owner may have states. */
static gboolean
may_come (GPtrArray *states, guint32 uid, guint32 owner)
{
  g_autoptr (GHashTable) users = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < states->len; i++)
    {
      const HnHistoryState *state = states->pdata[i];

      if (state->uid != owner && state->uid != HN_HISTORY_NOBODY)
        g_hash_table_add (users, GUINT_TO_POINTER (state->uid));
    }

  return uid == owner || g_hash_table_contains (users, GUINT_TO_POINTER (uid)) ||
         g_hash_table_size (users) < HN_HISTORY_USERS;
}

gboolean
hn_history_add (GPtrArray *states, HnHistoryState *state, guint32 owner)
{
  g_autoptr (HnHistoryState) added = state;
  const HnHistoryState *last = states->len > 0 ? states->pdata[states->len - 1] : NULL;
  gsize size = get_size (added);

  if (last != NULL && last->uid == added->uid && hn_history_state_equal (last, added))
    return TRUE;
  if (size > HN_HISTORY_BYTES || !may_come (states, added->uid, owner))
    return FALSE;
  if (added->uid != HN_HISTORY_NOBODY)
    drop_oldest (states, added->uid, size);
  g_ptr_array_add (states, g_steal_pointer (&added));

  return TRUE;
}
