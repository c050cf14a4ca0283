/* Finds the strictest set that a service works with, and keeps it or takes it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/harden/unit-search.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#include "agent.h"
#include "cli/trial/trial-before.h"
#include "cli/trial/trial-begin.h"
#include "cli/trial/trial-text.h"
#include "cli/trial/trial-wait.h"
#include "client/own-unit.h"

void
hn_unit_search_clear (HnUnitSearch *self)
{
  g_clear_pointer (&self->target, hn_target_free);
  g_clear_pointer (&self->restart, hn_restart_unref);
  g_clear_pointer (&self->unfinished, hn_settings_free);
  g_clear_pointer (&self->staged, g_ptr_array_unref);
  g_clear_pointer (&self->before, hn_report_free);
  g_clear_object (&self->run);
  g_clear_pointer (&self->after, hn_report_free);
  g_clear_pointer (&self->now, hn_report_free);
}

/* Who else feels the restarts. */
static void
tell_dependents (const HnUnitSearch *self)
{
  const HnRestart *restart = self->restart;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; restart != NULL && i < restart->dependents->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const HnDependent *) restart->dependents->pdata[i])->name);
  if (names->len > 0 && !self->options->json)
    /* Translators: a service, then one or more units with commas between */
    g_message (_ ("%s: Each restart of it also restarts or stops %s"), self->target->unit,
               names->str);
}

/* What a restart would take with it that must not go, and what it would end itself. Where that
 * cannot be found out, nobody is kept from searching; the helper looks, too. */
static gboolean
check_restart (HnUnitSearch *self, GError **error)
{
  HnBusConnection *manager = self->session->manager;
  HnScope scope = self->options->scope;
  g_autofree char *own = hn_own_unit_dup (scope);
  g_autofree char *why = NULL;
  HnWait wait;

  hn_wait_begin (&wait, manager);
  hn_restart_read_async (manager, self->target->unit, wait.cancellable, hn_wait_answered_cb, &wait);
  g_clear_pointer (&self->restart, hn_restart_unref);
  self->restart = hn_wait_end (&wait, NULL);
  if (self->restart != NULL)
    why = hn_restart_dup_refusal (self->restart, scope, own);
  if (why != NULL)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                 /* Translators: a service, and a sentence that says why */
                 _ ("%s is not restarted from here, so that nothing of it can be tried: %s"),
                 self->target->unit, why);

  return why == NULL;
}

/* Before anybody is asked for a password. */
static gboolean
check_running (const HnUnitSearch *self, GError **error)
{
  const char *type = hn_settings_get_type (self->unfinished);

  if (self->restart == NULL || self->restart->active)
    return TRUE;
  /* What ends by itself is left out by rule, and all else is the admin's to start. */
  g_set_error (error, HN_HELPER_ERROR,
               g_str_equal (type, "oneshot") ? HN_HELPER_ERROR_UNIT_REFUSED
                                             : HN_HELPER_ERROR_FAILED,
               "%s: %s", self->target->unit,
               hn_harden_search_get_idle_reason (self->unfinished, self->restart->can_start));

  return FALSE;
}

gboolean
hn_unit_search_read (HnUnitSearch *self, GError **error)
{
  g_autoptr (HnReport) live = hn_session_resolve (self->session, self->target, error);

  if (live == NULL || !hn_trial_before_check_unit (self->session, self->target, error) ||
      !check_restart (self, error))
    return FALSE;

  g_clear_pointer (&self->unfinished, hn_settings_free);
  g_clear_pointer (&self->staged, g_ptr_array_unref);
  g_clear_pointer (&self->before, hn_report_free);
  self->unfinished = hn_session_load_unfinished (self->session, self->target, error);
  if (self->unfinished == NULL ||
      !hn_session_read_staged (self->session, self->target, &self->staged, error))
    return FALSE;
  self->before = hn_session_read_files (self->session, self->target, error);
  if (self->before == NULL || !check_running (self, error))
    return FALSE;
  tell_dependents (self);

  return TRUE;
}

/* One's own services are not watched. */
static guint
get_watch_seconds (const HnOptions *options)
{
  return options->scope == HN_SCOPE_SYSTEM || geteuid () == 0 ? options->watch : 0;
}

