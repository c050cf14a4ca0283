/* try, remove, keep, revert and trials: what they need is worked out here, and the helper does it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "cli/permission-out.h"
#include "source/files/history-files.h"
#include "source/unit-name.h"
#include "cli/table.h"
#include "cli/trial/trial-before.h"
#include "cli/trial/trial-begin.h"
#include "cli/trial/trial-bisect.h"
#include "cli/trial/trial-json.h"
#include "cli/trial/trial-plan.h"

static GPtrArray *
read_trials (HnHelperClient *client, GError **error)
{
  HnWait wait;

  hn_wait_begin (&wait, NULL);
  hn_helper_client_read_trials_async (client, NULL, hn_wait_answered_cb, &wait);

  return hn_wait_end (&wait, error);
}

static char *
read_etag (HnHelperClient *client, const char *unit, GError **error)
{
  HnWait wait;

  hn_wait_begin (&wait, NULL);
  hn_helper_client_read_etag_async (client, unit, NULL, hn_wait_answered_cb, &wait);

  return hn_wait_end (&wait, error);
}

static void
tell_left_out (const HnTrialPlan *plan)
{
  for (guint i = 0; plan->left_out != NULL && i < plan->left_out->len; i++)
    {
      g_autofree char *line = hn_permission_dup_line (plan->left_out->pdata[i]);
      g_autofree char *sentence = hn_weakening_dup_sentence (plan->left_out->pdata[i]);

      /* Translators: a line such as PrivateTmp=no, and a sentence that says why */
      g_message (_ ("%s is left out: %s"), line, sentence);
    }
}

static gboolean
print_plan (const HnTrialPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) warnings = hn_report_list_new_warnings (plan->after, plan->before);
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  if (plan->session->options->json)
    return TRUE;

  /* No pager: what comes next cannot wait for somebody to leave it. */
  hn_terminal_init (&terminal, FALSE);
  hn_report_append_comparison (plan->after, plan->before, &terminal, text);
  if (plan->change.text != NULL)
    hn_drop_in_append_text (plan->after->settings->context.unit, plan->change.text, &terminal,
                            text);
  hn_warnings_append_text (warnings, &terminal, text);
  g_string_append_c (text, '\n');
  tell_left_out (plan);
  hn_permission_append_text (plan->change.permission, &terminal, text);

  return hn_terminal_print (&terminal, text->str, error);
}

/* What the manager makes of it now; where it cannot be asked, nobody is kept from what was done. */
static HnReport *
read_outcome (const HnTrialPlan *plan)
{
  g_autoptr (GError) error = NULL;
  HnReport *live = hn_session_show (plan->session, plan->target, &error);

  if (live == NULL)
    g_message ("%s", error->message);

  return live;
}

static void
print_outcome (const HnTrialPlan *plan, const HnReport *live)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint expected = plan->after->assessment.exposure, has = live->assessment.exposure;
  HnTerminal terminal;

  hn_terminal_init (&terminal, FALSE);
  hn_report_append_exposure (live, NULL, &terminal, text);
  hn_terminal_print (&terminal, text->str, NULL);

  if (expected != has)
    /* Translators: a service, then two exposures such as 9.6 */
    g_message (_ ("%s: %u.%u was expected, and systemd has %u.%u"), live->settings->context.unit,
               expected / 10, expected % 10, has / 10, has % 10);
}

/* @trial: (nullable): NULL where nothing had to be done
 * @search: (nullable): where the change was taken apart */
static HnExit
conclude (const HnTrialPlan *plan,
          HnTrial *trial,
          HnCulpritSearch *search,
          HnTrialState state,
          GError **error)
{
  gboolean json = plan->session->options->json;
  gboolean well = trial == NULL || state == HN_TRIAL_KEPT;
  g_autoptr (HnReport) live = well || json ? read_outcome (plan) : NULL;

  if (json)
    {
      HnJsonOut *out = plan->several != NULL ? plan->several->json : hn_json_out_new ();

      hn_trial_write_json (trial, plan->target->unit, state, plan, search, live, out);
      if (plan->several == NULL && !hn_terminal_print_json (out, error))
        return HN_EXIT_FAILURE;
    }
  else if (live != NULL)
    {
      print_outcome (plan, live);
    }

  return well ? HN_EXIT_OK : HN_EXIT_FAILURE;
}

