/* Opens what the window is asked for: a unit file, a root folder, a service by its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "window-private.h"

/* Tells the caller, and the person. */
static void
open_failed (GTask *task, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    hn_window_show_message (g_task_get_source_object (task), error->message);

  g_task_return_error (task, error);
}

static void
file_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (HnService) service = NULL;
  GError *error = NULL;

  service = hn_service_load_file_finish (result, &error);
  if (service == NULL)
    {
      open_failed (task, error);
      return;
    }

  hn_window_show_service (g_task_get_source_object (task), service);
  g_task_return_boolean (task, TRUE);
}

static void
type_queried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnWindow *self = g_task_get_source_object (task);
  g_autoptr (GFileInfo) info = NULL;
  const char *path = g_file_peek_path (G_FILE (object));
  GError *error = NULL;

  info = g_file_query_info_finish (G_FILE (object), result, &error);
  if (info == NULL)
    {
      open_failed (task, error);
    }
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      hn_services_page_set_root (self->services_page, path);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      HnServiceList *list = hn_services_page_get_list (self->services_page);

      hn_service_load_file_async (path, hn_service_list_get_scope (list),
                                  g_task_get_cancellable (task), file_loaded_cb,
                                  g_object_ref (task));
    }
}

void
hn_window_open_async (HnWindow *self, GFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HN_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  /* The last one that was asked for is the one that counts. */
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, callback, user_data);

  if (g_file_peek_path (file) == NULL)
    {
      open_failed (task, g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                      _ ("Only files of this machine can be opened")));
      return;
    }

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, self->cancellable, type_queried_cb,
                           g_object_ref (task));
}

gboolean
hn_window_open_finish (HnWindow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_window_tell_only (HnWindow *self, GFile *file)
{
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  g_return_if_fail (HN_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  name = g_file_get_basename (file);
  /* Translators: %s is the name of the first one of several files or folders */
  message = g_strdup_printf (_ ("Of several files, one is opened: %s"), name);
  hn_window_show_message (self, message);
}

void
hn_window_find_wanted (HnWindow *self)
{
  g_autofree char *name = NULL;
  HnServiceList *list;
  HnService *service;

  if (self->wanted == NULL)
    return;

  list = hn_services_page_get_list (self->services_page);
  service = hn_service_list_find (list, self->wanted);
  if (service == NULL && !hn_service_list_is_complete (list))
    return;

  name = g_steal_pointer (&self->wanted);
  if (service != NULL)
    {
      hn_window_show_service (self, service);
    }
  else
    {
      /* Translators: %s is the name of a service */
      g_autofree char *message = g_strdup_printf (_ ("There is no service called %s"), name);

      hn_window_show_message (self, message);
    }
}

void
hn_window_open_unit (HnWindow *self, const char *unit)
{
  g_return_if_fail (HN_IS_WINDOW (self));
  g_return_if_fail (unit != NULL);

  g_free (self->wanted);
  self->wanted =
      g_str_has_suffix (unit, ".service") ? g_strdup (unit) : g_strconcat (unit, ".service", NULL);
  hn_window_find_wanted (self);
}
