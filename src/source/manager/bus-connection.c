/* The manager as an object: finds its bus, connects, connects again, and keeps its state.
 *
 *   connecting ──> ready <──> reloading
 *       └──> gone <──┘            (and back to ready, after a pause that grows)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "source/manager/bus-loop.h"
#include "source/timer.h"

#define CALL_TIMEOUT (25 * G_USEC_PER_SEC)
#define FIRST_PAUSE 1000
#define LONGEST_PAUSE 30000

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"
#define SYSTEM_MANAGER "peer:unix:path=/run/systemd/private"

enum
{
  PROP_STATE = 1,
  N_PROPS
};

enum
{
  UNIT_CHANGED,
  UNIT_NEW,
  UNIT_REMOVED,
  FILES_CHANGED,
  RESET,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (hn - manager - error - quark, hn_manager_error)
G_DEFINE_FINAL_TYPE (HnBusConnection, hn_bus_connection, G_TYPE_OBJECT)

static void try_next (HnBusConnection *self, GError *why);

static void
set_state (HnBusConnection *self, HnManagerState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

GError *
hn_manager_make_lost_error (HnBusConnection *self)
{
  if (self->state == HN_MANAGER_GONE && self->error != NULL)
    return g_error_copy (self->error);

  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST,
                      /* Translators: %s is the address of a bus */
                      _ ("The connection to %s broke"), self->tried);
}

/* Lets go of the bus. What was asked is still to be failed. */
static void
disconnect_bus (HnBusConnection *self)
{
  self->connection++;
  self->greeting = FALSE;
  hn_timer_clear (&self->deadline);
  hn_bus_loop_close (&self->bus, &self->bus_source);
}

/* Where a manager of this scope may be found, the likeliest place last. */
static void
list_candidates (HnBusConnection *self)
{
  const char *given = g_getenv (self->scope == HN_SCOPE_SYSTEM ? "DBUS_SYSTEM_BUS_ADDRESS"
                                                               : "DBUS_SESSION_BUS_ADDRESS");
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *bus = NULL, *manager = NULL;

  g_ptr_array_set_size (self->candidates, 0);
  if (self->address != NULL)
    {
      g_ptr_array_add (self->candidates, g_strdup (self->address));
      return;
    }

  if (given != NULL && given[0] == '\0')
    given = NULL;

  if (self->scope == HN_SCOPE_SYSTEM)
    {
      g_ptr_array_add (self->candidates, g_strdup (given != NULL ? given : SYSTEM_BUS));
      if (given == NULL && geteuid () == 0)
        g_ptr_array_add (self->candidates, g_strdup (SYSTEM_MANAGER));
      return;
    }

  if (folder != NULL && folder[0] == '/')
    {
      g_autofree char *escaped = g_dbus_address_escape_value (folder);

      bus = g_strdup_printf ("unix:path=%s/bus", escaped);
      manager = g_strdup_printf ("peer:unix:path=%s/systemd/private", escaped);
    }

  if (given != NULL && (bus == NULL || !g_str_has_prefix (given, bus)))
    g_ptr_array_add (self->candidates, g_strdup (given));
  else if (bus != NULL)
    {
      g_ptr_array_add (self->candidates, g_steal_pointer (&bus));
      g_ptr_array_add (self->candidates, g_steal_pointer (&manager));
    }
}

/* A session bus of its own (dbus-run-session) has no manager on it, and yet there is one. */
static void
add_manager_beside_bus (HnBusConnection *self)
{
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *path = NULL;

  if (self->scope != HN_SCOPE_USER || self->address != NULL || !self->broker || folder == NULL)
    return;

  path = g_build_filename (folder, "systemd", "private", NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *escaped = g_dbus_address_escape_value (path);

      g_ptr_array_add (self->candidates, g_strdup_printf ("peer:unix:path=%s", escaped));
    }
}

static gboolean
reconnect_cb (gpointer user_data)
{
  HnBusConnection *self = user_data;

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  list_candidates (self);
  try_next (self, NULL);

  return G_SOURCE_REMOVE;
}

/* Ends everything under way and plans the next attempt. */
static void
go_gone (HnBusConnection *self, GError *error)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  gboolean again = self->state == HN_MANAGER_GONE && self->error != NULL &&
                   strcmp (self->error->message, error->message) != 0;

  g_clear_error (&self->error);
  self->error = error;
  hn_timer_set (&self->reconnect, self->context, self->pause, reconnect_cb, self);
  self->pause = MIN (self->pause * 2, self->longest_pause);

  set_state (self, HN_MANAGER_GONE);
  if (again)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);

  hn_manager_follow_clear (self);
  hn_manager_fail_calls (self, error);
  hn_manager_fail_pending (self, error);
}

void
hn_manager_lost (HnBusConnection *self, const GError *error)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  gboolean greeting = self->greeting;

  if (self->bus == NULL)
    return;

  disconnect_bus (self);
  if (greeting)
    {
      hn_manager_fail_calls (self, error);
      try_next (self, g_error_copy (error));
    }
  else
    go_gone (self, g_error_copy (error));
}

