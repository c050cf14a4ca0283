/* watch and evidence: the observer looks, and for each check is told what was seen that speaks
 * against it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "agent.h"
#include "client/need-text.h"
#include "client/observer-client.h"
#include "client/own-unit.h"
#include "json-out.h"
#include "session.h"
#include "source/manager/restart.h"
#include "source/unit-name.h"
#include "table.h"

/* What a restart would take with it that must not go, and what it would end itself. */
static gboolean
check_restart (HnSession *session, const char *unit, GError **error)
{
  HnScope scope = session->options->scope;
  g_autoptr (HnRestart) restart = NULL;
  g_autofree char *own = hn_own_unit_dup (scope);
  g_autofree char *why = NULL;
  HnWait wait;

  hn_wait_begin (&wait, session->manager);
  hn_restart_read_async (session->manager, unit, wait.cancellable, hn_wait_answered_cb, &wait);
  restart = hn_wait_end (&wait, error);
  if (restart == NULL)
    return FALSE;

  why = hn_restart_dup_refusal (restart, scope, own);
  if (why == NULL)
    return TRUE;

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
               /* Translators: a service, and a sentence that says why */
               _ ("%s is not restarted from here: %s"), unit, why);

  return FALSE;
}

/* (transfer full) (nullable): the service, by its own name */
static HnTarget *
find_target (const HnOptions *options, guint *ret_version, GError **error)
{
  const char *word = options->arguments[0];
  g_autoptr (HnTarget) target = hn_target_parse (word, error);
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnReport) live = NULL;

  if (target == NULL)
    return NULL;
  if (target->file != NULL || hn_unit_name_classify (target->unit) == HN_UNIT_NAME_TEMPLATE)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   /* Translators: what the person typed, a file or a template */
                   _ ("“%s” is no service that runs; name one that does"), word);
      return NULL;
    }
  session = hn_session_new (options, TRUE, error);
  live = session != NULL ? hn_session_resolve (session, target, error) : NULL;
  if (live == NULL)
    return NULL;
  if (options->restart && !check_restart (session, target->unit, error))
    return NULL;
  *ret_version = hn_session_get_version (session);

  return g_steal_pointer (&target);
}

/* What is missing is told in the same words, whatever the reason. */
static HnExit
cannot_tell (GError **error, GError *reason) /* (transfer full) */
{
  /* Translators: %s is the reason */
  g_set_error (error, reason->domain, reason->code, _ ("Cannot tell, because %s"), reason->message);
  g_error_free (reason);

  return HN_EXIT_FAILURE;
}

/* Printing. */

static HnColor
color_of_need (HnNeedKind kind)
{
  switch (kind)
    {
    case HN_NEED_USED:
      return HN_COLOR_RED;
    case HN_NEED_REFUSED:
      return HN_COLOR_YELLOW;
    case HN_NEED_NOT_SEEN:
      return HN_COLOR_GREEN;
    case HN_NEED_CANNOT_TELL:
    default:
      return HN_COLOR_DIM;
    }
}

static const char *
get_name (HnNeedKind kind)
{
  static const char *const names[] = { "used", "refused", "not-seen", "cannot-tell" };

  return names[kind];
}

/* What has to be known of all of it. */
static void
append_remarks (const HnEvidence *evidence, GString *text)
{
  g_autofree char *summary = hn_evidence_dup_summary (evidence);
  g_autoptr (GPtrArray) remarks = hn_evidence_list_remarks (evidence);

  g_string_append_printf (text, "\n%s\n", summary);
  for (guint i = 0; i < remarks->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) remarks->pdata[i]);
}

static gboolean
print_text (const HnEvidence *evidence, guint version, gboolean pager, GError **error)
{
  const HnColumn columns[] = {
    /* Translators: heading over names of checks such as PrivateTmp= */
    { _ ("CHECK"), FALSE, 0 },
    /* Translators: heading over what was seen of a service */
    { _ ("SEEN"), FALSE, 24 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, pager);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnCheck *check = hn_check_get (i);
      g_autoptr (HnNeed) need = hn_need_new (evidence, check, version);
      g_autofree char *sentence = hn_need_dup_sentence (need, evidence);

      hn_table_add (table, HN_COLOR_NONE, check->id);
      hn_table_add (table, color_of_need (need->kind), sentence);
    }
  hn_table_append_to (table, &terminal, text);
  append_remarks (evidence, text);

  return hn_terminal_print (&terminal, text->str, error);
}

static void
write_use (const char *name, const HnUse *use, HnJsonOut *out)
{
  hn_json_out_begin_object (out, name);
  hn_json_out_string (out, "kind", use->kind);
  hn_json_out_string (out, "value", use->value);
  hn_json_out_string (out, "path", use->path[0] != '\0' ? use->path : NULL);
  hn_json_out_number (out, "error", use->error);
  hn_json_out_number (out, "count", use->count);
  hn_json_out_number (out, "last", use->last / G_USEC_PER_SEC);
  hn_json_out_string (out, "program", use->program);
  hn_json_out_end_object (out);
}

static void
write_check (const HnEvidence *evidence, const HnCheck *check, guint version, HnJsonOut *out)
{
  g_autoptr (HnNeed) need = hn_need_new (evidence, check, version);
  g_autofree char *sentence = hn_need_dup_sentence (need, evidence);

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "check", check->json_field);
  hn_json_out_string (out, "finding", get_name (need->kind));
  hn_json_out_string (out, "text", sentence);
  hn_json_out_number (out, "count", need->count);
  if (need->use != NULL)
    write_use ("use", need->use, out);
  else
    hn_json_out_null (out, "use");
  hn_json_out_end_object (out);
}

