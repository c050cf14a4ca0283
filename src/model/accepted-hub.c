/* Files are read and written in threads. Folders are watched, so that what another program accepts
 * is there at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/accepted-hub.h"

#include <unistd.h>

#include "client/helper-client.h"

struct _HnAcceptedHub
{
  GObject parent_instance;

  gboolean again; /* it was asked for once more while it was being read */

  /* owned */
  HnServiceList *list;     /* (nullable) */
  HnAcceptedFiles *files;  /* (nullable) */
  GCancellable *reading;   /* (nullable) */
  GFileMonitor *everybody; /* (nullable) */
  GFileMonitor *own;       /* (nullable) */
  HnHelperClient *client;  /* (nullable) until something is for everybody */
  GPtrArray *waiting;      /* of GTask: for the client to be connected */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnAcceptedHub, hn_accepted_hub, G_TYPE_OBJECT)

/* ---- Reading ---- */

typedef struct
{
  char *root; /* (nullable) */
  HnScope scope;
} Where;

static void
where_free (gpointer data)
{
  Where *self = data;

  g_free (self->root);
  g_free (self);
}

/* As root only what everybody has accepted counts, as in a report. */
static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Where *where = task_data;

  g_task_return_pointer (task, hn_accepted_files_load (where->root, where->scope, geteuid () != 0),
                         (GDestroyNotify) hn_accepted_files_unref);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnAcceptedHub) self = user_data;
  HnAcceptedFiles *files = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Of the list before. */
  if (files == NULL)
    return;

  g_clear_object (&self->reading);
  if (self->files == NULL || !hn_accepted_files_equal (self->files, files))
    {
      g_clear_pointer (&self->files, hn_accepted_files_unref);
      self->files = hn_accepted_files_ref (files);
      hn_service_list_set_accepted (self->list, files);
      g_signal_emit (self, changed_signal, 0);
    }
  hn_accepted_files_unref (files);
  if (self->again)
    hn_accepted_hub_refresh (self);
}

void
hn_accepted_hub_refresh (HnAcceptedHub *self)
{
  g_autoptr (GTask) task = NULL;
  Where *where;

  g_return_if_fail (HN_IS_ACCEPTED_HUB (self));

  self->again = self->reading != NULL;
  if (self->list == NULL || self->reading != NULL)
    return;

  where = g_new0 (Where, 1);
  where->root = g_strdup (hn_service_list_get_root (self->list));
  where->scope = hn_service_list_get_scope (self->list);
  self->reading = g_cancellable_new ();
  task = g_task_new (NULL, self->reading, read_cb, g_object_ref (self));
  g_task_set_task_data (task, where, where_free);
  g_task_run_in_thread (task, read_thread);
}

/* (transfer full) (nullable): of a folder that need not be there yet */
static GFileMonitor *
watch_folder (HnAcceptedHub *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor != NULL)
    g_signal_connect_object (monitor, "changed", G_CALLBACK (hn_accepted_hub_refresh), self,
                             G_CONNECT_SWAPPED);

  return monitor;
}

static void
forget_list (HnAcceptedHub *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->everybody);
  g_clear_object (&self->own);
  g_clear_pointer (&self->files, hn_accepted_files_unref);
  g_clear_object (&self->list);
  self->again = FALSE;
}

void
hn_accepted_hub_set_list (HnAcceptedHub *self, HnServiceList *list)
{
  HnScope scope;

  g_return_if_fail (HN_IS_ACCEPTED_HUB (self));
  g_return_if_fail (list == NULL || HN_IS_SERVICE_LIST (list));

  if (self->list == list)
    return;

  forget_list (self);
  g_set_object (&self->list, list);
  if (list == NULL)
    return;

  scope = hn_service_list_get_scope (list);
  if (hn_accepted_hub_can_for_everybody (self))
    {
      g_autofree char *folder = hn_accepted_files_dup_folder (scope, TRUE);

      self->everybody = watch_folder (self, folder);
    }
  if (hn_accepted_hub_can_for_user (self))
    {
      g_autofree char *folder = hn_accepted_files_dup_folder (scope, FALSE);

      self->own = watch_folder (self, folder);
    }
  hn_accepted_hub_refresh (self);
}

