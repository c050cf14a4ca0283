/* Bisecting at the command line: what the search has found is told as it goes on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-bisect.h"

#include <glib/gi18n-lib.h>

#include "engine/bisect.h"

/* "PrivateTmp=yes, ProtectHome=yes" */
static char *
dup_lines (GPtrArray *changes)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (lines, "%s%s=%s", i > 0 ? ", " : "",
                              hn_directive_get (change->directive)->name, change->value);
    }

  return g_strdup (lines->str);
}

static void
tell_part (HnCulpritSearch *search, guint number)
{
  const HnSearchTrial *part =
      g_ptr_array_index (hn_culprit_search_get_info (search)->trials, number - 1);
  g_autofree char *lines = dup_lines (part->lines);

  if (part->works)
    /* Translators: the number of a trial, and lines such as PrivateTmp=yes */
    g_message (_ ("Trial %u works with: %s"), number, lines);
  else
    /* Translators: the number of a trial, and lines such as PrivateTmp=yes */
    g_message (_ ("Trial %u fails with: %s"), number, lines);
}

static void
tell_culprits (HnCulpritSearch *search)
{
  g_autoptr (GPtrArray) culprits = hn_culprit_search_list_culprits (search);
  g_autofree char *lines = dup_lines (culprits);

  if (culprits->len == 1)
    /* Translators: a service, and a line such as PrivateTmp=yes */
    g_message (_ ("%s does not work with: %s"), hn_culprit_search_get_info (search)->unit, lines);
  else
    /* Translators: a service, and lines such as PrivateTmp=yes */
    g_message (_ ("%s does not work with several of the lines: %s"),
               hn_culprit_search_get_info (search)->unit, lines);
}

void
hn_trial_bisect_announce (const HnOptions *options, guint n)
{
  guint most = hn_bisect_count_trials (n);

  if (!options->json)
    g_message (
        /* Translators: a number of trials */
        ngettext ("If the service does not work with all lines, there is up to %u trial, more if "
                  "several lines are to blame. Each restarts the service twice; the last one "
                  "once, where it is kept.",
                  "If the service does not work with all lines, there are up to %u trials, more if "
                  "several lines are to blame. Each restarts the service twice; the last one "
                  "once, where it is kept.",
                  most),
        most);
}

/* Waits until the next trial is begun.
 *
 * Returns: (transfer full) (nullable): NULL where the search has come to its end */
static HnTrial *
wait_for_next (HnCulpritSearch *search)
{
  HnTrial *trial;

  while (hn_culprit_search_get_info (search)->state == HN_SEARCH_RUNNING &&
         hn_culprit_search_get_info (search)->trial == NULL)
    g_main_context_iteration (NULL, TRUE);
  trial = hn_culprit_search_get_info (search)->trial;

  return hn_culprit_search_get_info (search)->state == HN_SEARCH_RUNNING ? g_object_ref (trial)
                                                                         : NULL;
}

/* Sees one trial of the search through. */
static gboolean
follow (HnCulpritSearch *search,
        HnTrial *trial,
        const HnOptions *options,
        HnAgent *agent,
        const char *path,
        HnTrialOutcome *ret_outcome,
        GError **error)
{
  gboolean last = !hn_trial_get_info (trial)->probe;
  guint number = hn_culprit_search_get_info (search)->trials->len;
  const HnSearchTrial *part = hn_culprit_search_get_info (search)->trials->pdata[number - 1];

  if (last && !options->json)
    tell_culprits (search);
  if (!hn_trial_wait (trial, options, agent, path, ret_outcome, error))
    return FALSE;
  if (ret_outcome->interrupted)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Interrupted; the service is as before"), hn_trial_get_unit (trial));
      return FALSE;
    }
  /* That the service is not well any more is more than an answer. */
  if (ret_outcome->state == HN_TRIAL_FAILED)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Stopped, as the service did not come back to how it was before"),
                   hn_trial_get_unit (trial));
      return FALSE;
    }

  /* One without an answer is among them no more. */
  if (number <= hn_culprit_search_get_info (search)->trials->len && (!last || !part->works) &&
      !options->json)
    tell_part (search, number);

  return TRUE;
}

/* What the search itself could not go on for. */
static gboolean
check_end (HnCulpritSearch *search, const HnTrialOutcome *outcome, GError **error)
{
  const GError *problem = hn_culprit_search_get_info (search)->error;

  if (hn_culprit_search_get_info (search)->state == HN_SEARCH_FOUND ||
      outcome->state == HN_TRIAL_KEPT)
    return TRUE;

  if (problem != NULL)
    g_propagate_error (error, g_error_copy (problem));
  else
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                 /* Translators: a service */
                 _ ("%s: Interrupted; the service is as before"),
                 hn_culprit_search_get_info (search)->unit);

  return FALSE;
}

HnCulpritSearch *
hn_trial_bisect (HnTrialList *list,
                 HnTrial *failed,
                 const HnOptions *options,
                 const char *path,
                 HnTrial **ret_last,
                 HnTrialOutcome *ret_outcome,
                 GError **error)
{
  /* An agent is there before the helper is asked. */
  HnAgent *agent = hn_agent_start (options->scope);
  g_autoptr (HnCulpritSearch) search = hn_culprit_search_new (list, failed, TRUE);
  g_autoptr (GPtrArray) culprits = NULL;
  g_autoptr (HnTrial) last = NULL;
  HnTrial *trial;

  ret_outcome->state = HN_TRIAL_REVERTED;
  ret_outcome->interrupted = FALSE;
  while ((trial = wait_for_next (search)) != NULL)
    {
      G_GNUC_UNUSED g_autoptr (HnTrial) under_way = trial;

      if (!hn_trial_get_info (trial)->probe)
        g_set_object (&last, trial);
      if (!follow (search, trial, options, g_steal_pointer (&agent), path, ret_outcome, error))
        {
          hn_culprit_search_stop (search);
          return NULL;
        }
      if (hn_culprit_search_get_info (search)->state == HN_SEARCH_RUNNING)
        agent = hn_agent_start (options->scope);
    }
  g_clear_pointer (&agent, hn_agent_stop);
  if (!check_end (search, ret_outcome, error))
    return NULL;

  /* With every line to blame there is no last trial that could tell. */
  culprits = hn_culprit_search_list_culprits (search);
  if (culprits->len == hn_culprit_search_get_info (search)->n_lines && !options->json)
    tell_culprits (search);
  *ret_last = g_steal_pointer (&last);

  return g_steal_pointer (&search);
}