/* What is left of the plan once the culprits are known. */
static gboolean
take_rest (HnTrialPlan *plan, HnTrial *failed, HnCulpritSearch *search, GError **error)
{
  g_autoptr (GPtrArray) culprits = hn_culprit_search_list_culprits (search);
  g_autoptr (GPtrArray) rest = hn_trial_dup_without (failed, culprits);

  g_free (plan->change.text);
  plan->change.text = hn_change_to_text (rest);
  g_clear_pointer (&plan->after, hn_report_free);
  plan->after = hn_session_read_with_own (plan->session, plan->target, HN_PREVIEW_PATH,
                                          plan->change.text, error);

  return plan->after != NULL;
}

static HnExit
take_apart (HnTrialPlan *plan, HnTrialList *list, HnTrial *failed, GError **error)
{
  g_autoptr (HnTrial) last = NULL;
  HnTrialOutcome outcome;
  g_autoptr (HnCulpritSearch) search = hn_trial_bisect (list, failed, plan->session->options,
                                                        plan->change.path, &last, &outcome, error);

  if (search == NULL || !take_rest (plan, failed, search, error))
    return HN_EXIT_FAILURE;

  return conclude (plan, last != NULL ? last : failed, search, outcome.state, error);
}

/* (transfer none) */
static HnTrial *
begin_trial (const HnTrialPlan *plan, HnTrialList *list, const char *etag)
{
  const HnOptions *options = plan->session->options;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) present = hn_plan_list_present (&plan->change);
  HnTrialRequest request = {
    .unit = plan->target->unit,
    .content = plan->change.lines != NULL ? plan->change.lines : nothing,
    .present = present,
    .before = plan->before->settings,
    .after = plan->after->settings,
    .etag = etag,
    .restart = !options->no_restart,
    .confirm_seconds = options->confirm,
  };

  return hn_trial_list_begin (list, &request);
}

static HnExit
begin (HnTrialPlan *plan, HnHelperClient *client, const char *etag, GError **error)
{
  const HnOptions *options = plan->session->options;
  g_autoptr (HnTrialList) list = NULL;
  g_autoptr (HnTrial) trial = NULL;
  HnTrialOutcome outcome;
  HnAgent *agent;
  gboolean bisect;

  if (!print_plan (plan, error) || !hn_trial_before (plan, error))
    return HN_EXIT_FAILURE;

  agent = hn_agent_start (options->scope);
  list = hn_trial_list_new (client, NULL);
  trial = g_object_ref (begin_trial (plan, list, etag));
  /* What only takes away, or says what holds already, has no line that could be to blame. */
  bisect = options->bisect && hn_trial_get_info (trial)->new->len > 0;
  if (bisect)
    hn_trial_bisect_announce (options, hn_trial_get_info (trial)->new->len);
  if (!hn_trial_wait (trial, options, agent, plan->change.path, &outcome, error))
    return HN_EXIT_FAILURE;
  if (plan->several != NULL)
    plan->several->stopped = outcome.interrupted;

  if (bisect && outcome.state == HN_TRIAL_REVERTED && hn_trial_get_info (trial)->failed &&
      !outcome.interrupted)
    return take_apart (plan, list, trial, error);

  return conclude (plan, trial, NULL, outcome.state, error);
}

