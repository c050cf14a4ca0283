/* list, show and preview: asks the session and prints.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "accepted-out.h"
#include "engine/drop-in.h"
#include "permission-out.h"
#include "session.h"
#include "table.h"
#include "worse-out.h"
#include "cli/trial/trial-plan.h"

static HnExit
get_exit (const HnOptions *options, guint exposure)
{
  return exposure > options->threshold ? HN_EXIT_THRESHOLD : HN_EXIT_OK;
}

static void
write_priority (const HnListEntry *entry, HnJsonOut *out)
{
  const HnPriority *priority = &entry->priority;

  hn_json_out_begin_object (out, "priority");
  hn_json_out_string (out, "reached_by", hn_reached_by_get_name (priority->reached_by));
  hn_json_out_string (out, "rights", hn_rights_get_name (priority->rights));
  hn_json_out_string (out, "in_use", hn_in_use_get_name (priority->in_use));
  hn_json_out_end_object (out);
}

static void
write_entry (const HnListEntry *entry, HnSort sort, HnJsonOut *out)
{
  hn_json_out_begin_object (out, NULL);
  if (entry->refused == NULL)
    {
      hn_exposure_write_json (entry->unit, entry->exposure, entry->level, out);
      if (entry->counted != entry->exposure)
        hn_json_out_tenths (out, "counted", (int) entry->counted);
    }
  else
    {
      hn_json_out_string (out, "unit", entry->unit);
      hn_json_out_null (out, "exposure");
      hn_json_out_null (out, "level");
      hn_json_out_null (out, "emoji");
      hn_json_out_string (out, "refused", entry->refused);
    }
  if (sort == HN_SORT_PRIORITY && entry->refused == NULL)
    write_priority (entry, out);
  if (entry->needs_reload)
    hn_json_out_boolean (out, "needs_reload", TRUE);
  hn_json_out_end_object (out);
}

static gboolean
print_list_as_json (GPtrArray *entries, const HnOptions *options, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < entries->len; i++)
    write_entry (entries->pdata[i], options->sort, out);
  hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

/* Which services the manager has read older files of, below the list. */
static void
append_unread (GPtrArray *entries,
               const HnOptions *options,
               const HnTerminal *terminal,
               GString *text)
{
  HnUnitContext context = { .unit = "", .scope = options->scope };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new ();
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_settings_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const HnListEntry *entry = entries->pdata[i];
      HnSettings *settings;

      if (!entry->needs_reload)
        continue;
      context.unit = entry->unit;
      settings = hn_settings_new (&context);
      hn_settings_warn_unread (settings);
      g_ptr_array_add (held, settings);
      g_ptr_array_add (warnings, settings->warnings.all->pdata[0]);
    }
  hn_warnings_append_text (warnings, terminal, text);
}

/* What counts for those of which something is accepted, below the list. */
static void
append_counted (GPtrArray *entries, const HnTerminal *terminal, GString *text)
{
  gboolean any = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const HnListEntry *entry = entries->pdata[i];

      if (entry->refused != NULL || entry->counted == entry->exposure)
        continue;
      if (!any)
        {
          g_string_append_c (text, '\n');
          /* Translators: heading over services of which somebody accepted something */
          hn_terminal_append (terminal, text, HN_COLOR_BOLD, _ ("Without what is accepted:"));
          g_string_append_c (text, '\n');
        }
      any = TRUE;
      g_string_append_printf (text, "  %s: %u.%u\n", entry->unit, entry->counted / 10,
                              entry->counted % 10);
    }
}