const HnAcceptedFiles *
hn_accepted_hub_get_files (HnAcceptedHub *self)
{
  g_return_val_if_fail (HN_IS_ACCEPTED_HUB (self), NULL);

  return self->files;
}

/* ---- Changing ---- */

gboolean
hn_accepted_hub_can_for_user (HnAcceptedHub *self)
{
  g_return_val_if_fail (HN_IS_ACCEPTED_HUB (self), FALSE);

  return self->list != NULL && hn_service_list_get_root (self->list) == NULL && geteuid () != 0;
}

gboolean
hn_accepted_hub_can_for_everybody (HnAcceptedHub *self)
{
  g_return_val_if_fail (HN_IS_ACCEPTED_HUB (self), FALSE);

  return self->list != NULL && hn_service_list_get_root (self->list) == NULL &&
         hn_service_list_get_scope (self->list) == HN_SCOPE_SYSTEM;
}

typedef struct
{
  HnAccepted *accepted;
  HnScope scope;
  gboolean withdraw;
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  hn_accepted_free (self->accepted);
  g_free (self);
}

/* By the file that says it, which somebody may have written by hand. */
static gboolean
remove_own (const HnAccepted *accepted, HnScope scope, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (accepted->path == NULL)
    return hn_accepted_files_remove_own (scope, accepted->unit, accepted->check, error);

  file = g_file_new_for_path (accepted->path);

  return g_file_delete (file, NULL, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Change *change = task_data;
  GError *error = NULL;
  gboolean done = change->withdraw
                      ? remove_own (change->accepted, change->scope, &error)
                      : hn_accepted_files_write_own (change->scope, change->accepted, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (hn_helper_client_accept_finish (HN_HELPER_CLIENT (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ask_helper (HnAcceptedHub *self, GTask *task)
{
  const Change *change = g_task_get_task_data (task);

  hn_helper_client_accept_async (self->client, change->accepted, change->withdraw,
                                 g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

/* Those who ask for the first time wait until it is known whether there is a helper. */
static void
connected_cb (HnAcceptedHub *self)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (hn_helper_client_get_state (self->client) == HN_HELPER_CONNECTING)
    return;

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    ask_helper (self, waiting->pdata[i]);
}

static void
ensure_client (HnAcceptedHub *self)
{
  if (self->client != NULL)
    return;

  self->client = hn_helper_client_new (HN_SCOPE_SYSTEM, NULL);
  g_signal_connect_object (self->client, "state-changed", G_CALLBACK (connected_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hn_accepted_hub_change_async (HnAcceptedHub *self,
                              const HnAccepted *accepted,
                              gboolean withdraw,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) work = NULL;
  Change *change;

  g_return_if_fail (HN_IS_ACCEPTED_HUB (self));
  g_return_if_fail (accepted != NULL && self->list != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  change = g_new0 (Change, 1);
  change->accepted = hn_accepted_copy (accepted);
  change->scope = hn_service_list_get_scope (self->list);
  change->withdraw = withdraw;
  g_task_set_task_data (task, change, change_free);
  if (!accepted->everybody)
    {
      /* Without the object, which the thread might be the last to let go of. */
      work = g_task_new (NULL, cancellable, written_cb, g_steal_pointer (&task));
      g_task_set_task_data (work, change, NULL);
      g_task_run_in_thread (work, write_thread);
      return;
    }

  ensure_client (self);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  connected_cb (self);
}

gboolean
hn_accepted_hub_change_finish (HnAcceptedHub *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  hn_accepted_hub_refresh (self);

  return TRUE;
}

/* ---- The object ---- */

static void
hn_accepted_hub_dispose (GObject *object)
{
  HnAcceptedHub *self = HN_ACCEPTED_HUB (object);

  forget_list (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_accepted_hub_parent_class)->dispose (object);
}

static void
hn_accepted_hub_class_init (HnAcceptedHubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_accepted_hub_dispose;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_accepted_hub_init (HnAcceptedHub *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

HnAcceptedHub *
hn_accepted_hub_new (void)
{
  return g_object_new (HN_TYPE_ACCEPTED_HUB, NULL);
}
