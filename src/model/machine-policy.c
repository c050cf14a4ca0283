/* Finds and reads the machine's policy without keeping the window waiting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/machine-policy.h"

#include "source/files/policy-file.h"

static void
load_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *path = hn_policy_file_find (NULL);
  GError *error = NULL;
  HnPolicy *policy = path != NULL ? hn_policy_file_load (path, &error) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, policy, (GDestroyNotify) hn_policy_unref);
}

void
hn_machine_policy_load_async (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_run_in_thread (task, load_in_thread);
}

HnPolicy *
hn_machine_policy_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
