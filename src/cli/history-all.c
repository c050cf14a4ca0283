/* history without a service: what Hardnut has changed on this machine, by the files that the helper
 * keeps, so that services are there which are not installed any more, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/history-all.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>

#include "engine/kept/keepers.h"
#include "json-out.h"
#include "session.h"
#include "source/files/history-files.h"
#include "table.h"
#include "terminal.h"

/* One service. */
typedef struct
{
  char *unit;
  HnHistoryFile *file;
  const HnHistoryState *last; /* of @file; what was kept last */
  HnReport *before; /* (nullable): without Hardnut's settings; NULL where nobody can tell */
  HnReport *now;    /* (nullable): likewise, as it is */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->unit);
  hn_history_file_free (row->file);
  hn_report_free (row->before);
  hn_report_free (row->now);
  g_free (row);
}

char *
hn_history_dup_user (guint32 uid)
{
  const struct passwd *account = getpwuid (uid);

  return account != NULL ? g_strdup (account->pw_name) : g_strdup_printf ("%u", uid);
}

char *
hn_history_dup_utc (gint64 when)
{
  g_autoptr (GDateTime) date = when != 0 ? g_date_time_new_from_unix_utc (when) : NULL;

  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

char *
hn_history_dup_when (gint64 when)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (when);

  /* Translators: in the column KEPT: before the first change was kept */
  return when == 0 ? g_strdup (_ ("before")) : g_date_time_format (date, "%F %H:%M");
}

/* A service that is not installed any more has no exposure, and is listed all the same. */
static void
fill_row (Row *row, HnSession *session)
{
  g_autoptr (HnTarget) target = hn_target_parse (row->unit, NULL);

  if (target == NULL)
    return;
  row->now = hn_session_show (session, target, NULL);
  if (row->now != NULL)
    row->before = hn_session_read_with_own (session, target, NULL, NULL, NULL);
}

/* (transfer full) (element-type Row): those in which something was kept */
static GPtrArray *
make_rows (HnSession *session, HnScope scope)
{
  g_auto (GStrv) units = hn_history_files_list (scope);
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);

  for (guint i = 0; units[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      HnHistoryFile *file = hn_history_file_load (units[i], scope, &error);
      Row *row;

      if (file == NULL)
        {
          g_message ("%s", error->message);
          continue;
        }
      for (guint j = 0; j < file->wrong->len; j++)
        g_message ("%s", (char *) file->wrong->pdata[j]);
      /* What was there before the first change was kept is no change. */
      if (file->states->len == 0 ||
          ((HnHistoryState *) file->states->pdata[file->states->len - 1])->when == 0)
        {
          hn_history_file_free (file);
          continue;
        }
      row = g_new0 (Row, 1);
      row->unit = g_strdup (units[i]);
      row->file = file;
      row->last = file->states->pdata[file->states->len - 1];
      fill_row (row, session);
      g_ptr_array_add (rows, row);
    }

  return rows;
}

static void
write_exposure (HnJsonOut *out, const char *name, const HnReport *report)
{
  if (report != NULL)
    hn_json_out_tenths (out, name, report->assessment.exposure);
  else
    hn_json_out_null (out, name);
}

static void
write_row (const Row *row, HnJsonOut *out)
{
  gboolean known = row->last->uid != HN_HISTORY_NOBODY;
  g_autofree char *user = known ? hn_history_dup_user (row->last->uid) : NULL;
  g_autofree char *when = hn_history_dup_utc (row->last->when);

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", row->unit);
  hn_json_out_boolean (out, "installed", row->now != NULL);
  hn_json_out_string (out, "when", when);
  if (known)
    hn_json_out_number (out, "uid", row->last->uid);
  else
    hn_json_out_null (out, "uid");
  hn_json_out_string (out, "user", user);
  hn_json_out_number (out, "states", row->file->states->len);
  write_exposure (out, "before", row->before);
  write_exposure (out, "now", row->now);
  hn_json_out_end_object (out);
}

static gboolean
print_json (GPtrArray *rows, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < rows->len; i++)
    write_row (rows->pdata[i], out);
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

static char *
dup_exposure (const HnReport *report)
{
  return report == NULL ? g_strdup ("?")
                        : g_strdup_printf ("%u.%u", report->assessment.exposure / 10,
                                           report->assessment.exposure % 10);
}

static void
add_row (HnTable *table, const Row *row)
{
  g_autofree char *when = hn_history_dup_when (row->last->when);
  g_autofree char *user =
      row->last->uid != HN_HISTORY_NOBODY ? hn_history_dup_user (row->last->uid) : NULL;
  g_autofree char *states = g_strdup_printf ("%u", row->file->states->len);
  g_autofree char *before = dup_exposure (row->before);
  g_autofree char *now = dup_exposure (row->now);

  hn_table_add (table, HN_COLOR_NONE, row->unit);
  hn_table_add (table, HN_COLOR_NONE, when);
  hn_table_add (table, HN_COLOR_NONE, user != NULL ? user : "");
  hn_table_add (table, HN_COLOR_NONE, states);
  hn_table_add (table, HN_COLOR_NONE, before);
  /* Translators: in the column NOW, of a service */
  hn_table_add (table, HN_COLOR_NONE, row->now != NULL ? now : _ ("not installed any more"));
}

static gboolean
print_text (GPtrArray *rows, const HnOptions *options, GError **error)
{
  const HnColumn columns[] = {
    { _ ("SERVICE"), FALSE, 24 },
    /* Translators: heading over the times at which changes were kept */
    { _ ("KEPT"), FALSE, 0 },
    /* Translators: heading over the users who kept changes */
    { _ ("BY"), FALSE, 0 },
    /* Translators: heading over how many earlier states there are of a service */
    { _ ("STATES"), TRUE, 0 },
    /* Translators: heading over exposures without what Hardnut has changed */
    { _ ("BEFORE"), TRUE, 0 },
    /* Translators: heading over present exposures */
    { _ ("NOW"), FALSE, 0 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  if (rows->len == 0)
    g_string_append (text, _ ("Hardnut has kept no change of any service.\n"));
  for (guint i = 0; i < rows->len; i++)
    add_row (table, rows->pdata[i]);
  if (rows->len > 0)
    {
      hn_table_append_to (table, &terminal, text);
      /* Translators: keep the command as it is; UNIT stands for a service */
      g_string_append (text, _ ("\nThe states of one of them: hardnutctl history UNIT\n"));
    }

  return hn_terminal_print (&terminal, text->str, error);
}

gboolean
hn_history_list_all (const HnOptions *options, GError **error)
{
  g_autoptr (HnSession) session = hn_session_new (options, TRUE, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (session == NULL)
    return FALSE;
  rows = make_rows (session, options->scope);

  return options->json ? print_json (rows, error) : print_text (rows, options, error);
}