static GError *
make_bus_error (HnBusConnection *self, int error_number)
{
  HnManagerError code;

  switch (error_number)
    {
    case EACCES:
    case EPERM:
      return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED,
                          /* Translators: %s is the address of a bus */
                          _ ("The bus at %s does not let us in"), self->tried);
    case ECONNRESET:
    case ENOTCONN:
    case EPIPE:
      return hn_manager_make_lost_error (self);
    case ETIMEDOUT:
    case EAGAIN:
      code = HN_MANAGER_ERROR_TIMEOUT;
      break;
    case EBADMSG:
    case EPROTO:
      code = HN_MANAGER_ERROR_PROTOCOL;
      break;
    default:
      code = HN_MANAGER_ERROR_NO_BUS;
      break;
    }

  return g_error_new (HN_MANAGER_ERROR, code,
                      /* Translators: the address of a bus, and what is wrong with it */
                      _ ("The bus at %s cannot be reached: %s"), self->tried,
                      g_strerror (error_number));
}

static void
bus_sliced_cb (gpointer user_data)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);

  hn_manager_report_progress (self);
}

static void
bus_closed_cb (int error_number, gpointer user_data)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  g_autoptr (GError) error = make_bus_error (self, error_number);

  hn_manager_lost (self, error);
}

static const HnBusLoopFuncs bus_funcs = { bus_sliced_cb, bus_closed_cb };

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  g_autoptr (GError) error = make_bus_error (self, ETIMEDOUT);

  hn_manager_lost (self, error);

  return G_SOURCE_REMOVE;
}

static void
go_ready (HnBusConnection *self)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  gboolean again = self->was_ready;

  self->greeting = FALSE;
  self->was_ready = TRUE;
  self->pause = self->first_pause;
  hn_timer_clear (&self->deadline);
  hn_timer_clear (&self->reconnect);
  g_clear_error (&self->error);

  hn_manager_subscribe (self);
  set_state (self, HN_MANAGER_READY);
  if (again)
    g_signal_emit (self, signals[RESET], 0);
  hn_manager_start_pending (self);
}

static void
version_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  const char *text = NULL;
  guint64 version = 0;
  GError *wrong;

  if (GPOINTER_TO_UINT (user_data) != self->connection)
    return;

  if (error != NULL)
    {
      /* A bus where the manager says nothing at all is as good as none. */
      wrong = g_error_copy (error);
      if (g_error_matches (wrong, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL) ||
          g_error_matches (wrong, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND))
        wrong->code = HN_MANAGER_ERROR_NO_MANAGER;
      if (wrong->code == HN_MANAGER_ERROR_NO_MANAGER)
        add_manager_beside_bus (self);
      hn_manager_lost (self, wrong);
      g_error_free (wrong);
      return;
    }

  if (sd_bus_message_read (reply, "v", "s", &text) > 0)
    version = g_ascii_strtoull (text + strcspn (text, "0123456789"), NULL, 10);
  if (version == 0 || version > 100000)
    {
      wrong = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                           /* Translators: %s is the address of a bus */
                           _ ("Whoever answers at %s is no systemd: it does not tell its version"),
                           self->tried);
      hn_manager_lost (self, wrong);
      g_error_free (wrong);
      return;
    }

  self->version = version;
  g_free (self->version_string);
  self->version_string = g_strdup (text);
  go_ready (self);
}

static void
greet (HnBusConnection *self)
{
  self->greeting = TRUE;
  hn_timer_clear (&self->reconnect);
  hn_timer_set (&self->deadline, self->context, MAX (self->call_timeout / 1000, 1), deadline_cb,
                self);
  hn_manager_call (self,
                   hn_manager_new_call (self, HN_MANAGER_PATH, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                        HN_MANAGER_INTERFACE, "Version"),
                   version_cb, GUINT_TO_POINTER (self->connection));
}

/* Goes on to the next place where the manager may be; @why (nullable) (transfer full): why it is
 * not at the last one. */
static void
try_next (HnBusConnection *self, GError *why)
{
  while (self->candidates->len > 0)
    {
      g_autofree char *address =
          g_ptr_array_steal_index (self->candidates, self->candidates->len - 1);
      int error_number;

      self->broker = !g_str_has_prefix (address, "peer:");
      g_free (self->tried);
      self->tried = g_strdup (self->broker ? address : address + strlen ("peer:"));
      self->bus = hn_bus_loop_open (self->tried, self->broker, &error_number);
      if (self->bus != NULL)
        {
          g_clear_error (&why);
          sd_bus_set_method_call_timeout (self->bus, self->call_timeout);
          self->bus_source = hn_bus_loop_attach (self->bus, self->context, &bus_funcs, self);
          hn_manager_add_matches (self);
          greet (self);
          return;
        }

      g_clear_error (&why);
      why = make_bus_error (self, error_number);
    }

  if (why == NULL)
    why = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS, "%s",
                       _ ("There is no user session here: neither $XDG_RUNTIME_DIR nor "
                          "$DBUS_SESSION_BUS_ADDRESS is set"));
  go_gone (self, why);
}

