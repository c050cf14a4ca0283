/* What each command needs that has the helper do something: the helper, and a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-begin.h"

#include <glib/gi18n-lib.h>

#include "source/unit-name.h"

HnHelperClient *
hn_trial_connect (const HnOptions *options, GError **error)
{
  g_autoptr (HnHelperClient) client = hn_helper_client_new (options->scope, NULL);
  const GError *reason;

  while (hn_helper_client_get_state (client) == HN_HELPER_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
  if (hn_helper_client_get_available (client))
    return g_steal_pointer (&client);

  reason = hn_helper_client_get_error (client);
  if (reason->code == HN_HELPER_ERROR_UNAVAILABLE)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE, "%s",
                 _ ("Hardnut’s helper, which alone changes services, is not installed here: "
                    "install Hardnut’s package or, in its source folder, run “sudo ./dev install”; "
                    "“hardnutctl preview” shows the drop-in to be written by hand"));
  else
    g_propagate_error (error, g_error_copy (reason));

  return NULL;
}

HnTarget *
hn_trial_parse_target (const char *word, GError **error)
{
  g_autoptr (HnTarget) target = hn_target_parse (word, error);

  if (target == NULL)
    return NULL;
  if (target->file != NULL)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("“%s” is a file; only a service can be changed"), word);
      return NULL;
    }
  if (hn_unit_name_classify (target->unit) == HN_UNIT_NAME_TEMPLATE)
    {
      g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
                   _ ("“%s” is a template; name one of its instances"), word);
      return NULL;
    }

  return g_steal_pointer (&target);
}

GPtrArray *
hn_trial_parse_targets (const HnOptions *options, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_target_free);

  for (guint i = 0; options->arguments[i] != NULL; i++)
    {
      HnTarget *target = hn_trial_parse_target (options->arguments[i], error);

      if (target == NULL)
        return NULL;
      g_ptr_array_add (targets, target);
    }

  return g_steal_pointer (&targets);
}

void
hn_trial_flush (HnHelperClient *client)
{
  GDBusConnection *bus = hn_helper_client_get_bus (client);

  if (bus != NULL)
    g_dbus_connection_flush_sync (bus, NULL, NULL);
}