static void
announce (const HnUnitSearch *self, const HnHardenAim *aim)
{
  HnHardenAim told = *aim;
  g_autofree char *estimate = NULL;
  guint restarts;

  if (self->options->json)
    return;
  told.watch_seconds = get_watch_seconds (self->options);
  estimate = hn_harden_search_dup_estimate (&told);
  restarts = hn_harden_search_count_restarts (&told);
  g_message ("%s: %s", self->target->unit, estimate);
  /* Translators: a service, and a number of restarts */
  g_message (ngettext ("%s: There will be up to %u restart; Ctrl+C leaves the service as it was",
                       "%s: There will be up to %u restarts; Ctrl+C leaves the service as it was",
                       restarts),
             self->target->unit, restarts);
}

void
hn_unit_search_estimate (const HnUnitSearch *self, guint *ret_least, guint *ret_most)
{
  const HnHardenAim aim = { .max_trials = self->options->max_trials,
                            .watch_seconds = get_watch_seconds (self->options),
                            .unfinished = self->unfinished };

  hn_harden_search_estimate (&aim, ret_least, ret_most);
}

/* Once more: to leave it to the helper. */
static gboolean
stop_cb (gpointer data)
{
  if (hn_harden_search_get_info (data)->state == HN_HARDEN_STOPPING)
    hn_harden_search_leave (data);
  else
    hn_harden_search_stop (data);

  return G_SOURCE_CONTINUE;
}

/* Tells the steps as they come, until the search is over. What is announced can be stopped. */
static void
follow (HnUnitSearch *self, HnHardenSearch *run, const HnHardenAim *aim)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  guint signals[G_N_ELEMENTS (numbers)];
  const HnHardenInfo *info = hn_harden_search_get_info (run);
  guint told = 0;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    signals[i] = g_unix_signal_add (numbers[i], stop_cb, run);
  announce (self, aim);
  while (info->state <= HN_HARDEN_STOPPING || told < info->steps->len)
    {
      for (; told < info->steps->len; told++)
        if (!self->options->json)
          g_message ("%s: %s", self->target->unit, (const char *) info->steps->pdata[told]);
      if (info->state <= HN_HARDEN_STOPPING)
        g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_source_remove (signals[i]);
}

/* Whether it was kept, or taken back because somebody said so or nobody did. */
static gboolean
check_outcome (const HnUnitSearch *self,
               HnTrial *trial,
               const HnTrialOutcome *outcome,
               GError **error)
{
  const HnTrialInfo *info = hn_trial_get_info (trial);
  const char *unit = self->target->unit;
  const char *reason = info->error != NULL ? info->error->message : info->reason;

  if (outcome->state == HN_TRIAL_KEPT)
    return TRUE;
  if (outcome->state == HN_TRIAL_FAILED)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                 /* Translators: a service */
                 _ ("%s: Stopped, as the service did not come back to how it was before"), unit);
  else if (outcome->state != HN_TRIAL_REVERTED)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                 /* Translators: a service */
                 _ ("%s: Nobody knows whether what was found is kept; see “hardnutctl trials”"),
                 unit);
  else if (outcome->interrupted)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                 /* Translators: a service */
                 _ ("%s: Interrupted; the service is as before"), unit);
  else if (info->failed || info->error != NULL || self->options->keep)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                 reason != NULL
                     /* Translators: a service, and why */
                     ? _ ("%s: What was found could not be kept; the service is as before: %s")
                     /* Translators: a service */
                     : _ ("%s: What was found could not be kept; the service is as before"),
                 unit, reason);
  else
    return TRUE;

  return FALSE;
}

/* Whoever may say so keeps it. @path: (nullable): of the drop-in; without it nobody may. */
static gboolean
keep (HnUnitSearch *self, const char *path, GError **error)
{
  g_autoptr (HnTrial) trial = g_object_ref (hn_harden_search_get_info (self->run)->trial);
  HnTrialOutcome outcome = { HN_TRIAL_ENDED };

  if (!self->options->keep && !hn_can_ask (self->options))
    hn_trial_take_back (trial);
  if (!hn_trial_wait (trial, self->options, NULL, path, &outcome, error))
    return FALSE;
  self->interrupted = outcome.interrupted;
  self->kept = outcome.state == HN_TRIAL_KEPT;

  return check_outcome (self, trial, &outcome, error);
}

gboolean
hn_unit_search_is_found (const HnUnitSearch *self)
{
  return self->run != NULL && hn_harden_search_get_info (self->run)->state == HN_HARDEN_FOUND;
}

