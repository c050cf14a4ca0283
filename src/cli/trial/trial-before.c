/* What a person is told, and perhaps asked, before the helper is asked for a trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-before.h"

#include <glib/gi18n-lib.h>

#include "engine/never-restart.h"
#include "engine/validate.h"
#include "engine/rescue.h"
#include "cli/permission-out.h"
#include "source/manager/unread-units.h"
#include "cli/trial/trial-text.h"

/* A change of a service that is not restarted is not tried but written at once, for good: that is a
 * question of its own, which --keep does not answer. */
static gboolean
confirm_untested (const HnTrialPlan *plan, const char *reason, GError **error)
{
  const HnOptions *options = plan->session->options;
  const char *unit = plan->target->unit;
  g_autofree char *warning = NULL;
  g_autofree char *commands = NULL;
  g_autofree char *question = NULL;

  if (options->untested)
    return TRUE;

  if (!hn_can_ask (options))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service, and what its restart would bring; keep --untested */
                   _ ("%s is not restarted from here: %s With --untested the change is written "
                      "for good without a trial, and in force from its next start on; "
                      "hardnutctl(1) says how to undo it if the machine does not come up"),
                   unit, _ (reason));
      return FALSE;
    }

  warning = hn_rescue_dup_warning (unit, _ (reason));
  commands = hn_plan_dup_rescue (&plan->change);
  /* Translators: what it means, how to undo it, and the commands for that; keep [y/N] at the end,
   * with your own key for “yes” */
  question = g_strdup_printf (_ ("%s\n\n%s\n\n%s\nWrite the change untested? [y/N] "), warning,
                              hn_rescue_get_way (options->scope), commands);
  if (hn_ask (question))
    return TRUE;

  g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
               /* Translators: a service */
               _ ("%s: Nothing was changed"), unit);

  return FALSE;
}

/* Names those that @stops tells: that stop with the service, or that restart with it. */
static char *
join_dependents (const HnRestart *restart, gboolean stops)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < restart->dependents->len; i++)
    {
      const HnDependent *dependent = g_ptr_array_index (restart->dependents, i);

      if (dependent->stops == stops)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", dependent->name);
    }

  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* Who else feels the restart. Where that cannot be found out, nobody is kept from trying; the
 * helper looks, too. */
static gboolean
check_dependents (const HnTrialPlan *plan, GError **error)
{
  const HnOptions *options = plan->session->options;
  const HnRestart *restart = plan->change.restart;
  const char *unit = plan->target->unit;
  g_autofree char *restarting = NULL;
  g_autofree char *stopping = NULL;
  const HnDependent *untouchable;
  const char *reason;

  if (restart == NULL || !restart->active)
    return TRUE;

  untouchable = hn_restart_find_untouchable (restart, options->scope, &reason);
  if (untouchable != NULL)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service, another that depends on it, and what the restart of
                    * that would bring; keep --no-restart */
                   _ ("%s is not restarted from here, because %s depends on it: %s With "
                      "--no-restart the change is tried without one"),
                   unit, untouchable->name, _ (reason));
      return FALSE;
    }
  if (options->json)
    return TRUE;

  restarting = join_dependents (restart, FALSE);
  stopping = join_dependents (restart, TRUE);
  if (restarting != NULL)
    /* Translators: a service, then one or more units with commas between */
    g_message (_ ("%s: Its restart also restarts %s"), unit, restarting);
  if (stopping != NULL)
    /* Translators: a service, then one or more units with commas between */
    g_message (_ ("%s: Its restart stops %s, without starting it again"), unit, stopping);

  return TRUE;
}

gboolean
hn_trial_before_check_unit (HnSession *session, HnTarget *target, GError **error)
{
  g_auto (GStrv) names = hn_unit_loader_dup_names (hn_session_get_loader (session), target->unit);
  const char *reason =
      hn_never_change_find_any ((const char *const *) names, session->options->scope);

  if (reason != NULL)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service, and a sentence that says what it is for */
                   _ ("Hardnut does not change %s. %s"), target->unit, _ (reason));
      return FALSE;
    }
  if (!hn_validate_unit_name (target->unit, NULL))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service such as “app-.service” */
                   _ ("Hardnut does not change %s, because its drop-ins would hold for other "
                      "services as well"),
                   target->unit);
      return FALSE;
    }

  return TRUE;
}

/* Where that cannot be found out, nobody is kept from trying. */
GStrv
hn_trial_before_tell_unread (HnSession *session, const char *unit)
{
  g_autofree char *names = NULL;
  GStrv unread;
  HnWait wait;

  hn_wait_begin (&wait, session->manager);
  hn_unread_units_find_all_async (session->manager, unit, wait.cancellable, hn_wait_answered_cb,
                                  &wait);
  unread = hn_wait_end (&wait, NULL);
  if (session->options->json || unread == NULL || unread[0] == NULL)
    return unread;

  names = g_strjoinv (", ", unread);
  /* Translators: a service, then one or more units with commas between */
  g_message (
      _ ("%s: systemd has not read the changed files of these units yet; the change puts them "
         "in force as well: %s"),
      unit, names);

  return unread;
}

gboolean
hn_trial_before (HnTrialPlan *plan, GError **error)
{
  const HnOptions *options = plan->session->options;
  const char *unit = plan->target->unit;
  const char *reason;
  HnWait wait;

  if (plan->hidden != NULL && !options->json)
    /* Translators: a service, and a file such as that of its template */
    g_message (_ ("%s: What %s sets is taken over, as this service will not read that file any "
                  "more"),
               unit, plan->hidden);
  if (plan->uncovered != NULL && !options->json)
    /* Translators: a service, and a file: that of its template */
    g_message (_ ("%s: What %s sets holds again"), unit, plan->uncovered);
  plan->change.unread = hn_trial_before_tell_unread (plan->session, unit);

  if (!options->no_restart || hn_plan_get_never (&plan->change) != NULL)
    {
      hn_wait_begin (&wait, plan->session->manager);
      hn_restart_read_async (plan->session->manager, unit, wait.cancellable, hn_wait_answered_cb,
                             &wait);
      plan->change.restart = hn_wait_end (&wait, NULL);
    }
  reason = hn_plan_get_never (&plan->change);
  if (!hn_plan_is_tried (&plan->change))
    return confirm_untested (plan, reason, error);
  if (reason != NULL && !options->json)
    /* Translators: a service, and what its restart would bring */
    g_message (
        _ ("%s is not restarted from here: %s What needs no restart is tried, the rest is in "
           "force from its next start on"),
        unit, _ (reason));

  return reason != NULL || options->no_restart || check_dependents (plan, error);
}
