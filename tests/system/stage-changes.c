/* Stages changes as the window does, without a window: the same list of services, the same class of
 * staged changes, and the calls that a click on a control makes. Reads orders from standard input,
 * one a line, and prints one line of JSON for each that asks for something:
 *
 *   unit NAME               begin anew with this service
 *   controls                print which controls the window has for it
 *   flick FIELD on|off      the switch of a check, by its name in systemd's JSON
 *   turn DIRECTIVE on|off   the switch of a setting that no check is about
 *   choose DIRECTIVE WORD   one of the words of a choice
 *   type DIRECTIVE TEXT     the entry of a directive
 *   advice NUMBER           the advice at this place, counted around
 *   reset DIRECTIVE, discard, undo, redo
 *   print                   print what would be written, and what is predicted for it
 *
 * What the window would not let a person do is not done, and counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json-out.h"
#include "model/changes-control.h"
#include "model/changes-advice.h"
#include "model/service-list.h"

/* Until the list of services is complete (in s). */
#define PATIENCE 120

typedef struct
{
  HnServiceList *list;
  HnChanges *changes; /* (nullable) */
  guint done;         /* orders since "unit" that staged something */
  guint refused;      /* orders that the window would not have taken */
} Stage;

G_NORETURN static void
fail (const char *line, const char *why)
{
  g_printerr ("stage-changes: %s: %s\n", line, why);
  exit (1);
}

static void
write_verdict (HnJsonOut *out, const char *name, const HnAssessment *assessment)
{
  hn_json_out_begin_object (out, name);
  hn_json_out_tenths (out, "exposure", (int) assessment->exposure);
  hn_json_out_begin_array (out, "checks");
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnFinding *finding = &assessment->findings[i];
      int passed = hn_finding_passed (finding);

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "json_field", hn_check_get (i)->json_field);
      if (passed < 0)
        hn_json_out_null (out, "passed");
      else
        hn_json_out_boolean (out, "passed", passed > 0);
      if (finding->badness == 0 || finding->badness == HN_BADNESS_NA)
        hn_json_out_null (out, "share");
      else
        hn_json_out_tenths (out, "share", (int) finding->share);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}

static void
print_line (HnJsonOut *out)
{
  g_autofree char *text = hn_json_out_finish (out);

  /* Only the printer's own line ends: in strings they are escaped. */
  for (char *c = text; *c != '\0'; c++)
    if (*c == '\n')
      *c = ' ';
  g_print ("%s\n", text);
  fflush (stdout);
}

static void
print_changes (Stage *stage)
{
  HnJsonOut *out = hn_json_out_new ();
  GPtrArray *changes = hn_changes_get_list (stage->changes);
  g_autofree char *text = hn_changes_dup_text (stage->changes);
  HnService *service = hn_changes_get_service (stage->changes);

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", hn_service_get_name (service));
  hn_json_out_number (out, "done", stage->done);
  hn_json_out_number (out, "refused", stage->refused);
  hn_json_out_number (out, "changes", hn_changes_get_n_changes (stage->changes));
  hn_json_out_string (out, "present", hn_changes_get_files (stage->changes)->present_text);
  hn_json_out_string (out, "text", text);
  hn_json_out_begin_array (out, "settings");
  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];
      g_autofree char *word =
          g_strdup_printf ("%s=%s", hn_directive_get (change->directive)->name, change->value);

      hn_json_out_string (out, NULL, word);
    }
  hn_json_out_end_array (out);
  write_verdict (out, "before", hn_changes_get_before (stage->changes));
  write_verdict (out, "after", hn_changes_get_after (stage->changes));
  hn_json_out_end_object (out);
  print_line (out);
}

static const char *
control_name (HnControl control)
{
  switch (control)
    {
    case HN_CONTROL_SWITCH:
      return "switch";
    case HN_CONTROL_CHOICE:
      return "choice";
    case HN_CONTROL_ENTRY:
      return "entry";
    case HN_CONTROL_NONE:
    default:
      return "none";
    }
}

static void
print_controls (Stage *stage)
{
  HnJsonOut *out = hn_json_out_new ();
  gboolean seen[HN_N_DIRECTIVES] = { FALSE };

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", hn_service_get_name (hn_changes_get_service (stage->changes)));
  hn_json_out_number (out, "state", hn_changes_get_state (stage->changes));

  hn_json_out_begin_array (out, "checks");
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnDirectiveId directive = hn_check_get_control_directive (i);

      seen[hn_check_get (i)->directive] = TRUE;
      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "field", hn_check_get (i)->json_field);
      hn_json_out_string (out, "control", control_name (hn_check_get_control (i)));
      hn_json_out_string (out, "directive", hn_directive_get (directive)->name);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);

  hn_json_out_begin_array (out, "directives");
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      HnControl control = hn_directive_get_control (i);

      if (control == HN_CONTROL_NONE)
        continue;

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "name", hn_directive_get (i)->name);
      hn_json_out_string (out, "control", control_name (control));
      hn_json_out_boolean (out, "checked", seen[i]);
      hn_json_out_begin_array (out, "choices");
      if (control == HN_CONTROL_CHOICE)
        {
          g_auto (GStrv) choices = hn_changes_list_choices (stage->changes, i);

          for (guint j = 0; choices[j] != NULL; j++)
            hn_json_out_string (out, NULL, choices[j]);
        }
      hn_json_out_end_array (out);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
  print_line (out);
}

