/* What a search says to a person: why there is none, what will happen, its steps, and its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/guards.h"
#include "engine/never-restart.h"
#include "hardening-private.h"
#include "model/changes-control.h"
#include "source/manager/unread-units.h"

/* Of more protections than these a step tells how many there are. */
#define MOST_TITLES 3

static const char *const level_titles[HN_N_HARDEN_LEVELS] = {
  /* Translators: how far a search for the strictest settings goes: the first of three levels */
  [HN_HARDEN_CAREFUL] = N_ ("Careful"),
  /* Translators: how far a search for the strictest settings goes: the second of three levels */
  [HN_HARDEN_FITTING] = N_ ("Fitting"),
  /* Translators: how far a search for the strictest settings goes: the last of three levels */
  [HN_HARDEN_STRICT] = N_ ("Strict"),
};

static const char *const level_meanings[HN_N_HARDEN_LEVELS] = {
  [HN_HARDEN_CAREFUL] = N_ ("Takes only what nothing speaks against."),
  [HN_HARDEN_FITTING] = N_ ("Takes also what the service can most likely do without. Right for "
                            "most."),
  [HN_HARDEN_STRICT] = N_ ("Takes everything, and gives back what the service fails without. "
                           "Something used seldom may break later."),
};

const char *
hn_harden_level_get_title (HnHardenLevel level)
{
  g_return_val_if_fail (level < HN_N_HARDEN_LEVELS, NULL);

  return level_titles[level];
}

const char *
hn_harden_level_get_meaning (HnHardenLevel level)
{
  g_return_val_if_fail (level < HN_N_HARDEN_LEVELS, NULL);

  return level_meanings[level];
}

/* ---- Before ---- */

char *
hn_hardening_dup_blocked (HnChanges *changes, const char *const *names)
{
  const HnSettings *settings;
  HnService *service;
  HnScope scope;
  const char *reason;
  char *blocked;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  blocked = hn_changes_dup_all_blocked (changes);
  service = hn_changes_get_service (changes);
  settings = hn_service_get_settings (service);
  if (blocked != NULL || settings == NULL)
    return blocked;

  scope = settings->context.scope;
  reason = hn_never_restart_find_any (names, scope);
  if (reason != NULL)
    /* Translators: %s is a sentence that says what the restart of a service would take away */
    return g_strdup_printf (_ ("A search restarts the service, and this one is not restarted from "
                               "here. %s A change of your own can be made below: it holds from the "
                               "next start on."),
                            _ (reason));

  reason = scope == HN_SCOPE_SYSTEM ? hn_guard_find (names, settings, NULL) : NULL;
  if (reason != NULL)
    /* Translators: %s is a sentence that says what the service guards */
    return g_strdup_printf (_ ("%s Less rights for it can mean more for somebody else, so nothing "
                               "is searched for it. A change of your own can be made below."),
                            _ (reason));

  if (hn_changes_get_all_instances (changes))
    return g_strdup (
        _ ("A search is about one copy of the service. Choose “This copy only” above."));

  return NULL;
}

char *
hn_hardening_dup_left_out (HnHardening *self)
{
  const char *own[] = { NULL, NULL };
  const char *const *names = own;
  const HnSettings *settings;
  const char *reason;
  HnService *service;

  g_return_val_if_fail (self != NULL, NULL);

  service = hn_changes_get_service (self->info.changes);
  settings = hn_service_get_settings (service);
  own[0] = hn_service_get_name (service);
  if (self->info.state != HN_HARDENING_BLOCKED)
    return NULL;
  if (self->list == NULL || self->manager == NULL)
    return g_strdup (_ ("This is not a service of the running system."));
  if (self->restart != NULL)
    names = (const char *const *) self->restart->names;
  reason = hn_never_restart_find_any (names, self->info.scope);
  if (reason != NULL)
    /* Translators: %s is a sentence that says what the restart of a service would take away */
    return g_strdup_printf (_ ("It is not restarted from here. %s"), _ (reason));
  if (settings != NULL && self->info.scope == HN_SCOPE_SYSTEM)
    reason = hn_guard_find (names, settings, NULL);

  return g_strdup (reason != NULL ? _ (reason) : self->info.blocked);
}

