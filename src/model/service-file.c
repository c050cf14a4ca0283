/* A service from a unit file that a person opened. The file may be anywhere and anything, and is
 * read in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service.h"

#include "source/files/policy-file.h"
#include "source/files/unit-loader.h"

typedef struct
{
  char *path;
  HnScope scope;
  HnPolicy *policy; /* out: the machine's, or NULL */
} OpenFile;

static void
open_file_free (gpointer data)
{
  OpenFile *open_file = data;

  g_free (open_file->path);
  g_clear_pointer (&open_file->policy, hn_policy_unref);
  g_free (open_file);
}

static void
load_file_thread (GTask *task,
                  gpointer source_object,
                  gpointer task_data,
                  GCancellable *cancellable)
{
  OpenFile *open_file = task_data;
  g_autofree char *policy = hn_policy_file_find (NULL);
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (NULL, open_file->scope, 0);
  HnSettings *settings;
  GError *error = NULL;

  /* What is wrong with the policy is said in the list. */
  if (policy != NULL)
    open_file->policy = hn_policy_file_load (policy, NULL, NULL);

  settings = hn_unit_loader_load (loader, open_file->path, &error);
  if (settings == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, settings, (GDestroyNotify) hn_settings_free);
}

void
hn_service_load_file_async (const char *path,
                            HnScope scope,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  OpenFile *open_file;

  g_return_if_fail (path != NULL);

  open_file = g_new0 (OpenFile, 1);
  open_file->path = g_strdup (path);
  open_file->scope = scope;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_task_data (task, open_file, open_file_free);
  g_task_run_in_thread (task, load_file_thread);
}

HnService *
hn_service_load_file_finish (GAsyncResult *result, GError **error)
{
  OpenFile *open_file;
  HnSettings *settings;
  HnService *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  open_file = g_task_get_task_data (G_TASK (result));
  settings = g_task_propagate_pointer (G_TASK (result), error);
  if (settings == NULL)
    return NULL;

  self = hn_service_new (settings->context.unit);
  hn_service_set_file (self, open_file->path);
  hn_service_update_from_settings (self, settings, open_file->policy);

  return self;
}
