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

/* @targets: those of several that were not begun
 * @failure: (nullable): why it failed, if it did */
static gboolean
print_json (const HnUnitSearch *self, GPtrArray *targets, const GError *failure, GError **error)
{
  HnJsonOut *json;

  /* They print theirs, unless nothing could be begun. */
  if (self->target == NULL)
    return self->session != NULL || hn_harden_several_print_failure (targets, failure, error);

  json = hn_json_out_new ();
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
  g_autoptr (GPtrArray) targets = hn_trial_parse_targets (options, error);
  gboolean several = targets != NULL && targets->len > 1;
  g_autoptr (HnHelperClient) client = NULL;
  g_autoptr (HnTrialList) list = NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnRecipes) recipes = NULL;
  g_autoptr (GError) failure = NULL;
  HnUnitSearch self = { .options = options };
  HnExit status = HN_EXIT_FAILURE;

  if (targets == NULL)
    return HN_EXIT_USAGE;
  if (!several)
    self.target = g_steal_pointer (&targets->pdata[0]);
  client = hn_trial_connect (options, &failure);
  session = client != NULL ? hn_session_new (options, TRUE, &failure) : NULL;
  if (session != NULL)
    {
      list = hn_trial_list_new (client, NULL);
      recipes = hn_session_load_recipes (session);
      self.session = session;
      self.list = list;
      self.recipes = recipes;
      status = several ? hn_harden_several (targets, client, &self, &failure)
                       : harden_one (&self, &failure);
    }
  if (options->json && (failure == NULL || failure->domain != HN_USAGE_ERROR) &&
      !print_json (&self, targets, failure, error))
    status = HN_EXIT_FAILURE;
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  hn_unit_search_clear (&self);
  if (client != NULL)
    hn_trial_flush (client);

  return status;
}