GPtrArray *
hn_hardening_list_dependents (HnHardening *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL, names);

  for (guint i = 0; self->restart != NULL && i < self->restart->dependents->len; i++)
    g_ptr_array_add (names, g_strdup (((HnDependent *) self->restart->dependents->pdata[i])->name));

  return names;
}

static char *
dup_dependents (HnHardening *self)
{
  g_autoptr (GPtrArray) names = hn_hardening_list_dependents (self);
  g_autofree char *list = NULL;

  if (names->len == 0)
    return g_strdup (_ ("No other service restarts with it."));
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (GStrv) names->pdata);

  /* Translators: %s is a list of services */
  return g_strdup_printf (_ ("These restart with it: %s."), list);
}

/* What is told wherever a search may begin. */
void
hn_hardening_add_warnings (HnHardening *self, GPtrArray *sentences)
{
  char *wrong = self->info.offer != NULL ? hn_recipes_dup_wrong (self->info.offer->recipes) : NULL;

  if (self->unread != NULL && self->unread[0] != NULL)
    g_ptr_array_add (sentences, hn_unread_units_dup_text ((const char *const *) self->unread));
  if (wrong != NULL)
    g_ptr_array_add (sentences, wrong);
}

static char *
dup_chosen (HnHardening *self)
{
  guint on, n = hn_hardening_choice_count (self->info.choice, &on);

  /* Translators: how many protections are switched on, of how many */
  return g_strdup_printf (ngettext ("Only what you switched on is tried: %u of %u protection.",
                                    "Only what you switched on is tried: %u of %u protections.", n),
                          on, n);
}

GPtrArray *
hn_hardening_list_consequences (HnHardening *self, guint watch_seconds)
{
  HnHardenAim aim = { .max_trials = HN_HARDENING_MAX_TRIALS,
                      .watch_seconds = watch_seconds,
                      .unfinished = hn_changes_get_base (self->info.changes) };
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  guint restarts;

  g_return_val_if_fail (self != NULL, all);

  restarts = hn_harden_search_count_restarts (&aim);
  g_ptr_array_add (all, hn_harden_search_dup_estimate (&aim));
  g_ptr_array_add (all,
                   g_strdup_printf (ngettext ("The service restarts up to %u time.",
                                              "The service restarts up to %u times.", restarts),
                                    restarts));
  g_ptr_array_add (all, dup_dependents (self));
  hn_hardening_add_warnings (self, all);
  if (self->info.scope == HN_SCOPE_SYSTEM)
    g_ptr_array_add (all, g_strdup (_ ("You are asked for a password once at most.")));
  if (hn_hardening_choice_is_own (self->info.choice))
    g_ptr_array_add (all, dup_chosen (self));
  g_ptr_array_add (all,
                   g_strdup (_ ("You can stop at any moment: the service is then as before.")));

  return all;
}

/* ---- Steps ---- */

G_GNUC_PRINTF (2, 3)
static void
tell (HnHardening *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->info.steps, g_strdup_vprintf (format, args));
  va_end (args);
}

/* (transfer full) (nullable): the protections that the service was seen not to work with since
 *
 * @ret_works: whether it was seen to work with any */
static char *
dup_broken (HnHardening *self, const HnHardenSet *set, gboolean *ret_works)
{
  g_autoptr (GString) titles = g_string_new (NULL);
  guint n = 0;

  *ret_works = FALSE;
  g_array_set_size (self->fates, set->lines->len);
  for (guint i = 0; i < set->lines->len; i++)
    {
      const HnHardenLine *line = set->lines->pdata[i];
      HnFate *told = &g_array_index (self->fates, HnFate, i);

      if (line->fate == HN_FATE_BREAKS && *told != HN_FATE_BREAKS && n++ < MOST_TITLES)
        g_string_append_printf (titles, "%s“%s”", n > 1 ? ", " : "",
                                _ (hn_check_get (line->check)->title));
      *ret_works |= line->fate == HN_FATE_WORKS && *told != HN_FATE_WORKS;
      *told = line->fate;
    }
  if (n == 0)
    return NULL;
  if (n <= MOST_TITLES)
    return g_string_free (g_steal_pointer (&titles), FALSE);

  n -= MOST_TITLES;

  /* Translators: a list of protections, and how many others there are */
  return g_strdup_printf (ngettext ("%s, and %u other", "%s, and %u others", n), titles->str, n);
}