/* Of several that nobody is asked about, the report in the end says enough. */
static void
show_found (HnUnitSearch *self, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  HnTerminal terminal;

  if (self->options->json ||
      (self->question != NULL && (self->options->keep || !hn_can_ask (self->options))))
    return;
  hn_terminal_init (&terminal, FALSE);
  hn_drop_in_append_text (self->target->unit, text, &terminal, out);
  hn_harden_append_text (hn_harden_search_get_info (self->run), self->before, self->after,
                         &terminal, out);
  hn_terminal_print (&terminal, out->str, NULL);
}

/* Nobody can be told what it is, and so nobody is asked. */
static void
take_back_unseen (const HnUnitSearch *self, HnTrial *trial)
{
  HnOptions options = *self->options;
  HnTrialOutcome outcome;

  options.keep = FALSE;
  hn_trial_take_back (trial);
  hn_trial_wait (trial, &options, NULL, NULL, &outcome, NULL);
}

static gboolean
conclude (HnUnitSearch *self, GError **error)
{
  const HnHardenInfo *info = hn_harden_search_get_info (self->run);
  g_autofree char *text = NULL;
  g_autofree char *own = NULL;
  g_autofree char *path = NULL;

  if (!hn_unit_search_is_found (self))
    {
      if (!self->options->json)
        /* Translators: a service */
        g_message (_ ("%s: Nothing stricter works; it is as before"), self->target->unit);
      return TRUE;
    }

  text = hn_drop_in_to_text (info->content);
  self->after =
      hn_session_read_with_own (self->session, self->target, HN_PREVIEW_PATH, text, error);
  if (self->after == NULL || !hn_session_read_own (self->session, self->target, &own, &path, error))
    {
      take_back_unseen (self, info->trial);
      return FALSE;
    }
  show_found (self, text);

  return keep (self, path, error);
}

/* (transfer full) (element-type HnHardenCheck): a search takes out of it what fails before */
static GPtrArray *
make_checks (const HnOptions *options)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_check_free);

  for (guint i = 0; i < options->checks->len; i++)
    g_ptr_array_add (checks, hn_harden_check_new (options->checks->pdata[i]));

  return checks;
}

static gboolean
search (HnUnitSearch *self, GError **error)
{
  g_autoptr (GPtrArray) checks = make_checks (self->options);
  const HnHardenInfo *info;
  HnHardenAim aim = {
    .unit = self->target->unit,
    .level = self->options->level,
    .picks = self->options->picks,
    .watch_seconds = self->options->watch,
    .max_trials = self->options->max_trials,
    .confirm_seconds = self->options->confirm,
    .checks = checks,
    .unfinished = self->unfinished,
    .staged = self->staged,
    .policy = self->session->policy,
    .recipe = hn_recipes_find (self->recipes, self->unfinished),
    .distributions = hn_recipes_get_distributions (self->recipes),
    .question = self->question,
  };
  G_GNUC_UNUSED g_auto (GStrv) unread =
      hn_trial_before_tell_unread (self->session, self->target->unit);
  g_autoptr (HnAgent) agent = NULL;

  agent = hn_agent_start (self->options->scope);
  self->run = hn_harden_search_new (self->list, self->session->manager, &aim);
  info = hn_harden_search_get_info (self->run);
  follow (self, self->run, &aim);
  g_clear_pointer (&agent, hn_agent_stop);
  self->interrupted = info->state == HN_HARDEN_STOPPED && info->error == NULL;
  if (info->state == HN_HARDEN_FAILED || info->error != NULL)
    {
      g_propagate_error (error, g_error_copy (info->error));
      return FALSE;
    }
  if (info->state == HN_HARDEN_STOPPED)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Interrupted; the service is as before"), self->target->unit);
      return FALSE;
    }

  return conclude (self, error);
}

gboolean
hn_unit_search_run (HnUnitSearch *self, GError **error)
{
  self->failed = !search (self, error);
  /* It may not be as before. */
  if (self->failed && self->options->json)
    self->now = hn_session_resolve (self->session, self->target, NULL);

  return !self->failed;
}

void
hn_unit_search_write_json (const HnUnitSearch *self, HnJsonOut *out)
{
  if (self->run != NULL && self->before != NULL)
    hn_harden_write_json (hn_harden_search_get_info (self->run), self->before, self->after,
                          self->failed ? self->now
                          : self->kept ? self->after
                                       : self->before,
                          self->kept, out);
  else
    hn_harden_write_json_unread (self->target->unit, out);
}
