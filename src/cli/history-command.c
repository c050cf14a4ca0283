/* history of a service: what Hardnut's drop-in was, who kept it when, and what each of these states
 * would be worth now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <glib/gi18n-lib.h>

#include "cli/history-all.h"
#include "cli/trial/trial-begin.h"
#include "engine/kept/keepers.h"
#include "engine/validate.h"
#include "json-out.h"
#include "session.h"
#include "source/files/history-files.h"
#include "table.h"
#include "terminal.h"

/* One state, and the service as it would be with it. */
typedef struct
{
  const HnHistoryState *state;
  HnReport *report; /* (nullable): NULL where nobody can tell */
  gboolean now;     /* it is what stands there */
} Row;

static void
row_clear (gpointer data)
{
  hn_report_free (((Row *) data)->report);
}

/* What its lines would be as a drop-in now: NULL without any, or with an error.
 *
 * Returns: (transfer full) (nullable) */
static char *
dup_text (const HnHistoryState *state, GError **error)
{
  g_autoptr (GPtrArray) changes = hn_history_state_dup_changes (state, error);

  return changes != NULL && changes->len > 0 ? hn_change_to_text (changes) : NULL;
}

/* @present: (nullable): Hardnut's drop-in as it stands */
static void
fill_row (Row *row, HnSession *session, HnTarget *target, const char *present)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (row->state->incomplete)
    return;
  text = dup_text (row->state, &error);
  if (error == NULL)
    {
      row->now = g_strcmp0 (text, present) == 0;
      row->report = hn_session_read_with_own (session, target, HN_PREVIEW_PATH, text, &error);
    }
  if (error != NULL)
    g_message ("%s", error->message);
}

static GArray *
make_rows (HnSession *session,
           HnTarget *target,
           const HnHistoryFile *file,
           gboolean installed,
           GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_autofree char *kept = NULL;
  g_autofree char *present = NULL;
  g_autofree char *path = NULL;
  gboolean marked = FALSE;

  g_array_set_clear_func (rows, row_clear);
  if (!hn_session_read_own (session, target, &kept, &path, error))
    return NULL;
  present = hn_keepers_strip (kept);
  for (guint i = 0; i < file->states->len; i++)
    {
      Row row = { file->states->pdata[i], NULL, FALSE };

      if (installed)
        fill_row (&row, session, target, present);
      g_array_append_val (rows, row);
    }
  /* The newest one. */
  for (guint i = rows->len; i > 0; i--)
    {
      Row *row = &g_array_index (rows, Row, i - 1);

      row->now = row->now && !marked;
      marked = marked || row->now;
    }

  return g_steal_pointer (&rows);
}

static void
write_state (const Row *row, guint number, HnJsonOut *out)
{
  const HnHistoryState *state = row->state;
  gboolean known = state->uid != HN_HISTORY_NOBODY;
  g_autofree char *user = known ? hn_history_dup_user (state->uid) : NULL;
  g_autofree char *when = hn_history_dup_utc (state->when);

  hn_json_out_begin_object (out, NULL);
  hn_json_out_number (out, "number", number);
  hn_json_out_string (out, "when", when);
  if (known)
    hn_json_out_number (out, "uid", state->uid);
  else
    hn_json_out_null (out, "uid");
  hn_json_out_string (out, "user", user);
  if (row->report != NULL)
    hn_json_out_tenths (out, "exposure", row->report->assessment.exposure);
  else
    hn_json_out_null (out, "exposure");
  hn_json_out_boolean (out, "complete", !state->incomplete);
  hn_json_out_boolean (out, "now", row->now);
  hn_json_out_begin_array (out, "lines");
  for (guint i = 0; i < state->lines->len; i++)
    hn_json_out_string (out, NULL, state->lines->pdata[i]);
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}

static gboolean
print_json (GArray *rows, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < rows->len; i++)
    write_state (&g_array_index (rows, Row, i), i + 1, out);
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

static char *
dup_lines (const HnHistoryState *state)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < state->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) state->lines->pdata[i]);
  if (state->incomplete)
    g_string_append_printf (
        text, "%s%s", text->len > 0 ? ", " : "",
        /* Translators: behind settings, or alone: there were others, which Hardnut does not have */
        _ ("and what Hardnut has not"));
  else if (text->len == 0)
    /* Translators: in the column SETTINGS: none at all */
    g_string_append (text, C_ ("history", "none"));

  return g_string_free (text, FALSE);
}

