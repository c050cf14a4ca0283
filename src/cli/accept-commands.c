/* accept: what is left out of counts, advice and thresholds from now on, and what no longer is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "source/files/accepted-files.h"
#include "target.h"
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
  if (geteuid () == 0)
    return usage (error, _ ("As root only what everybody has accepted counts; accept it as the "
                            "user who looks"));

  return TRUE;
}

/* (transfer full) */
static char *
dup_until (const HnOptions *options)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_years (now, DEFAULT_YEARS);

  return options->until != NULL ? g_strdup (options->until) : g_date_time_format (then, "%F");
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

/* All words are looked at before the first is written. */
static GPtrArray *
read_subjects (const HnOptions *options, const char *unit, GStrv checks, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_accepted_free);
  g_autofree char *until = dup_until (options);
  guint n = MAX (g_strv_length (checks), 1);

  for (guint i = 0; i < n; i++)
    {
      HnAccepted *accepted = hn_accepted_new (unit, checks[0] != NULL ? checks[i] : "", until,
                                              options->withdraw ? "-" : options->note, error);

      if (accepted == NULL)
        return NULL;
      g_ptr_array_add (all, accepted);
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
  all = read_subjects (options, target != NULL ? target->unit : "",
                       options->arguments + (target != NULL ? 1 : 0), error);
  if (all == NULL)
    return HN_EXIT_FAILURE;
  for (guint i = 0; i < all->len; i++)
    if (!change (options, all->pdata[i], error))
      return HN_EXIT_FAILURE;

  return HN_EXIT_OK;
}