static gboolean
print_json (const char *unit, const HnEvidence *evidence, guint version, GError **error)
{
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", unit);
  hn_json_out_boolean (out, "watched", evidence->watched);
  hn_json_out_number (out, "since", evidence->since / G_USEC_PER_SEC);
  hn_json_out_number (out, "until", evidence->until / G_USEC_PER_SEC);
  hn_json_out_number (out, "watched_seconds", evidence->span / G_USEC_PER_SEC);
  hn_json_out_number (out, "starts", evidence->starts);
  hn_json_out_number (out, "lost", evidence->lost);
  hn_json_out_boolean (out, "cut", evidence->cut);
  hn_json_out_string (out, "unsaved", evidence->unsaved);
  hn_json_out_string (out, "blind_capabilities", evidence->blind_capabilities);
  hn_json_out_begin_array (out, "checks");
  for (guint i = 0; i < HN_N_CHECKS; i++)
    write_check (evidence, hn_check_get (i), version, out);
  hn_json_out_end_array (out);
  hn_json_out_begin_array (out, "uses");
  for (guint i = 0; i < evidence->uses->len; i++)
    write_use (NULL, evidence->uses->pdata[i], out);
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);

  return hn_terminal_print_json (out, error);
}

/* The commands. */

static HnExit
print_evidence (HnObserverClient *client,
                const HnOptions *options,
                const HnTarget *target,
                guint version,
                GError **error)
{
  g_autoptr (HnEvidence) evidence = NULL;
  g_autoptr (GError) reason = NULL;
  gboolean printed;
  HnWait wait;

  hn_wait_begin (&wait, NULL);
  hn_observer_client_get_async (client, target->unit, wait.cancellable, hn_wait_answered_cb, &wait);
  evidence = hn_wait_end (&wait, &reason);
  if (evidence == NULL)
    return cannot_tell (error, g_steal_pointer (&reason));

  printed = options->json ? print_json (target->unit, evidence, version, error)
                          : print_text (evidence, version, !options->no_pager, error);

  return printed ? HN_EXIT_OK : HN_EXIT_FAILURE;
}

HnExit
hn_command_evidence (const HnOptions *options, GError **error)
{
  guint version = 0;
  g_autoptr (HnTarget) target = find_target (options, &version, error);
  g_autoptr (HnObserverClient) client = NULL;
  g_autoptr (HnAgent) agent = NULL;

  if (target == NULL)
    return HN_EXIT_FAILURE;
  client = hn_observer_client_new (options->scope);
  agent = hn_agent_start (options->scope);

  return print_evidence (client, options, target, version, error);
}

/* By who asks for it, with nobody's rights but that person's. */
static gboolean
restart (const HnOptions *options, const char *unit, GError **error)
{
  const char *const words[] = { "systemctl", "restart", "--", unit, NULL };
  const char *const user_words[] = { "systemctl", "--user", "restart", "--", unit, NULL };
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (options->scope == HN_SCOPE_USER ? user_words : words,
                         G_SUBPROCESS_FLAGS_STDIN_INHERIT, error);

  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_CONTINUE;
}

/* Until the time is over, or somebody has seen enough. */
static void
wait_until_over (guint seconds)
{
  gboolean over = FALSE;
  guint sources[] = {
    g_timeout_add_seconds (seconds, over_cb, &over),
    g_unix_signal_add (SIGINT, over_cb, &over),
    g_unix_signal_add (SIGTERM, over_cb, &over),
  };

  while (!over)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
}

static void
watch_and_wait (HnObserverClient *client, const HnOptions *options, const char *unit)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GError) over = NULL;
  HnWait wait;

  /* Translators: a service, and a number of seconds */
  g_message (ngettext ("%s: Watching for %u second; Ctrl+C ends it",
                       "%s: Watching for %u seconds; Ctrl+C ends it", options->seconds),
             unit, options->seconds);
  if (options->restart && !restart (options, unit, &failed))
    g_message ("%s: %s", unit, failed->message);
  wait_until_over (options->seconds);
  hn_wait_begin (&wait, NULL);
  hn_observer_client_stop_async (client, unit, wait.cancellable, hn_wait_answered_cb, &wait);
  hn_wait_end (&wait, &over);
}

HnExit
hn_command_watch (const HnOptions *options, GError **error)
{
  guint version = 0;
  g_autoptr (HnTarget) target = find_target (options, &version, error);
  g_autoptr (HnObserverClient) client = NULL;
  g_autoptr (HnAgent) agent = NULL;
  g_autoptr (GError) reason = NULL;
  HnWait wait;

  if (target == NULL)
    return HN_EXIT_FAILURE;
  client = hn_observer_client_new (options->scope);
  agent = hn_agent_start (options->scope);
  hn_wait_begin (&wait, NULL);
  /* Its own end is for the case that nobody is left to end it. */
  hn_observer_client_watch_async (client, target->unit, MIN (options->seconds + 60, HN_WATCH_MAX),
                                  wait.cancellable, hn_wait_answered_cb, &wait);
  hn_wait_end (&wait, &reason);
  if (reason != NULL)
    return cannot_tell (error, g_steal_pointer (&reason));

  watch_and_wait (client, options, target->unit);

  return print_evidence (client, options, target, version, error);
}