static gboolean
print_list_as_text (GPtrArray *entries, const HnOptions *options, GError **error)
{
  const HnColumn columns[] = {
    /* Translators: heading over the names of services */
    { _ ("UNIT"), FALSE, 16 },
    /* Translators: heading over figures from 0.0 to 10.0 */
    { _ ("EXPOSURE"), TRUE, 0 },
    /* Translators: heading over words such as UNSAFE */
    { _ ("LEVEL"), FALSE, 0 },
    /* No heading stands over emoji. */
    { "", FALSE, 0 },
    /* Translators: heading over words such as "network · root" */
    { _ ("WHY"), FALSE, 0 },
  };
  gboolean by_priority = options->sort == HN_SORT_PRIORITY;
  HnColumn shown[G_N_ELEMENTS (columns)];
  guint n_shown = 0;
  g_autoptr (HnTable) table = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (i < 3 || (i == 3 ? terminal.emoji : by_priority))
      shown[n_shown++] = columns[i];
  table = hn_table_new (shown, n_shown);
  for (guint i = 0; i < entries->len; i++)
    {
      const HnListEntry *entry = g_ptr_array_index (entries, i);
      gboolean refused = entry->refused != NULL;
      g_autofree char *reasons = hn_priority_dup_reasons (&entry->priority);
      g_autofree char *exposure =
          refused ? g_strdup ("")
                  : g_strdup_printf ("%u.%u", entry->exposure / 10, entry->exposure % 10);

      hn_table_add (table, HN_COLOR_NONE, entry->unit);
      hn_table_add (table, HN_COLOR_NONE, exposure);
      hn_table_add (
          table, refused ? HN_COLOR_RED : hn_color_of_level (entry->level),
          /* Translators: in the column LEVEL, for a service that systemd refuses to load */
          refused ? _ ("REFUSED") : hn_level_get_name (entry->level));
      if (terminal.emoji)
        hn_table_add (table, HN_COLOR_NONE, refused ? "" : hn_level_get_emoji (entry->level));
      if (by_priority)
        hn_table_add (table, HN_COLOR_NONE, refused ? "" : reasons);
    }
  hn_table_append_to (table, &terminal, text);
  append_counted (entries, &terminal, text);
  append_unread (entries, options, &terminal, text);

  return hn_terminal_print (&terminal, text->str, error);
}

/* Words that make no sense are told before anybody is asked. */
static gboolean
check_words (GStrv words, GError **error)
{
  for (; *words != NULL; words++)
    {
      gboolean pattern = hn_word_is_pattern (*words);
      g_autoptr (HnTarget) target = pattern ? NULL : hn_target_parse (*words, error);

      if (!pattern && target == NULL)
        return FALSE;
    }

  return TRUE;
}

static HnExit
list_worse (const HnOptions *options, GError **error)
{
  gboolean any = FALSE;

  if (!hn_worse_list (options, &any, error))
    return HN_EXIT_FAILURE;

  return any ? HN_EXIT_THRESHOLD : HN_EXIT_OK;
}

HnExit
hn_command_list (const HnOptions *options, GError **error)
{
  g_autoptr (HnSession) session = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint highest = 0;
  gboolean missed;

  if (!check_words (options->arguments, error))
    return HN_EXIT_USAGE;
  if (options->seen && !options->worse)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, _ ("--seen goes with --worse"));
      return HN_EXIT_USAGE;
    }
  if (options->worse)
    return list_worse (options, error);
  if (options->accepted)
    return hn_accepted_list (options, error) ? HN_EXIT_OK : HN_EXIT_FAILURE;
  session = hn_session_new (options, TRUE, error);
  if (session == NULL)
    return HN_EXIT_FAILURE;
  entries = hn_session_list (session, &missed, error);
  if (entries == NULL)
    return HN_EXIT_FAILURE;

  if (options->json ? !print_list_as_json (entries, options, error)
                    : !print_list_as_text (entries, options, error))
    return HN_EXIT_FAILURE;

  for (guint i = 0; i < entries->len; i++)
    highest = MAX (highest, ((HnListEntry *) g_ptr_array_index (entries, i))->counted);

  return missed ? HN_EXIT_FAILURE : get_exit (options, highest);
}

/* One service alone is an object, as it always was; several are an array. */
static gboolean
print_reports_as_json (const HnOptions *options, GPtrArray *reports, GError **error)
{
  GStrv words = options->arguments;
  gboolean alone = words[1] == NULL && !hn_word_is_pattern (words[0]);
  HnJsonOut *out = hn_json_out_new ();

  if (!alone)
    hn_json_out_begin_array (out, NULL);
  for (guint i = 0; i < reports->len; i++)
    hn_report_write_json (NULL, reports->pdata[i], options->explain, out);
  if (!alone)
    hn_json_out_end_array (out);

  return hn_terminal_print_json (out, error);
}