/* What is waited for here ends by itself; the window goes on meanwhile. */
static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static void
begin_unit (Stage *stage, const char *name)
{
  HnService *service = hn_service_list_find (stage->list, name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (service == NULL)
    fail (name, "no such service in the list");

  g_clear_object (&stage->changes);
  stage->changes = hn_changes_new (service);
  stage->done = stage->refused = 0;
  hn_changes_load_async (stage->changes, NULL, result_cb, &result);
  if (!hn_changes_load_finish (stage->changes, wait_result (&result), &error))
    fail (name, error->message);
  if (hn_changes_get_state (stage->changes) != HN_CHANGES_READY)
    fail (name, "nothing can be staged for it");
}

/* Whether the control of @directive can be used. */
static gboolean
is_open (Stage *stage, HnDirectiveId directive)
{
  g_autofree char *blocked = hn_changes_dup_blocked (stage->changes, directive);

  return blocked == NULL;
}

static gboolean
flick (Stage *stage, const char *field, gboolean on)
{
  int check = hn_check_find (field);
  g_autofree char *blocked = NULL;

  if (check < 0 || hn_check_get_control ((guint) check) != HN_CONTROL_SWITCH)
    fail (field, "no check with a switch");

  blocked = hn_changes_dup_check_blocked (stage->changes, (guint) check);
  if (blocked != NULL)
    return FALSE;

  hn_changes_flick (stage->changes, (guint) check, on);

  return TRUE;
}

static gboolean
stage_advice (Stage *stage, guint number)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HnAdviceOffer) offer = NULL;
  const HnAdvice *advice;

  hn_changes_advise_async (stage->changes, NULL, result_cb, &result);
  offer = hn_changes_advise_finish (stage->changes, wait_result (&result), NULL);
  if (offer == NULL || offer->all->len == 0)
    return FALSE;

  advice = offer->all->pdata[number % offer->all->len];
  hn_changes_set (stage->changes, advice->directive, advice->value);

  return TRUE;
}

static gboolean
stage_directive (Stage *stage, const char *order, const char *name, const char *value)
{
  HnDirectiveId directive = hn_directive_find (name);
  HnControl control;

  if (directive == HN_DIRECTIVE_NONE)
    fail (name, "no such directive");

  if (g_str_equal (order, "reset"))
    {
      hn_changes_reset (stage->changes, &directive, 1);
      return TRUE;
    }

  control = hn_directive_get_control (directive);
  if (!is_open (stage, directive))
    return FALSE;

  if (g_str_equal (order, "turn") && control == HN_CONTROL_SWITCH)
    {
      hn_changes_choose (stage->changes, directive, g_str_equal (value, "on") ? "yes" : "no");
      return TRUE;
    }
  if (g_str_equal (order, "choose") && control == HN_CONTROL_CHOICE)
    {
      hn_changes_choose (stage->changes, directive, value);
      return TRUE;
    }
  if (g_str_equal (order, "type") && control == HN_CONTROL_ENTRY)
    return hn_changes_set_entry (stage->changes, directive, value, NULL);

  fail (name, "it has another control");
}

static void
obey (Stage *stage, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n_words = g_strv_length (words);
  const char *order = n_words > 0 ? words[0] : "";
  const char *first = n_words > 1 ? words[1] : "";
  const char *rest = n_words > 2 ? words[2] : "";
  gboolean taken = TRUE;

  if (g_str_equal (order, "unit"))
    {
      begin_unit (stage, first);
      return;
    }
  if (stage->changes == NULL)
    fail (line, "no unit yet");

  if (g_str_equal (order, "controls"))
    print_controls (stage);
  else if (g_str_equal (order, "print"))
    print_changes (stage);
  else if (g_str_equal (order, "flick"))
    taken = flick (stage, first, g_str_equal (rest, "on"));
  else if (g_str_equal (order, "advice"))
    taken = stage_advice (stage, (guint) g_ascii_strtoull (first, NULL, 10));
  else if (g_str_equal (order, "discard"))
    hn_changes_discard (stage->changes);
  else if (g_str_equal (order, "undo"))
    hn_changes_undo (stage->changes);
  else if (g_str_equal (order, "redo"))
    hn_changes_redo (stage->changes);
  else if (g_str_equal (order, "turn") || g_str_equal (order, "choose") ||
           g_str_equal (order, "type") || g_str_equal (order, "reset"))
    taken = stage_directive (stage, order, first, rest);
  else
    fail (line, "no such order");

  if (taken)
    stage->done++;
  else
    stage->refused++;
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  fail ("list", "not complete in time");
}

int
main (int argc, char **argv)
{
  Stage stage = { 0 };
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  guint patience = g_timeout_add_seconds (PATIENCE, out_of_patience_cb, NULL);
  char *line;

  stage.list = hn_service_list_new (HN_SCOPE_SYSTEM, NULL);
  while (!hn_service_list_is_complete (stage.list))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  if (hn_service_list_get_error (stage.list) != NULL)
    fail ("list", hn_service_list_get_error (stage.list)->message);

  while (g_io_channel_read_line (input, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL)
    {
      g_strchomp (line);
      obey (&stage, line);
      g_free (line);
    }

  g_clear_object (&stage.changes);
  g_clear_object (&stage.list);

  return 0;
}
