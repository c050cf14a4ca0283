/* Reading the journal: a thread looks from its end backwards, so that a long one costs no more than
 * the few lines that are wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/journal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

/* How many entries are looked at before it is enough, whatever they are. */
#define MAX_ENTRIES (10 * HN_JOURNAL_MAX_LINES)

typedef struct
{
  HnScope scope;
  char *unit;
  gint64 since;
  gint64 until;
} Question;

G_DEFINE_QUARK (hn_journal_error_quark, hn_journal_error)

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->unit);
  g_free (question);
}

static int
add_match (sd_journal *journal, const char *field, const char *value)
{
  g_autofree char *match = g_strconcat (field, "=", value, NULL);

  return sd_journal_add_match (journal, match, 0);
}

/* What the service wrote itself, or what its manager wrote about it. */
static int
add_matches (sd_journal *journal, const Question *question)
{
  gboolean system = question->scope == HN_SCOPE_SYSTEM;
  g_autofree char *uid = g_strdup_printf ("%u", (guint) getuid ());
  int r;

  r = add_match (journal, system ? "_SYSTEMD_UNIT" : "_SYSTEMD_USER_UNIT", question->unit);
  if (r >= 0 && !system)
    r = add_match (journal, "_UID", uid);
  if (r >= 0)
    r = sd_journal_add_disjunction (journal);
  if (r >= 0)
    r = add_match (journal, system ? "UNIT" : "USER_UNIT", question->unit);
  /* Anybody may write a line that names a unit; the manager alone has this process id. */
  if (r >= 0 && system)
    r = add_match (journal, "_PID", "1");
  if (r >= 0 && !system)
    r = add_match (journal, "_UID", uid);

  return r;
}

/* Returns: (transfer full) (nullable): the value, cut to one line's bound, as valid UTF-8 */
static char *
dup_field (sd_journal *journal, const char *field)
{
  const void *data;
  gsize length, skip = strlen (field) + 1;
  g_autofree char *cut = NULL;

  if (sd_journal_get_data (journal, field, &data, &length) < 0 || length < skip)
    return NULL;

  cut = g_strndup ((const char *) data + skip, MIN (length - skip, HN_JOURNAL_MAX_LINE));

  return g_utf8_make_valid (cut, -1);
}

static char *
dup_line (sd_journal *journal)
{
  g_autofree char *message = dup_field (journal, "MESSAGE");
  g_autofree char *program = dup_field (journal, "SYSLOG_IDENTIFIER");
  g_autofree char *pid = dup_field (journal, "_PID");

  if (message == NULL)
    return NULL;
  if (program == NULL)
    program = dup_field (journal, "_COMM");
  if (program == NULL)
    return g_steal_pointer (&message);
  if (pid == NULL)
    return g_strdup_printf ("%s: %s", program, message);

  return g_strdup_printf ("%s[%s]: %s", program, pid, message);
}

/* Returns an errno below zero, or 0. */
static int
read_lines (sd_journal *journal,
            const Question *question,
            GCancellable *cancellable,
            GPtrArray *lines)
{
  sd_id128_t boot = SD_ID128_NULL;
  int r;

  sd_id128_get_boot (&boot);
  r = add_matches (journal, question);
  if (r >= 0)
    r = question->until > 0 ? sd_journal_seek_realtime_usec (journal, (guint64) question->until)
                            : sd_journal_seek_tail (journal);
  for (guint i = 0; r >= 0 && i < MAX_ENTRIES && lines->len < HN_JOURNAL_MAX_LINES; i++)
    {
      sd_id128_t entry_boot;
      guint64 monotonic, real;
      char *line;

      if (g_cancellable_is_cancelled (cancellable))
        return 0;
      r = sd_journal_previous (journal);
      if (r <= 0)
        break;
      if (sd_journal_get_realtime_usec (journal, &real) < 0)
        continue;
      if (question->since > 0 && real < (guint64) question->since)
        break;
      if (sd_journal_get_monotonic_usec (journal, &monotonic, &entry_boot) >= 0 &&
          !sd_id128_equal (entry_boot, boot))
        break;
      line = dup_line (journal);
      if (line != NULL)
        g_ptr_array_insert (lines, 0, line);
    }

  return MIN (r, 0);
}

typedef enum
{
  ACCESS_NONE, /* there is nothing to read */
  ACCESS_DENIED,
  ACCESS_GRANTED,
} Access;

/* sd-journal passes over the files that it may not open, and so finds nothing where there is a lot:
 * an ordinary user can open a file of one's own, and not the system's. */
static Access
look_at_files (HnScope scope)
{
  static const char *const folders[] = { "/run/log/journal", "/var/log/journal" };
  g_autofree char *own = g_strdup_printf ("user-%u.journal", (guint) getuid ());
  char id[SD_ID128_STRING_MAX];
  sd_id128_t machine;
  Access found = ACCESS_NONE;

  if (sd_id128_get_machine (&machine) < 0)
    return ACCESS_NONE;

  sd_id128_to_string (machine, id);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], id, "system.journal", NULL);

      g_autofree char *own_path = g_build_filename (folders[i], id, own, NULL);

      if (scope == HN_SCOPE_USER && access (own_path, R_OK) == 0)
        return ACCESS_GRANTED;
      if (access (path, R_OK) == 0)
        return ACCESS_GRANTED;
      if (errno == EACCES || errno == EPERM)
        found = ACCESS_DENIED;
    }

  return found;
}

static void
read_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  sd_journal *journal = NULL;
  int r;

  r = sd_journal_open (&journal, SD_JOURNAL_LOCAL_ONLY);
  if (r >= 0)
    r = read_lines (journal, question, cancellable, lines);
  if (r >= 0 && lines->len == 0)
    {
      Access found = look_at_files (question->scope);

      r = found == ACCESS_NONE ? -ENOENT : found == ACCESS_DENIED ? -EACCES : 0;
    }
  sd_journal_close (journal);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (r == -EACCES || r == -EPERM)
    g_task_return_new_error (task, HN_JOURNAL_ERROR, HN_JOURNAL_ERROR_NOT_ALLOWED, "%s",
                             _ ("You are not allowed to read this machine’s journal; members of "
                                "the groups adm and systemd-journal are"));
  else if (r == -ENOENT || r == -ENODATA)
    g_task_return_new_error (task, HN_JOURNAL_ERROR, HN_JOURNAL_ERROR_NO_JOURNAL, "%s",
                             _ ("This machine keeps no journal"));
  else if (r < 0)
    g_task_return_new_error (task, HN_JOURNAL_ERROR, HN_JOURNAL_ERROR_FAILED,
                             /* Translators: %s is why */
                             _ ("The journal cannot be read: %s"), g_strerror (-r));
  else
    {
      g_ptr_array_add (lines, NULL);
      g_task_return_pointer (task, g_ptr_array_free (g_steal_pointer (&lines), FALSE),
                             (GDestroyNotify) g_strfreev);
    }
}

void
hn_journal_read_async (HnScope scope,
                       const char *unit,
                       gint64 since,
                       gint64 until,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (unit != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  question = g_new0 (Question, 1);
  question->scope = scope;
  question->unit = g_strdup (unit);
  question->since = since;
  question->until = until;
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, read_in_thread);
}

GStrv
hn_journal_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