/* The outcome of the trial that the steps told of last. */
static void
tell_outcome (HnHardening *self, HnHarden *harden, gboolean found)
{
  const HnTrialInfo *trial = self->told != NULL ? hn_trial_get_info (self->told) : NULL;
  gboolean works;
  g_autofree char *broken = dup_broken (self, hn_harden_get_set (harden), &works);

  if (found)
    tell (self, _ ("The service works with it."));
  else if (works)
    tell (self, _ ("The service works with it, and may do with less."));
  else if (trial == NULL || !trial->failed)
    tell (self, _ ("The service did not work as before with it."));
  else if (trial->explanation != NULL)
    /* Translators: %s is what happened to a service, a sentence */
    tell (self, _ ("The service did not stay well: %s"), trial->explanation);
  else
    tell (self, _ ("The service did not stay well with it."));
  if (broken != NULL)
    /* Translators: %s is a list of protections such as “Hide home folders” */
    tell (self, _ ("It needs what these would take away, so they are left off: %s."), broken);
}

static void
tell_trial (HnHardening *self, HnHarden *harden)
{
  const gboolean *with = hn_harden_next (harden);
  guint n = 0, number = hn_harden_get_n_trials (harden) + 1;

  for (guint i = 0; with != NULL && i < hn_harden_get_set (harden)->lines->len; i++)
    n += with[i];
  self->info.n_trials = number;
  tell (self,
        /* Translators: the number of a trial, how many there are at most, and how many rights it
         * takes from a service */
        ngettext ("Trying set %u of at most %u: %u protection.",
                  "Trying set %u of at most %u: %u protections.", n),
        number, HN_HARDENING_MAX_TRIALS, n);
}

void
hn_hardening_tell_steps (HnHardening *self)
{
  const HnHardenInfo *run = hn_harden_search_get_info (self->run);
  guint n_trials = run->harden != NULL ? hn_harden_get_n_trials (run->harden) : 0;

  if (n_trials > self->told_trials)
    {
      self->told_trials = n_trials;
      tell_outcome (self, run->harden, hn_harden_is_found (run->harden));
    }
  for (; self->told_notes < run->notes->len; self->told_notes++)
    tell (self, "%s", (const char *) run->notes->pdata[self->told_notes]);
  if (run->trial == NULL || run->trial == self->told || run->state != HN_HARDEN_SEARCHNING)
    return;
  if (run->harden == NULL)
    tell (self,
          ngettext ("It is restarted, and watched at work for %u second.",
                    "It is restarted, and watched at work for %u seconds.", self->watch_seconds),
          self->watch_seconds);
  else
    tell_trial (self, run->harden);
  g_set_object (&self->told, run->trial);
}

/* ---- What came of it ---- */

GPtrArray *
hn_hardening_list_could (HnHardening *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  const HnPolicy *policy;

  g_return_val_if_fail (self != NULL, all);

  policy = hn_service_get_info (hn_changes_get_service (self->info.changes))->policy;
  for (guint i = 0; self->found != NULL && i < HN_N_CHECKS; i++)
    if (hn_finding_passed (&self->original.findings[i]) == 0 &&
        hn_finding_passed (&self->assessed.findings[i]) == 1)
      g_ptr_array_add (all, hn_finding_dup_description (&self->original, i, self->now, policy));

  return all;
}

void
hn_hardening_open_free (HnHardeningOpen *open)
{
  g_free (open->title);
  g_free (open->reason);
  g_free (open);
}

