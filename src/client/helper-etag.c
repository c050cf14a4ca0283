/* The unit as this process sees it: which files make it, asked from the manager, and what they
 * hold, read in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/helper-client-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/etag.h"
#include "source/in-thread.h"
#include "source/manager/bus-connection.h"

/* More than this is no unit file. */
#define MAX_FILE ((gsize) 16 * 1024 * 1024)

typedef struct
{
  char *unit;
  char *load_state;
  GPtrArray *paths; /* the unit file, then its drop-ins */
} Unit;

static void
unit_free (gpointer data)
{
  Unit *unit = data;

  g_free (unit->unit);
  g_free (unit->load_state);
  g_ptr_array_unref (unit->paths);
  g_free (unit);
}

/* Reads all of @fd. Returns 0 or an errno. */
static int
read_all (int fd, GByteArray *bytes)
{
  guint8 buffer[16 * 1024];

  for (;;)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n == 0)
        return 0;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if (bytes->len + (gsize) n > MAX_FILE)
        return EFBIG;
      g_byte_array_append (bytes, buffer, (guint) n);
    }
}

/* Adds one file. Nothing but regular files is read, and a mask, which is empty. Returns 0 or an
 * errno. */
static int
add_file (HnEtag *etag, const char *path)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  struct stat status;
  int fd, r;

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
    {
      hn_etag_add_missing (etag, path);
      return 0;
    }
  if (fd < 0)
    return errno;

  if (fstat (fd, &status) < 0)
    r = errno;
  else if (S_ISREG (status.st_mode))
    r = read_all (fd, bytes);
  else if (S_ISCHR (status.st_mode))
    r = 0;
  else
    r = EINVAL;
  close (fd);
  if (r == 0)
    hn_etag_add (etag, path, bytes->data, bytes->len);

  return r;
}

static void
read_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Unit *unit = task_data;
  g_autoptr (HnEtag) etag = hn_etag_new ();

  for (guint i = 0; i < unit->paths->len; i++)
    {
      const char *path = g_ptr_array_index (unit->paths, i);
      int r;

      if (g_task_return_error_if_cancelled (task))
        return;
      r = add_file (etag, path);
      if (r != 0)
        {
          g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_UNREADABLE,
                                   /* Translators: a service, a file of it, and why it cannot be
                                    * read */
                                   _ ("%s: %s is part of this service and cannot be read: %s"),
                                   unit->unit, path, g_strerror (r));
          return;
        }
    }

  g_task_return_pointer (task, hn_etag_finish (g_steal_pointer (&etag)), g_free);
}

static gboolean
read_unit (GVariant *reply, Unit *unit)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (reply, 0);
  g_autoptr (GVariantIter) drop_ins = NULL;
  g_autofree char *fragment = NULL;
  char *path;

  if (!g_variant_lookup (properties, "LoadState", "s", &unit->load_state) ||
      !g_variant_lookup (properties, "FragmentPath", "s", &fragment) ||
      !g_variant_lookup (properties, "DropInPaths", "as", &drop_ins))
    return FALSE;

  if (*fragment != '\0')
    g_ptr_array_add (unit->paths, g_steal_pointer (&fragment));
  while (g_variant_iter_next (drop_ins, "s", &path))
    g_ptr_array_add (unit->paths, path);

  return TRUE;
}

/* The manager is none of the helper's: its errors get words of their own. */
static GError *
make_manager_error (const Unit *unit, const GError *error)
{
  HnHelperError code = error != NULL ? (HnHelperError) error->code : HN_HELPER_ERROR_PROTOCOL;

  if (error != NULL && (code == HN_HELPER_ERROR_NO_BUS || code == HN_HELPER_ERROR_LOST ||
                        code == HN_HELPER_ERROR_NOT_FOUND))
    return g_error_copy (error);

  return g_error_new (HN_HELPER_ERROR, code,
                      /* Translators: a service, and why */
                      _ ("%s: systemd does not tell which files make this service: %s"), unit->unit,
                      error != NULL ? error->message : _ ("an answer that makes no sense"));
}

/* Whether there is an answer; else @task has failed. */
static gboolean
check_answer (GTask *task, GVariant *reply, GError *error)
{
  HnHelperClient *self = g_task_get_source_object (task);
  g_autoptr (GError) problem = NULL;

  if (reply != NULL)
    return TRUE;

  hn_helper_check_bus (self);
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  problem = hn_helper_translate_error (self, error, NULL);
  g_task_return_error (task, make_manager_error (g_task_get_task_data (task), problem));

  return FALSE;
}

static void
told_properties_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Unit *unit = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!check_answer (task, reply, error))
    return;
  if (!read_unit (reply, unit))
    {
      g_task_return_error (task, make_manager_error (unit, NULL));
      return;
    }
  if (strcmp (unit->load_state, "not-found") == 0)
    {
      g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                               /* Translators: %s is a service */
                               _ ("%s: There is no such service"), unit->unit);
      return;
    }

  hn_run_in_thread (task, read_in_thread, unit, NULL, g_free);
}

static void
told_path_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnHelperClient *self = g_task_get_source_object (task);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!check_answer (task, reply, error))
    return;

  g_variant_get (reply, "(&o)", &path);
  g_dbus_connection_call (G_DBUS_CONNECTION (source), HN_MANAGER_NAME, path,
                          "org.freedesktop.DBus.Properties", "GetAll",
                          g_variant_new ("(s)", HN_UNIT_INTERFACE), G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout,
                          g_task_get_cancellable (task), told_properties_cb, task);
  g_steal_pointer (&task);
}

void
hn_helper_client_read_etag_async (HnHelperClient *self,
                                  const char *unit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Unit *data;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (unit != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  data = g_new0 (Unit, 1);
  data->unit = g_strdup (unit);
  data->paths = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, data, unit_free);
  if (!g_utf8_validate (unit, -1, NULL))
    {
      g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_UNIT, "%s",
                               _ ("A name or a value is not valid UTF-8"));
      return;
    }
  if (self->bus == NULL)
    {
      g_autoptr (GError) lost = hn_helper_make_lost_error (self);

      g_task_return_error (task, make_manager_error (data, lost));
      return;
    }

  g_dbus_connection_call (self->bus, HN_MANAGER_NAME, HN_MANAGER_PATH, HN_MANAGER_INTERFACE,
                          "LoadUnit", g_variant_new ("(s)", unit), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout, cancellable,
                          told_path_cb, task);
  g_steal_pointer (&task);
}

char *
hn_helper_client_read_etag_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
