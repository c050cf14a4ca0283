/* The unit as this process sees it: which files make it, asked from the manager, and what they
 * hold, read in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/helper-client-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/etag.h"

#define MANAGER_NAME "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"
#define UNIT_INTERFACE "org.freedesktop.systemd1.Unit"

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
read_all (int         fd,
          GByteArray *bytes)
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
add_file (HnEtag     *etag,
          const char *path)
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
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
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
                                   _("%s: %s is part of this service and cannot be read: %s"),
                                   unit->unit, path, g_strerror (r));
          return;
        }
    }

  g_task_return_pointer (task, hn_etag_finish (g_steal_pointer (&etag)), g_free);
}

static int
read_paths (sd_bus_message *reply,
            Unit           *unit)
{
  const char *path;
  int r;

  r = sd_bus_message_enter_container (reply, 'a', "s");
  if (r < 0)
    return r;
  while ((r = sd_bus_message_read_basic (reply, 's', &path)) > 0)
    g_ptr_array_add (unit->paths, g_strdup (path));
  if (r < 0)
    return r;

  return sd_bus_message_exit_container (reply);
}

static int
read_property (sd_bus_message *reply,
               Unit           *unit,
               char          **fragment)
{
  const char *name, *type;
  char **text = NULL;
  int r;

  r = sd_bus_message_read_basic (reply, 's', &name);
  if (r >= 0)
    r = sd_bus_message_peek_type (reply, NULL, &type);
  if (r < 0)
    return r;

  if (strcmp (name, "FragmentPath") == 0)
    text = fragment;
  else if (strcmp (name, "LoadState") == 0)
    text = &unit->load_state;
  else if (strcmp (name, "DropInPaths") != 0)
    return sd_bus_message_skip (reply, "v");

  if (strcmp (type, text != NULL ? "s" : "as") != 0)
    return -EBADMSG;
  r = sd_bus_message_enter_container (reply, 'v', type);
  if (r >= 0 && text == NULL)
    r = read_paths (reply, unit);
  else if (r >= 0)
    {
      const char *value;

      r = sd_bus_message_read_basic (reply, 's', &value);
      if (r >= 0)
        {
          g_free (*text);
          *text = g_strdup (value);
        }
    }
  if (r >= 0)
    r = sd_bus_message_exit_container (reply);

  return r;
}

static gboolean
read_unit (sd_bus_message *reply,
           Unit           *unit)
{
  g_autofree char *fragment = NULL;
  int r;

  if (sd_bus_message_enter_container (reply, 'a', "{sv}") < 0)
    return FALSE;
  while ((r = sd_bus_message_enter_container (reply, 'e', "sv")) > 0)
    if (read_property (reply, unit, &fragment) < 0 || sd_bus_message_exit_container (reply) < 0)
      return FALSE;
  if (r < 0 || unit->load_state == NULL || fragment == NULL)
    return FALSE;

  if (*fragment != '\0')
    g_ptr_array_insert (unit->paths, 0, g_steal_pointer (&fragment));

  return TRUE;
}

/* The manager is none of the helper's: its errors get words of their own. */
static GError *
make_manager_error (const Unit   *unit,
                    const GError *error)
{
  HnHelperError code = error != NULL ? (HnHelperError) error->code : HN_HELPER_ERROR_PROTOCOL;

  if (error != NULL && (code == HN_HELPER_ERROR_NO_BUS || code == HN_HELPER_ERROR_LOST ||
                        code == HN_HELPER_ERROR_NOT_FOUND))
    return g_error_copy (error);

  return g_error_new (HN_HELPER_ERROR, code,
                      /* Translators: a service, and why */
                      _("%s: systemd does not tell which files make this service: %s"), unit->unit,
                      error != NULL ? error->message : _("an answer that makes no sense"));
}

static void
told_properties_cb (HnHelperClient *self,
                    sd_bus_message *reply,
                    const GError   *error,
                    gpointer        user_data)
{
  g_autoptr (GTask) task = user_data;
  Unit *unit = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply == NULL || !read_unit (reply, unit))
    {
      g_task_return_error (task, make_manager_error (unit, error));
      return;
    }
  if (strcmp (unit->load_state, "not-found") == 0)
    {
      g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                               /* Translators: %s is a service */
                               _("%s: There is no such service"), unit->unit);
      return;
    }

  g_task_run_in_thread (task, read_in_thread);
}

static void
told_path_cb (HnHelperClient *self,
              sd_bus_message *reply,
              const GError   *error,
              gpointer        user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *path = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply == NULL || sd_bus_message_read (reply, "o", &path) <= 0)
    {
      g_task_return_error (task, make_manager_error (g_task_get_task_data (task), error));
      return;
    }

  hn_helper_send (self,
                  hn_helper_new_call (self, MANAGER_NAME, path, "org.freedesktop.DBus.Properties",
                                      "GetAll", "s", UNIT_INTERFACE),
                  self->call_timeout, NULL, told_properties_cb, g_steal_pointer (&task));
}

void
hn_helper_client_read_etag_async (HnHelperClient     *self,
                                  const char         *unit,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
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

  hn_helper_send (self,
                  hn_helper_new_call (self, MANAGER_NAME, MANAGER_PATH, MANAGER_INTERFACE,
                                      "LoadUnit", "s", unit),
                  self->call_timeout, NULL, told_path_cb, g_steal_pointer (&task));
}

char *
hn_helper_client_read_etag_finish (HnHelperClient *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