GPtrArray *
hn_hardening_list_open (HnHardening *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_hardening_open_free);
  const HnAssessment *assessment;
  const HnSettings *settings;
  HnHarden *harden;

  g_return_val_if_fail (self != NULL, all);

  assessment = self->found != NULL ? &self->assessed : &self->original;
  settings = self->found != NULL ? self->found : self->now;
  harden = self->run != NULL ? hn_harden_search_get_info (self->run)->harden : NULL;
  for (guint i = 0; settings != NULL && i < HN_N_CHECKS; i++)
    {
      HnHardeningOpen *open;

      if (hn_finding_passed (&assessment->findings[i]) != 0)
        continue;
      open = g_new0 (HnHardeningOpen, 1);
      open->title = g_strdup (_ (hn_check_get (i)->title));
      open->reason = harden != NULL ? hn_harden_dup_reason (harden, i) : NULL;
      if (open->reason == NULL)
        open->reason = hn_finding_dup_description (assessment, i, settings, NULL);
      g_ptr_array_add (all, open);
    }

  return all;
}

GPtrArray *
hn_hardening_get_notes (HnHardening *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->run != NULL ? hn_harden_search_get_info (self->run)->notes : NULL;
}

char *
hn_hardening_dup_heading (HnHardening *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->info.state)
    {
    case HN_HARDENING_FOUND:
    case HN_HARDENING_KEEPING:
      return g_strdup (_ ("Works With Less"));
    case HN_HARDENING_TAKING_BACK:
      return g_strdup (_ ("Taking Back…"));
    case HN_HARDENING_KEPT:
      return g_strdup (_ ("Hardened"));
    case HN_HARDENING_TAKEN_BACK:
      return g_strdup (_ ("Taken Back"));
    case HN_HARDENING_TIME_UP:
      return g_strdup (_ ("The Time Is Up"));
    case HN_HARDENING_NOTHING:
      return g_strdup (_ ("Nothing Stricter Works"));
    case HN_HARDENING_STOPPED:
      return g_strdup (_ ("Stopped"));
    case HN_HARDENING_DENIED:
      return g_strdup (_ ("Not Authorized"));
    case HN_HARDENING_FAILED:
      return g_strdup (_ ("Something Went Wrong"));
    default:
      return g_strdup ("");
    }
}

char *
hn_hardening_dup_end (HnHardening *self)
{
  const char *unit;

  g_return_val_if_fail (self != NULL, NULL);

  unit = hn_service_get_name (hn_changes_get_service (self->info.changes));
  switch (self->info.state)
    {
    case HN_HARDENING_FOUND:
    case HN_HARDENING_KEEPING:
      /* Translators: %s is the name of a service. */
      return g_strdup_printf (_ ("%s runs like this now, and works. Keep it?"), unit);
    case HN_HARDENING_TAKING_BACK:
      return g_strdup (_ ("The service is restarted as it was before."));
    case HN_HARDENING_KEPT:
      /* Translators: %s is the name of a service. */
      return g_strdup_printf (_ ("%s keeps working like this, also after the machine restarts. If "
                                 "something used seldom should break, take it back on its page."),
                              unit);
    case HN_HARDENING_TAKEN_BACK:
      return g_strdup (_ ("The service is as before."));
    case HN_HARDENING_TIME_UP:
      return g_strdup (_ ("Nobody kept what was found, so the service is as before. Search again "
                          "to find it anew."));
    case HN_HARDENING_NOTHING:
      return g_strdup (_ ("The service is as before. Another level may find more, and so may "
                          "watching the service for longer."));
    case HN_HARDENING_STOPPED:
      return g_strdup (_ ("You stopped the search. The service is as before."));
    case HN_HARDENING_DENIED:
      return g_strdup (_ ("Nothing was changed. A search takes the password of an account that may "
                          "administer this machine."));
    case HN_HARDENING_FAILED:
      return g_strdup (self->info.error != NULL ? self->info.error->message
                                                : _ ("The service has failed."));
    default:
      return g_strdup ("");
    }
}