/* What state options->from_history of @unit was.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable) */
static GPtrArray *
read_from_history (const HnOptions *options, const char *unit, GError **error)
{
  g_autoptr (HnHistoryFile) file = hn_history_file_load (unit, options->scope, error);
  const HnHistoryState *state;

  if (file == NULL)
    return NULL;
  if (options->from_history > file->states->len)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   /* Translators: a number, and a service */
                   _ ("There is no state %u; “hardnutctl history %s” lists those that are"),
                   options->from_history, unit);
      return NULL;
    }
  state = file->states->pdata[options->from_history - 1];
  if (state->incomplete)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   /* Translators: a number, and a service */
                   _ ("State %u of %s had more than Hardnut has of it"), options->from_history,
                   unit);
      return NULL;
    }

  return hn_history_state_dup_changes (state, error);
}

/* @session, @client: (nullable): where they could not be had
 * @changes: (nullable) (element-type HnChange): %NULL to remove what earlier ones have set; without
 *   meaning where the options ask for a state of the history
 * @several: (nullable): where it is one of them */
static HnExit
change_with (HnSession *session,
             HnHelperClient *client,
             HnTarget *target,
             GPtrArray *changes,
             HnTrialSeveral *several,
             GError **error)
{
  g_autoptr (HnReport) live = session != NULL ? hn_session_resolve (session, target, error) : NULL;
  const HnOptions *options = session != NULL ? session->options : NULL;
  g_autoptr (GPtrArray) earlier = NULL;
  g_autoptr (HnTrialPlan) plan = NULL;
  g_autofree char *etag = NULL;

  if (live == NULL || !hn_trial_before_check_unit (session, target, error))
    return HN_EXIT_FAILURE;

  if (options->from_history > 0)
    {
      earlier = read_from_history (options, target->unit, error);
      if (earlier == NULL)
        return HN_EXIT_FAILURE;
      changes = earlier->len > 0 ? earlier : NULL;
    }

  /* First the fingerprint, then the files: what changes in between is noticed. */
  etag = read_etag (client, target->unit, error);
  if (etag == NULL)
    return HN_EXIT_FAILURE;
  plan = changes != NULL ? hn_trial_plan_new_try (session, target, changes, error)
                         : hn_trial_plan_new_remove (session, target, error);
  if (plan == NULL)
    return HN_EXIT_FAILURE;
  plan->several = several;
  if (changes != NULL && hn_trial_plan_is_idle (plan))
    {
      if (!options->json)
        /* Translators: %s is a service */
        g_message (_ ("%s: All of this is set already; nothing to try"), target->unit);
      return conclude (plan, NULL, NULL, HN_TRIAL_KEPT, error);
    }

  return begin (plan, client, etag, error);
}

static HnExit
change (const HnOptions *options, HnTarget *target, GPtrArray *changes, GError **error)
{
  g_autoptr (HnHelperClient) client = hn_trial_connect (options, error);
  g_autoptr (HnSession) session = client != NULL ? hn_session_new (options, TRUE, error) : NULL;

  return change_with (session, client, target, changes, NULL, error);
}

/* What came of one of several, where nothing could be tried. */
static void
tell_failure (const HnTarget *target, const GError *failure, HnJsonOut *json)
{
  if (json == NULL)
    {
      g_message ("%s", failure->message);
      return;
    }
  hn_json_out_begin_object (json, NULL);
  hn_json_out_string (json, "unit", target->unit);
  hn_json_out_string (json, "error", failure->message);
  hn_json_out_end_object (json);
}

static gboolean
is_denial (const GError *error)
{
  return g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED);
}

/* @failure: (nullable): why nothing can be done with any of them
 * Returns: whether all went well */
static gboolean
remove_all (HnSession *session,
            HnHelperClient *client,
            GPtrArray *targets,
            const GError *failure,
            HnTrialSeveral *several)
{
  gboolean well = TRUE;

  for (guint i = 0; i < targets->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (failure != NULL)
        error = g_error_copy (failure);
      else if (several->stopped)
        /* Translators: a service */
        g_set_error (&error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED, _ ("%s: Not begun"),
                     ((const HnTarget *) targets->pdata[i])->unit);
      else
        well &=
            change_with (session, client, targets->pdata[i], NULL, several, &error) == HN_EXIT_OK;
      if (error == NULL)
        continue;
      well = FALSE;
      several->stopped |= is_denial (error);
      tell_failure (targets->pdata[i], error, several->json);
    }

  return well;
}

