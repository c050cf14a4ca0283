/* The last lines that a service wrote to the journal, and that systemd wrote about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/journal-lines.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-journal.h>

#define MAX_LINES 50
#define MAX_CHARACTERS 500

/* The helper has more to do than to look through a large journal. */
#define MAX_TIME (G_USEC_PER_SEC / 2)

static int
add_match (sd_journal *journal,
           const char *field,
           const char *value)
{
  g_autofree char *match = g_strconcat (field, "=", value, NULL);

  return sd_journal_add_match (journal, match, 0);
}

/* What comes from the service itself, or from its manager about it. */
static int
add_matches (sd_journal *journal,
             HnScope     scope,
             const char *unit,
             uid_t       uid)
{
  g_autofree char *user = g_strdup_printf ("%lu", (unsigned long) uid);
  gboolean in_system = scope == HN_SCOPE_SYSTEM;
  int r = add_match (journal, in_system ? "_SYSTEMD_UNIT" : "_SYSTEMD_USER_UNIT", unit);

  if (r >= 0 && !in_system)
    r = add_match (journal, "_UID", user);
  if (r >= 0)
    r = sd_journal_add_disjunction (journal);
  if (r >= 0)
    r = add_match (journal, in_system ? "UNIT" : "USER_UNIT", unit);
  if (r >= 0)
    r = in_system ? add_match (journal, "_PID", "1") : add_match (journal, "_UID", user);

  return r;
}

static char *
dup_line (sd_journal *journal)
{
  const void *data;
  size_t length;
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;

  if (sd_journal_get_data (journal, "MESSAGE", &data, &length) < 0 ||
      length < strlen ("MESSAGE="))
    return NULL;

  /* Enough bytes for the characters that are kept, whatever they are. */
  text = g_strndup ((const char *) data + strlen ("MESSAGE="),
                    MIN (length - strlen ("MESSAGE="), MAX_CHARACTERS * 4));
  valid = g_utf8_make_valid (text, -1);

  return g_utf8_strlen (valid, -1) > MAX_CHARACTERS ? g_utf8_substring (valid, 0, MAX_CHARACTERS)
                                                    : g_steal_pointer (&valid);
}

GStrv
hn_journal_lines (HnScope     scope,
                  const char *unit,
                  uid_t       uid,
                  guint64     since,
                  guint64     until)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gint64 give_up = g_get_monotonic_time () + MAX_TIME;
  sd_journal *journal = NULL;
  GStrv result;

  if (sd_journal_open (&journal, SD_JOURNAL_LOCAL_ONLY) < 0)
    return g_new0 (char *, 1);
  if (add_matches (journal, scope, unit, uid) < 0 ||
      sd_journal_set_data_threshold (journal, MAX_CHARACTERS * 4 + 64) < 0 ||
      sd_journal_seek_realtime_usec (journal, until) < 0)
    {
      sd_journal_close (journal);
      return g_new0 (char *, 1);
    }

  while (lines->len < MAX_LINES && g_get_monotonic_time () < give_up &&
         sd_journal_previous (journal) > 0)
    {
      uint64_t when;
      char *line;

      if (sd_journal_get_realtime_usec (journal, &when) < 0 || when < since)
        break;
      line = dup_line (journal);
      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  sd_journal_close (journal);

  result = g_new0 (char *, lines->len + 1);
  for (guint i = 0; i < lines->len; i++)
    result[lines->len - 1 - i] = g_steal_pointer (&lines->pdata[i]);

  return result;
}
