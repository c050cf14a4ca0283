/* In a thread, as any reading of files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "policy-load.h"

#include "source/files/policy-file.h"

static void
load_policy (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *path = hn_policy_file_find (NULL);
  GError *error = NULL;
  HnPolicy *policy = path != NULL ? hn_policy_file_load (path, NULL, &error) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, policy, (GDestroyNotify) hn_policy_unref);
}

void
hn_policy_load_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_run_in_thread (task, load_policy);
}

HnPolicy *
hn_policy_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