static gboolean
print_reports_as_text (const HnOptions *options, GPtrArray *reports, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  for (guint i = 0; i < reports->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      hn_report_append_text (reports->pdata[i], options->explain, &terminal, text);
    }

  return hn_terminal_print (&terminal, text->str, error);
}

static gboolean
any_is_a_unit (GStrv words)
{
  for (; *words != NULL; words++)
    if (strchr (*words, '/') == NULL)
      return TRUE;

  return FALSE;
}

HnExit
hn_command_show (const HnOptions *options, GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_report_free);
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (HnSession) session = NULL;
  gboolean missed = FALSE;
  guint highest = 0;

  if (!check_words (options->arguments, error))
    return HN_EXIT_USAGE;
  session = hn_session_new (options, any_is_a_unit (options->arguments), error);
  if (session == NULL)
    return HN_EXIT_FAILURE;
  targets = hn_session_expand (session, options->arguments, error);
  if (targets == NULL)
    return HN_EXIT_FAILURE;

  for (guint i = 0; i < targets->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      HnReport *report = hn_session_show (session, targets->pdata[i], &local_error);

      if (report != NULL)
        {
          const HnTarget *target = targets->pdata[i];

          if (session->manager != NULL && target->file == NULL)
            hn_session_add_facts (session, report);
          g_ptr_array_add (reports, report);
          highest = MAX (highest, hn_report_get_counted (report));
        }
      else if (targets->len == 1)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return HN_EXIT_FAILURE;
        }
      else
        {
          g_message ("%s", local_error->message);
          missed = TRUE;
        }
    }

  if (options->json ? !print_reports_as_json (options, reports, error)
                    : !print_reports_as_text (options, reports, error))
    return HN_EXIT_FAILURE;

  return missed ? HN_EXIT_FAILURE : get_exit (options, highest);
}

/* Returns: (transfer full) (nullable): what to say when the files are not what is in force now
 *
 * @live: (nullable): what the manager has */
static char *
dup_unread (const HnReport *live, const HnReport *before)
{
  const char *command;
  guint has, give;

  if (live == NULL)
    return NULL;

  has = live->assessment.exposure;
  give = before->assessment.exposure;
  command = live->settings->context.scope == HN_SCOPE_USER ? "systemctl --user daemon-reload"
                                                           : "systemctl daemon-reload";
  if (live->needs_reload)
    return g_strdup_printf (
        /* Translators: a service, then two exposures such as 9.6, and a command */
        _ ("systemd has not read the changed files of %s yet, which are taken for what was before: "
           "it has %u.%u, the files give %u.%u; “%s” has it read them"),
        before->settings->context.unit, has / 10, has % 10, give / 10, give % 10, command);
  if (has != give)
    return g_strdup_printf (
        /* Translators: a service, then two exposures such as 9.6, and a command */
        _ ("What systemd has for %s is not what its files give here, which are taken for what was "
           "before: it has %u.%u, the files give %u.%u; either not all of them could be read here, "
           "or “%s” has systemd read them"),
        before->settings->context.unit, has / 10, has % 10, give / 10, give % 10, command);

  return NULL;
}

/* What is printed of a preview. */
typedef struct
{
  const HnReport *live; /* (nullable): what the manager has */
  const HnReport *before;
  const HnReport *after;
  const char *drop_in;
  const HnPermission *permission; /* (nullable) */
  HnWarning unread; /* of files that were not read; without a message when there are none */
} Preview;

/* What the drop-in brings, and before that whether there are files that were not read, and what is
 * said about whole files: that they could not be read, say. */
static GPtrArray *
list_preview_warnings (const Preview *preview)
{
  g_autoptr (GPtrArray) new = hn_report_list_new_warnings (preview->after, preview->before);
  g_autoptr (GPtrArray) old = hn_report_list_new_warnings (preview->before, NULL);
  GPtrArray *warnings = g_ptr_array_new ();

  if (preview->unread.message != NULL)
    {
      g_ptr_array_add (warnings, (gpointer) &preview->unread);
      for (guint i = 0; i < old->len; i++)
        {
          const HnWarning *warning = old->pdata[i];

          if (warning->file != NULL && warning->line == 0)
            g_ptr_array_add (warnings, old->pdata[i]);
        }
    }
  g_ptr_array_extend (warnings, new, NULL, NULL);

  return warnings;
}