static void
add_row (HnTable *table, const Row *row, guint number)
{
  const HnHistoryState *state = row->state;
  g_autofree char *shown = g_strdup_printf (row->now ? "%u*" : "%u", number);
  g_autofree char *when = hn_history_dup_when (state->when);
  g_autofree char *user = state->uid != HN_HISTORY_NOBODY ? hn_history_dup_user (state->uid) : NULL;
  g_autofree char *lines = dup_lines (state);
  g_autofree char *exposure = NULL;

  if (row->report != NULL)
    exposure = g_strdup_printf ("%u.%u", row->report->assessment.exposure / 10,
                                row->report->assessment.exposure % 10);
  hn_table_add (table, HN_COLOR_NONE, shown);
  hn_table_add (table, HN_COLOR_NONE, when);
  hn_table_add (table, HN_COLOR_NONE, user != NULL ? user : "");
  hn_table_add (table, HN_COLOR_NONE, exposure != NULL ? exposure : "?");
  hn_table_add (table, HN_COLOR_NONE, lines);
}

static gboolean
print_text (
    GArray *rows, const char *unit, gboolean installed, const HnOptions *options, GError **error)
{
  const HnColumn columns[] = {
    { "N", TRUE, 0 },
    /* Translators: heading over the times at which changes were kept */
    { _ ("KEPT"), FALSE, 0 },
    /* Translators: heading over the users who kept changes */
    { _ ("BY"), FALSE, 0 },
    { _ ("EXPOSURE"), TRUE, 0 },
    { _ ("SETTINGS"), FALSE, 24 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  if (rows->len == 0)
    /* Translators: a service */
    g_string_append_printf (text, _ ("Hardnut has kept no change of %s.\n"), unit);
  for (guint i = 0; i < rows->len; i++)
    add_row (table, &g_array_index (rows, Row, i), i + 1);
  if (rows->len > 0)
    hn_table_append_to (table, &terminal, text);
  if (rows->len > 0 && installed)
    {
      g_string_append_printf (
          /* Translators: keep the command as it is; %s is a service */
          text, _ ("\nBack to one of them, as a trial: hardnutctl try %s --from-history=N\n"),
          unit);
    }

  return hn_terminal_print (&terminal, text->str, error);
}

/* What was kept of a service that is not there any more is told all the same. */
static HnHistoryFile *
load_of_missing (HnTarget *target, HnScope scope, GError **error)
{
  g_autoptr (HnHistoryFile) file = hn_history_file_load (target->unit, scope, NULL);

  if (file == NULL || file->states->len == 0)
    return NULL;
  g_message ("%s", (*error)->message);
  g_clear_error (error);

  return g_steal_pointer (&file);
}

HnExit
hn_command_history (const HnOptions *options, GError **error)
{
  g_autoptr (HnTarget) target = NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnReport) live = NULL;
  g_autoptr (HnHistoryFile) file = NULL;
  g_autoptr (GArray) rows = NULL;
  GError *local_error = NULL;

  if (options->arguments[0] == NULL)
    return hn_history_list_all (options, error) ? HN_EXIT_OK : HN_EXIT_FAILURE;

  target = hn_trial_parse_target (options->arguments[0], error);
  if (target == NULL)
    return HN_EXIT_USAGE;
  session = hn_session_new (options, TRUE, error);
  if (session == NULL)
    return HN_EXIT_FAILURE;
  /* An alias has no history of its own. */
  live = hn_session_resolve (session, target, &local_error);
  file = live != NULL ? hn_history_file_load (target->unit, options->scope, &local_error)
                      : load_of_missing (target, options->scope, &local_error);
  if (file == NULL)
    {
      g_propagate_error (error, local_error);
      return HN_EXIT_FAILURE;
    }
  for (guint i = 0; i < file->wrong->len; i++)
    g_message ("%s", (char *) file->wrong->pdata[i]);
  rows = make_rows (session, target, file, live != NULL, error);
  if (rows == NULL ||
      !(options->json ? print_json (rows, error)
                      : print_text (rows, target->unit, live != NULL, options, error)))
    return HN_EXIT_FAILURE;

  return HN_EXIT_OK;
}
