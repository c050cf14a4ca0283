/* Bisecting at the command line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-bisect.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "engine/bisect.h"
#include "engine/request.h"

void
hn_bisection_free (HnBisection *self)
{
  g_clear_pointer (&self->culprits, g_ptr_array_unref);
  hn_trial_run_free (self->run);
  g_free (self);
}

static char *
dup_names (GPtrArray *edits, const gboolean *chosen, gboolean value)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (edits, i);

      if (chosen[i] == value)
        g_string_append_printf (names, "%s%s=%s", names->len > 0 ? ", " : "",
                                hn_directive_get (edit->directive)->name, edit->value);
    }

  return g_strdup (names->str);
}

/* One trial of some of the new lines.
 *
 * Returns: (transfer full) (nullable): NULL with @error */
static HnTrialRun *
try_part (HnHelperClient *client,
          HnTarget *target,
          const HnOptions *options,
          HnTrialPlan *plan,
          const gboolean *with,
          gboolean last,
          HnTrialState *state,
          GError **error)
{
  g_autoptr (HnTrialRun) run = NULL;
  g_autoptr (GPtrArray) content = hn_trial_plan_dup_part (plan, with);
  g_autofree char *etag = hn_read_etag (client, target->unit, error);
  g_autofree char *text = hn_request_to_text (content);
  g_autoptr (GError) local_error = NULL;

  if (etag == NULL)
    return NULL;

  run = hn_trial_run_new (client, options, target->unit);
  hn_trial_run_set_content (run, content, NULL, NULL, plan->path, text);
  if (!last)
    hn_trial_run_set_probe (run);
  *state = hn_trial_run_try (run, etag, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (hn_trial_run_is_interrupted (run))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Interrupted; the service is as before"), target->unit);
      return NULL;
    }
  /* That the service is not well any more is more than an answer. */
  if (*state == HN_TRIAL_FAILED)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Stopped, as the service did not come back to how it was before"),
                   target->unit);
      return NULL;
    }

  return g_steal_pointer (&run);
}

static void
tell_part (const HnOptions *options,
           const HnTrialPlan *plan,
           guint number,
           const gboolean *with,
           gboolean worked)
{
  g_autofree char *names = dup_names (plan->changed, with, TRUE);

  if (options->json)
    return;
  if (worked)
    /* Translators: the number of a trial, and lines such as PrivateTmp=yes */
    g_message (_ ("Trial %u works with: %s"), number, names);
  else
    /* Translators: the number of a trial, and lines such as PrivateTmp=yes */
    g_message (_ ("Trial %u fails with: %s"), number, names);
}

static void
tell_culprits (const HnOptions *options, HnTarget *target, GPtrArray *culprits)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (options->json)
    return;
  for (guint i = 0; i < culprits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (culprits, i);

      g_string_append_printf (lines, "%s%s=%s", i > 0 ? ", " : "",
                              hn_directive_get (edit->directive)->name, edit->value);
    }
  if (culprits->len == 1)
    /* Translators: a service, and a line such as PrivateTmp=yes */
    g_message (_ ("%s does not work with: %s"), target->unit, lines->str);
  else
    /* Translators: a service, and lines such as PrivateTmp=yes */
    g_message (_ ("%s does not work with several of the lines: %s"), target->unit, lines->str);
}

static void
take_culprits (HnBisection *self, HnBisect *bisect, const HnTrialPlan *plan)
{
  g_ptr_array_set_size (self->culprits, 0);
  for (guint i = 0; i < plan->changed->len; i++)
    if (hn_bisect_is_culprit (bisect, i))
      g_ptr_array_add (self->culprits, g_ptr_array_index (plan->changed, i));
}

void
hn_trial_bisect_announce (const HnOptions *options, const HnTrialPlan *plan)
{
  guint most = hn_bisect_count_trials (plan->changed->len);

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

HnBisection *
hn_trial_bisect (HnHelperClient *client,
                 HnTarget *target,
                 const HnOptions *options,
                 HnTrialPlan *plan,
                 GError **error)
{
  g_autoptr (HnBisection) self = g_new0 (HnBisection, 1);
  g_autoptr (HnBisect) bisect = hn_bisect_new (plan->changed->len);
  const gboolean *with;

  self->culprits = g_ptr_array_new ();
  self->trials = 1;
  self->state = HN_TRIAL_REVERTED;
  while ((with = hn_bisect_next (bisect)) != NULL)
    {
      gboolean last = hn_bisect_is_last (bisect);
      gboolean worked;
      g_autoptr (HnTrialRun) run = NULL;

      if (last)
        {
          take_culprits (self, bisect, plan);
          tell_culprits (options, target, self->culprits);
        }
      run = try_part (client, target, options, plan, with, last, &self->state, error);
      if (run == NULL)
        return NULL;
      self->trials++;
      worked = hn_trial_run_has_worked (run);
      if (!last || !worked)
        tell_part (options, plan, self->trials, with, worked);
      if (last)
        {
          hn_trial_run_free (self->run);
          self->run = g_steal_pointer (&run);
        }
      hn_bisect_tell (bisect, worked);
    }

  take_culprits (self, bisect, plan);
  /* With every line to blame there is no last trial that could tell. */
  if (self->culprits->len == plan->changed->len)
    tell_culprits (options, target, self->culprits);

  return g_steal_pointer (&self);
}