static gboolean
print_preview_as_json (const Preview *preview, GError **error)
{
  g_autoptr (GPtrArray) warnings = list_preview_warnings (preview);
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", preview->after->settings->context.unit);
  hn_report_write_json ("before", preview->before, FALSE, out);
  hn_report_write_json ("after", preview->after, FALSE, out);
  hn_json_out_string (out, "drop_in", preview->drop_in);
  if (preview->live != NULL && preview->live->needs_reload)
    hn_json_out_boolean (out, "needs_reload", TRUE);
  hn_warnings_write_json (warnings, out);
  hn_permission_write_json (preview->permission, out);
  hn_json_out_end_object (out);

  return hn_terminal_print_json (out, error);
}

static gboolean
print_preview_as_text (const HnOptions *options, const Preview *preview, GError **error)
{
  g_autoptr (GPtrArray) warnings = list_preview_warnings (preview);
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  hn_report_append_comparison (preview->after, preview->before, &terminal, text);
  hn_drop_in_append_text (preview->after->settings->context.unit, preview->drop_in, &terminal,
                          text);
  hn_warnings_append_text (warnings, &terminal, text);
  if (preview->permission != NULL)
    g_string_append_c (text, '\n');
  hn_permission_append_text (preview->permission, &terminal, text);

  return hn_terminal_print (&terminal, text->str, error);
}

/* What Hardnut's drop-in would be with @lines added to what it has now.
 *
 * Returns: (transfer full) (nullable): its text */
static char *
merge_with_own (HnSession *session, HnTarget *target, const char *lines, GError **error)
{
  g_autofree char *present = NULL;
  g_autofree char *path = NULL;

  if (target->file == NULL && !hn_session_read_own (session, target, &present, &path, error))
    return NULL;
  g_clear_pointer (&path, g_free);
  if (present == NULL && !hn_session_read_hidden (session, target, &present, &path, error))
    return NULL;

  return hn_drop_in_merge (present, lines);
}

HnExit
hn_command_preview (const HnOptions *options, GError **error)
{
  const char *const *words = (const char *const *) options->arguments;
  g_autoptr (HnTarget) target = hn_target_parse (words[0], error);
  g_autofree char *lines = target != NULL ? hn_lines_to_drop_in (words + 1, error) : NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnReport) live = NULL;
  g_autoptr (HnReport) before = NULL;
  g_autoptr (HnReport) after = NULL;
  g_autoptr (HnPermission) permission = NULL;
  g_autofree char *drop_in = NULL;
  g_autofree char *unread = NULL;
  Preview preview;

  if (lines == NULL)
    return HN_EXIT_USAGE;

  session = hn_session_new_for (options, target, &live, error);
  if (session == NULL)
    return HN_EXIT_FAILURE;
  before = hn_session_read_files (session, target, error);
  if (before == NULL)
    return HN_EXIT_FAILURE;
  drop_in = options->replace ? g_strdup (lines) : merge_with_own (session, target, lines, error);
  if (drop_in == NULL)
    return HN_EXIT_FAILURE;
  after = hn_session_read_with_own (session, target, HN_PREVIEW_PATH, drop_in, error);
  if (after == NULL)
    return HN_EXIT_FAILURE;

  permission = hn_trial_plan_foretell (session, target, words + 1);
  unread = dup_unread (live, before);
  /* A program that reads the output in a pipe looks for nothing but the change in it. */
  if (unread != NULL && !isatty (STDOUT_FILENO))
    g_message ("%s", unread);
  preview = (Preview){ live, before, after, drop_in, permission, { .message = unread } };

  if (options->json ? !print_preview_as_json (&preview, error)
                    : !print_preview_as_text (options, &preview, error))
    return HN_EXIT_FAILURE;

  return get_exit (options, hn_report_get_counted (after));
}
