/* accept: what is left out of counts, advice and thresholds from now on, and what no longer is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "agent.h"
#include "cli/trial/trial-begin.h"
#include "session.h"
#include "source/files/accepted-files.h"
#include "source/manager/manager-error.h"
#include "source/unit-name.h"
#include "terminal.h"

/* The year in which nobody thinks of it any more has to have an end. */
#define DEFAULT_YEARS 1

static gboolean
usage (GError **error, const char *text)
{
  g_set_error_literal (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, text);

  return FALSE;
}

static gboolean
check_options (const HnOptions *options, GError **error)
{
  if (options->withdraw && (options->note != NULL || options->until != NULL))
    return usage (error, _ ("--withdraw takes neither --note nor --until"));
  if (!options->withdraw && options->note == NULL)
    return usage (error, _ ("A reason is missing: --note=TEXT says why it is accepted"));
  if (options->everybody && options->scope == HN_SCOPE_USER)
    return usage (error, _ ("Your own services are nobody else's: --everybody does not go with "
                            "--user"));
  if (!options->everybody && geteuid () == 0)
    return usage (error, _ ("As root only what is accepted for everybody counts; accept it with "
                            "--everybody, or as the user who looks"));

  return TRUE;
}

/* Whether it was the manager that said so, and not that there is none. */
static gboolean
is_answer (const GError *error)
{
  return error->domain != HN_MANAGER_ERROR || error->code == HN_MANAGER_ERROR_NOT_FOUND ||
         error->code == HN_MANAGER_ERROR_MASKED || error->code == HN_MANAGER_ERROR_BAD_UNIT;
}

/* Gives @target its own name, by which it is looked for when it counts. What is gone may be counted
 * again all the same. */
static gboolean
resolve (const HnOptions *options, HnTarget *target, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnReport) report = NULL;

  if (!options->withdraw && hn_unit_name_classify (target->unit) == HN_UNIT_NAME_TEMPLATE)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("“%s” is a template; name one of its instances"), target->unit);
      return FALSE;
    }
  session = hn_session_new (options, TRUE, &local_error);
  report = session != NULL ? hn_session_resolve (session, target, &local_error) : NULL;
  if (report != NULL || options->withdraw)
    return TRUE;
  /* The helper asks for itself. */
  if (options->everybody && !is_answer (local_error))
    return TRUE;
  if (is_answer (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* Translators: a service, and why it cannot be looked for */
  g_message (_ ("%s is accepted under this name, whether there is such a service or not: %s"),
             target->unit, local_error->message);

  return TRUE;
}

static gboolean
change (const HnOptions *options, const HnAccepted *accepted, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!options->withdraw)
    return hn_accepted_files_write_own (options->scope, accepted, error);
  if (hn_accepted_files_remove_own (options->scope, accepted->unit, accepted->check, &local_error))
    return TRUE;
  if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, local_error->domain, local_error->code,
                 /* Translators: %s is a file */
                 _ ("You have not accepted this: %s"), local_error->message);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
change_for_everybody (HnHelperClient *client,
                      const HnAccepted *accepted,
                      gboolean withdraw,
                      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hn_helper_client_accept_async (client, accepted, withdraw, NULL, answered_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return hn_helper_client_accept_finish (client, result, error);
}

/* Through the helper, which asks for permission each time. */
static gboolean
change_all_for_everybody (const HnOptions *options, GPtrArray *all, GError **error)
{
  g_autoptr (HnHelperClient) client = hn_trial_connect (options, error);
  G_GNUC_UNUSED g_autoptr (HnAgent) agent = client != NULL ? hn_agent_start (options->scope) : NULL;

  if (client == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!change_for_everybody (client, all->pdata[i], options->withdraw, error))
      return FALSE;

  return TRUE;
}

/* All words are looked at before the first is written. */
static GPtrArray *
read_subjects (const HnOptions *options, const char *unit, GStrv checks, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_accepted_free);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_years (now, DEFAULT_YEARS);
  g_autofree char *today = g_date_time_format (now, "%F");
  g_autofree char *later = g_date_time_format (then, "%F");
  const char *until = options->until != NULL ? options->until : later;
  guint n = MAX (g_strv_length (checks), 1);

  for (guint i = 0; i < n; i++)
    {
      HnAccepted *accepted = hn_accepted_new (unit, checks[0] != NULL ? checks[i] : "", until,
                                              options->withdraw ? "-" : options->note, error);

      if (accepted == NULL)
        return NULL;
      g_ptr_array_add (all, accepted);
      if (!hn_accepted_check_day (accepted, today, error))
        return NULL;
    }

  return g_steal_pointer (&all);
}

HnExit
hn_command_accept (const HnOptions *options, GError **error)
{
  g_autoptr (HnTarget) target = NULL;
  g_autoptr (GPtrArray) all = NULL;

  if (!check_options (options, error))
    return HN_EXIT_USAGE;
  if (!options->everywhere)
    {
      target = hn_target_parse (options->arguments[0], error);
      if (target == NULL)
        return HN_EXIT_USAGE;
      if (target->unit == NULL)
        {
          usage (error, _ ("What is accepted is about a service, not a file"));
          return HN_EXIT_USAGE;
        }
    }
  if (target != NULL && !resolve (options, target, error))
    return HN_EXIT_FAILURE;
  all = read_subjects (options, target != NULL ? target->unit : "",
                       options->arguments + (target != NULL ? 1 : 0), error);
  if (all == NULL)
    return HN_EXIT_FAILURE;
  if (options->everybody)
    return change_all_for_everybody (options, all, error) ? HN_EXIT_OK : HN_EXIT_FAILURE;
  for (guint i = 0; i < all->len; i++)
    if (!change (options, all->pdata[i], error))
      return HN_EXIT_FAILURE;

  return HN_EXIT_OK;
}
