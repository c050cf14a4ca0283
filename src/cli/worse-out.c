/* The machine as it is, beside what it was when the user last looked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worse-out.h"

#include <glib/gi18n-lib.h>

#include "json-out.h"
#include "session.h"
#include "source/files/drift.h"
#include "source/files/last-look-file.h"
#include "terminal.h"

/* Returns: (transfer full) (element-type HnPresent): of @entries and @kept, from which they borrow
 */
static GPtrArray *
make_present (GPtrArray *entries, GHashTable *kept, gboolean reach_known)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const HnListEntry *entry = entries->pdata[i];
      HnPresent *present;

      if (entry->assessment == NULL)
        continue;
      present = g_new0 (HnPresent, 1);
      present->unit = entry->unit;
      present->assessment = entry->assessment;
      present->drop_ins = (const char *const *) entry->drop_ins;
      present->reach_known = reach_known && entry->priority.reached_by != HN_REACHED_BY_UNKNOWN;
      present->network = entry->priority.reached_by == HN_REACHED_BY_NETWORK &&
                         entry->priority.in_use != HN_IN_USE_NEVER;
      present->running = entry->priority.in_use == HN_IN_USE_NOW;
      hn_kept_state_fill (g_hash_table_lookup (kept, entry->unit), present);
      g_ptr_array_add (all, present);
    }

  return all;
}

/* Whose change it was stands in the files. */
static void
add_causes (HnSession *session, GPtrArray *worse)
{
  for (guint i = 0; i < worse->len; i++)
    {
      HnWorse *one = worse->pdata[i];
      g_autoptr (HnSettings) files =
          hn_unit_loader_load (hn_session_get_loader (session), one->unit, NULL);

      if (files != NULL)
        hn_worse_add_causes (one, files);
    }
}

static void
write_paths (HnJsonOut *out, const char *name, GPtrArray *paths)
{
  hn_json_out_begin_array (out, name);
  for (guint i = 0; i < paths->len; i++)
    hn_json_out_string (out, NULL, paths->pdata[i]);
  hn_json_out_end_array (out);
}

static void
write_one (const HnWorse *worse, HnJsonOut *out)
{
  g_autoptr (GPtrArray) reasons = hn_worse_dup_reasons (worse);
  g_autoptr (GDateTime) date =
      worse->since != 0 ? g_date_time_new_from_unix_utc (worse->since) : NULL;
  g_autofree char *since = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", worse->unit);
  hn_json_out_tenths (out, "before", worse->before);
  hn_json_out_tenths (out, "after", worse->after);
  hn_json_out_string (out, "since", since);
  hn_json_out_boolean (out, "reached", worse->reached);
  hn_json_out_boolean (out, "new", worse->is_new);
  hn_json_out_string (out, "drift",
                      worse->drift != HN_DRIFT_NONE ? hn_drift_get_name (worse->drift) : NULL);
  write_paths (out, "gone", worse->gone);
  write_paths (out, "added", worse->added);
  hn_json_out_begin_array (out, "checks");
  for (guint i = 0; i < worse->checks->len; i++)
    hn_json_out_string (out, NULL,
                        hn_check_get (g_array_index (worse->checks, guint, i))->json_field);
  hn_json_out_end_array (out);
  write_paths (out, "reasons", reasons);
  hn_json_out_end_object (out);
}

static gboolean
print_json (GPtrArray *worse, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < worse->len; i++)
    write_one (worse->pdata[i], out);
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

static void
append_one (const HnWorse *worse, const HnTerminal *terminal, GString *text)
{
  g_autoptr (GPtrArray) reasons = hn_worse_dup_reasons (worse);
  g_autoptr (GDateTime) date =
      worse->since != 0 ? g_date_time_new_from_unix_local (worse->since) : NULL;
  g_autofree char *since = date != NULL ? g_date_time_format (date, "%F %H:%M") : NULL;
  g_autofree char *unit = hn_terminal_clean (worse->unit);

  g_string_append (text, unit);
  if (worse->before < worse->after)
    g_string_append_printf (text, "  %u.%u %s %u.%u", worse->before / 10, worse->before % 10,
                            hn_terminal_get_arrow (terminal), worse->after / 10, worse->after % 10);
  if (since != NULL)
    {
      g_string_append (text, "  ");
      /* Translators: of a service that got worse; %s is a time */
      g_string_append_printf (text, _ ("since %s"), since);
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *plain = hn_terminal_clean (reasons->pdata[i]);

      g_string_append_printf (text, "  %s\n", plain);
    }
}

static gboolean
print_text (GPtrArray *worse, gboolean first, const HnOptions *options, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  for (guint i = 0; i < worse->len; i++)
    append_one (worse->pdata[i], &terminal, text);
  if (worse->len > 0 && !options->seen)
    /* Translators: keep the command as it is */
    g_string_append (text, _ ("\nThis stays until you say that you have seen it: hardnutctl list "
                              "--worse --seen\n"));
  if (worse->len == 0)
    g_string_append (text, first ? _ ("This is the first look: what gets worse from now on is told "
                                      "at the next.\n")
                                 : _ ("Nothing is worse than when you last looked.\n"));

  return hn_terminal_print (&terminal, text->str, error);
}

static gboolean
check_options (const HnOptions *options, GError **error)
{
  if (*options->arguments != NULL || options->offline || options->profile != NULL)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("--worse is about all services that are loaded on this machine"));
      return FALSE;
    }

  return TRUE;
}

gboolean
hn_worse_list (const HnOptions *options, gboolean *ret_any, GError **error)
{
  g_autoptr (HnSession) session = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) present = NULL;
  g_autoptr (GPtrArray) worse = NULL;
  g_autoptr (HnLastLook) look = NULL;
  g_autoptr (GHashTable) kept = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *text = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean missed, first;

  if (!check_options (options, error))
    return FALSE;
  session = hn_session_new (options, TRUE, error);
  if (session == NULL)
    return FALSE;
  entries = hn_session_list (session, &missed, error);
  if (entries == NULL)
    return FALSE;

  look = hn_last_look_file_load (options->scope, &wrong);
  if (wrong != NULL)
    /* Translators: %s says what is wrong, with the file */
    g_message (_ ("%s; it is begun anew"), wrong);
  kept = hn_drift_read_all (options->scope, hn_session_get_version (session));
  present = make_present (entries, kept, session->facts != NULL);
  first = !hn_last_look_has_begun (look);
  worse = hn_last_look_compare (look, present, now);
  add_causes (session, worse);
  *ret_any = worse->len > 0;
  if (options->json ? !print_json (worse, error) : !print_text (worse, first, options, error))
    return FALSE;

  /* Not before it was shown. */
  if (options->seen)
    hn_last_look_see (look, present, now);
  text = hn_last_look_to_text (look);

  return hn_last_look_file_save (options->scope, text, error);
}