/* One after another; polkit remembers who was asked a moment ago, as it is the same program. */
static HnExit
remove_several (const HnOptions *options, GPtrArray *targets, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (HnHelperClient) client = hn_trial_connect (options, &missing);
  g_autoptr (HnSession) session = client != NULL ? hn_session_new (options, TRUE, &missing) : NULL;
  HnTrialSeveral several = { NULL };
  gboolean well;

  if (!options->json && missing != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return HN_EXIT_FAILURE;
    }

  if (options->json)
    {
      several.json = hn_json_out_new ();
      hn_json_out_begin_array (several.json, NULL);
    }
  well = remove_all (session, client, targets, missing, &several);
  if (several.json != NULL)
    {
      hn_json_out_end_array (several.json);
      well &= hn_terminal_print_json (several.json, error);
    }

  return well ? HN_EXIT_OK : HN_EXIT_FAILURE;
}

HnExit
hn_command_try (const HnOptions *options, GError **error)
{
  const char *const *words = (const char *const *) options->arguments;
  g_autoptr (HnTarget) target = hn_trial_parse_target (options->arguments[0], error);
  g_autoptr (GPtrArray) changes = NULL;

  if (target != NULL && options->from_history > 0)
    return change (options, target, NULL, error);
  if (target != NULL)
    changes = hn_trial_plan_parse (words + 1, options, error);

  return changes != NULL ? change (options, target, changes, error) : HN_EXIT_USAGE;
}

HnExit
hn_command_remove (const HnOptions *options, GError **error)
{
  g_autoptr (GPtrArray) targets = hn_trial_parse_targets (options, error);

  if (targets == NULL)
    return HN_EXIT_USAGE;

  return targets->len > 1 ? remove_several (options, targets, error)
                          : change (options, targets->pdata[0], NULL, error);
}

static const HnTrialRecord *
find_trial_of (GPtrArray *trials, const char *unit)
{
  for (guint i = 0; i < trials->len; i++)
    if (strcmp (((const HnTrialRecord *) g_ptr_array_index (trials, i))->unit, unit) == 0)
      return g_ptr_array_index (trials, i);

  return NULL;
}

/* The trial of the service that @word names. The manager is asked for the service's own name only
 * when no trial has this one; when it does not know it either, there is no trial. */
static const HnTrialRecord *
find_trial (const HnOptions *options, GPtrArray *trials, const char *word)
{
  g_autoptr (HnTarget) target = hn_target_parse (word, NULL);
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnReport) live = NULL;
  const HnTrialRecord *trial;

  if (target == NULL || target->unit == NULL || trials->len == 0)
    return NULL;
  trial = find_trial_of (trials, target->unit);
  if (trial != NULL || hn_unit_name_classify (target->unit) == HN_UNIT_NAME_TEMPLATE)
    return trial;

  session = hn_session_new (options, TRUE, NULL);
  live = session != NULL ? hn_session_resolve (session, target, NULL) : NULL;

  return live != NULL ? find_trial_of (trials, target->unit) : NULL;
}

/* Which of @trials is meant: by its own name, by its service, or as the only one. */
static const HnTrialRecord *
pick_trial (const HnOptions *options, GPtrArray *trials, GError **error)
{
  const char *word = options->arguments[0];
  const HnTrialRecord *trial;

  if (word == NULL && trials->len == 1)
    return g_ptr_array_index (trials, 0);
  if (word == NULL && trials->len > 1)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("%u changes are being tried; name the service of one of them"), trials->len);
      return NULL;
    }

  for (guint i = 0; i < trials->len; i++)
    if (strcmp (((const HnTrialRecord *) g_ptr_array_index (trials, i))->id, word) == 0)
      return g_ptr_array_index (trials, i);
  trial = word != NULL ? find_trial (options, trials, word) : NULL;
  if (trial != NULL)
    return trial;

  if (word != NULL)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_SUCH_TRIAL,
                 /* Translators: what the person typed: a service or the name of a trial */
                 _ ("%s: No change is being tried there; it may have been taken back already"),
                 word);
  else
    g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_SUCH_TRIAL,
                         _ ("No change is being tried; it may have been taken back already"));

  return NULL;
}

