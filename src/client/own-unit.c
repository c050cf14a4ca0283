/* Which service this very program runs in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/own-unit.h"

#include <stdlib.h>
#include <systemd/sd-login.h>

char *
hn_own_unit_dup (HnScope scope)
{
  char *unit = NULL;
  char *copy;

  if (scope == HN_SCOPE_USER)
    sd_pid_get_user_unit (0, &unit);
  else
    sd_pid_get_unit (0, &unit);
  copy = g_strdup (unit);
  free (unit);

  return copy;
}

static void
find_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, hn_own_unit_dup (GPOINTER_TO_INT (task_data)), g_free);
}

void
hn_own_unit_find_async (HnScope scope,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, GINT_TO_POINTER (scope), NULL);
  g_task_run_in_thread (task, find_in_thread);
}

char *
hn_own_unit_find_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
