/* harden: the search for the strictest set that a service works with, as a command.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/harden/harden-several.h"
#include "cli/harden/unit-search.h"
#include "cli/trial/trial-begin.h"
#include "commands.h"

static HnExit
harden_one (HnUnitSearch *self, GError **error)
{
  if (!hn_unit_search_read (self, error) || !hn_unit_search_run (self, error))
    return HN_EXIT_FAILURE;

  return self->kept                       ? HN_EXIT_OK
         : hn_unit_search_is_found (self) ? HN_EXIT_NOT_KEPT
                                          : HN_EXIT_NOTHING;
}

/* @failure: (nullable): why it failed, if it did */
static gboolean
print_json (const HnUnitSearch *self, const GError *failure, GError **error)
{
  HnJsonOut *json = hn_json_out_new ();

  hn_json_out_begin_object (json, NULL);
  hn_unit_search_write_json (self, json);
  if (failure != NULL)
    hn_json_out_string (json, "error", failure->message);
  hn_json_out_end_object (json);

  return hn_terminal_print_json (json, error);
}

HnExit
hn_command_harden (const HnOptions *options, GError **error)
{
  g_auto (HnUnitSearch) self = { .options = options };
  g_autoptr (HnHelperClient) client = NULL;
  g_autoptr (HnTrialList) list = NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnRecipes) recipes = NULL;
  g_autoptr (GError) failure = NULL;
  HnExit status = HN_EXIT_FAILURE;

  if (options->arguments[1] != NULL)
    return hn_harden_several (options, error);

  self.target = hn_trial_parse_target (options->arguments[0], error);
  if (self.target == NULL)
    return HN_EXIT_USAGE;
  client = hn_trial_connect (options, &failure);
  session = client != NULL ? hn_session_new (options, TRUE, &failure) : NULL;
  if (session != NULL)
    {
      list = hn_trial_list_new (client, NULL);
      recipes = hn_session_load_recipes (session);
      self.session = session;
      self.list = list;
      self.recipes = recipes;
      status = harden_one (&self, &failure);
    }
  if (options->json && (failure == NULL || failure->domain != HN_USAGE_ERROR) &&
      !print_json (&self, failure, error))
    status = HN_EXIT_FAILURE;
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  hn_unit_search_clear (&self);
  if (client != NULL)
    hn_trial_flush (client);

  return status;
}