static HnExit
finish (const HnOptions *options, gboolean keep, GError **error)
{
  g_autoptr (HnHelperClient) client = hn_trial_connect (options, error);
  g_autoptr (GPtrArray) trials = client != NULL ? read_trials (client, error) : NULL;
  const HnTrialRecord *record = trials != NULL ? pick_trial (options, trials, error) : NULL;
  g_autoptr (HnTrial) trial = NULL;
  HnTrialOutcome outcome;

  if (record == NULL)
    return HN_EXIT_FAILURE;

  trial = hn_trial_new_for_record (client, NULL, record);
  if (keep)
    hn_trial_keep (trial);
  else
    hn_trial_take_back (trial);
  if (!hn_trial_wait (trial, options, NULL, NULL, &outcome, error))
    return HN_EXIT_FAILURE;
  if (options->json)
    {
      HnJsonOut *out = hn_json_out_new ();

      hn_trial_write_json (trial, record->unit, outcome.state, NULL, NULL, NULL, out);
      if (!hn_terminal_print_json (out, error))
        return HN_EXIT_FAILURE;
    }

  return outcome.state == (keep ? HN_TRIAL_KEPT : HN_TRIAL_REVERTED) ? HN_EXIT_OK : HN_EXIT_FAILURE;
}

HnExit
hn_command_keep (const HnOptions *options, GError **error)
{
  return finish (options, TRUE, error);
}

HnExit
hn_command_revert (const HnOptions *options, GError **error)
{
  return finish (options, FALSE, error);
}

static gboolean
print_trials (GPtrArray *trials, const HnOptions *options, GError **error)
{
  const HnColumn columns[] = {
    /* Translators: heading over the names of services */
    { _ ("UNIT"), FALSE, 16 },
    /* Translators: heading over words such as healthy */
    { _ ("STATE"), FALSE, 0 },
    /* Translators: heading over numbers of seconds: so long until a change is taken back */
    { _ ("LEFT"), TRUE, 0 },
    /* Translators: heading over the names of trials, which are long numbers */
    { _ ("TRIAL"), FALSE, 0 },
  };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  for (guint i = 0; i < trials->len; i++)
    {
      const HnTrialRecord *trial = g_ptr_array_index (trials, i);
      g_autofree char *left = NULL;

      if (trial->detail->deadline != 0)
        /* Translators: a number of seconds */
        left = g_strdup_printf (_ ("%u s"), hn_trial_detail_get_seconds_left (trial->detail));
      hn_table_add (table, HN_COLOR_NONE, trial->unit);
      hn_table_add (table, HN_COLOR_NONE, hn_trial_state_get_name (trial->state));
      hn_table_add (table, HN_COLOR_NONE, left != NULL ? left : "");
      hn_table_add (table, HN_COLOR_NONE, trial->id);
    }
  hn_table_append_to (table, &terminal, text);

  return hn_terminal_print (&terminal, text->str, error);
}

HnExit
hn_command_trials (const HnOptions *options, GError **error)
{
  g_autoptr (HnHelperClient) client = hn_trial_connect (options, error);
  g_autoptr (GPtrArray) trials = client != NULL ? read_trials (client, error) : NULL;
  gboolean printed = TRUE;

  if (trials == NULL)
    return HN_EXIT_FAILURE;

  if (options->json)
    {
      HnJsonOut *out = hn_json_out_new ();

      hn_trials_write_json (trials, out);
      printed = hn_terminal_print_json (out, error);
    }
  else if (trials->len == 0)
    g_message ("%s", _ ("No change is being tried"));
  else
    printed = print_trials (trials, options, error);

  return printed ? HN_EXIT_OK : HN_EXIT_FAILURE;
}