void
hn_manager_name_lost (HnBusConnection *self)
{
  if (self->state == HN_MANAGER_GONE || self->greeting)
    return;

  go_gone (self, g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST,
                              /* Translators: %s is the address of a bus */
                              _ ("systemd has left the bus %s"), self->tried));
}

void
hn_manager_name_back (HnBusConnection *self)
{
  hn_manager_name_lost (self);
  if (!self->greeting && self->bus != NULL)
    greet (self);
}

void
hn_manager_set_reloading (HnBusConnection *self, gboolean reloading)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);

  if (self->state != HN_MANAGER_READY && self->state != HN_MANAGER_RELOADING)
    return;

  set_state (self, reloading ? HN_MANAGER_RELOADING : HN_MANAGER_READY);
  if (!reloading)
    hn_manager_start_pending (self);
}

void
hn_bus_connection_set_limits (HnBusConnection *self,
                              guint64 call_timeout,
                              guint first_pause,
                              guint longest_pause)
{
  self->call_timeout = call_timeout;
  self->first_pause = first_pause;
  self->longest_pause = longest_pause;
  self->pause = first_pause;
  if (self->bus != NULL)
    sd_bus_set_method_call_timeout (self->bus, call_timeout);
  if (self->greeting)
    hn_timer_set (&self->deadline, self->context, MAX (call_timeout / 1000, 1), deadline_cb, self);
  if (self->state == HN_MANAGER_GONE && self->reconnect != NULL)
    hn_timer_set (&self->reconnect, self->context, first_pause, reconnect_cb, self);
}

static void
hn_bus_connection_dispose (GObject *object)
{
  HnBusConnection *self = HN_BUS_CONNECTION (object);
  g_autoptr (GError) over =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The manager is disposed of");

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  hn_manager_follow_clear (self);
  hn_manager_fail_calls (self, over);
  hn_manager_fail_pending (self, over);

  G_OBJECT_CLASS (hn_bus_connection_parent_class)->dispose (object);
}

static void
hn_bus_connection_finalize (GObject *object)
{
  HnBusConnection *self = HN_BUS_CONNECTION (object);

  hn_manager_follow_finalize (self);
  g_ptr_array_unref (self->candidates);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self->tried);
  g_free (self->version_string);

  G_OBJECT_CLASS (hn_bus_connection_parent_class)->finalize (object);
}

static void
hn_bus_connection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HnBusConnection *self = HN_BUS_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hn_bus_connection_class_init (HnBusConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hn_bus_connection_dispose;
  object_class->finalize = hn_bus_connection_finalize;
  object_class->get_property = hn_bus_connection_get_property;

  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, HN_MANAGER_GONE, HN_MANAGER_CONNECTING,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[UNIT_CHANGED] = g_signal_new ("unit-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNIT_NEW] = g_signal_new ("unit-new", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNIT_REMOVED] = g_signal_new ("unit-removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FILES_CHANGED] =
      g_signal_new ("files-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESET] =
      g_signal_new ("reset", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_bus_connection_init (HnBusConnection *self)
{
  self->state = HN_MANAGER_CONNECTING;
  self->context = g_main_context_ref_thread_default ();
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  self->tried = g_strdup ("");
  self->call_timeout = CALL_TIMEOUT;
  self->first_pause = self->pause = FIRST_PAUSE;
  self->longest_pause = LONGEST_PAUSE;
  hn_manager_follow_init (self);
}

HnBusConnection *
hn_bus_connection_new (HnScope scope, const char *address)
{
  HnBusConnection *self = g_object_new (HN_TYPE_BUS_CONNECTION, NULL);

  self->scope = scope;
  self->address = g_strdup (address);
  /* From the main loop, so that nobody misses how it went. */
  hn_timer_set (&self->reconnect, self->context, 0, reconnect_cb, self);

  return self;
}

HnScope
hn_bus_connection_get_scope (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), HN_SCOPE_SYSTEM);

  return self->scope;
}

HnManagerState
hn_bus_connection_get_state (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), HN_MANAGER_GONE);

  return self->state;
}

const GError *
hn_bus_connection_get_error (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), NULL);

  return self->state == HN_MANAGER_GONE ? self->error : NULL;
}

guint
hn_bus_connection_get_version (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), 0);

  return self->version;
}

const char *
hn_bus_connection_get_version_string (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), NULL);

  return self->version_string;
}

void
hn_bus_connection_retry (HnBusConnection *self)
{
  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  if (self->state != HN_MANAGER_GONE)
    return;

  self->pause = self->first_pause;
  hn_timer_set (&self->reconnect, self->context, 0, reconnect_cb, self);
  set_state (self, HN_MANAGER_CONNECTING);
}

void
hn_manager_set_scores_only (HnBusConnection *self, gboolean skip_oneshot)
{
  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  self->scores_only = TRUE;
  self->skip_oneshot = skip_oneshot;
}
