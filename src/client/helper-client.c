/* The client as an object: its bus, whether there is a helper, and what it can be asked for.
 *
 *   connecting ──> available <──> missing
 *       └──────────> gone <─────────┘        (and connecting again, after a pause that grows)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/helper-client-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/timer.h"

#define DBUS_NAME "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"

/* In milliseconds: what is answered at once, but for the start of a helper. */
#define CALL_TIMEOUT (60 * 1000)

/* As long as somebody may need to look up a password, or a service to stop and start. */
#define LONG_TIMEOUT (15 * 60 * 1000)

#define CONNECT_TIMEOUT 25000
#define FIRST_PAUSE 1000
#define LONGEST_PAUSE 30000

enum
{
  PROP_AVAILABLE = 1,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnHelperClient, hn_helper_client, G_TYPE_OBJECT)

/* @error: (nullable) (transfer full) */
static void
set_state (HnHelperClient *self, HnHelperState state, GError *error)
{
  gboolean was_available = self->state == HN_HELPER_AVAILABLE;
  gboolean changed = self->state != state;

  /* Another reason is news as well. */
  if (error != NULL && self->error != NULL)
    changed |= strcmp (error->message, self->error->message) != 0;
  g_clear_error (&self->error);
  self->error = error;
  if (!changed)
    return;

  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (was_available != (state == HN_HELPER_AVAILABLE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Lets go of the bus. What was asked over it fails. */
static void
disconnect_bus (HnHelperClient *self)
{
  hn_timer_clear (&self->deadline);
  hn_helper_trials_stop (self);
  g_clear_pointer (&self->owner, g_free);
  self->activatable = self->activatable_known = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  if (self->bus == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->bus, self);
  g_dbus_connection_signal_unsubscribe (self->bus, self->trials_match);
  g_dbus_connection_signal_unsubscribe (self->bus, self->activatable_match);
  g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  g_clear_object (&self->bus);
}

static void connect_bus (HnHelperClient *self);

static gboolean
reconnect_cb (gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);

  hn_timer_clear (&self->reconnect);
  connect_bus (self);

  return G_SOURCE_REMOVE;
}

/* The connection is over, or there never was one. */
static void
lose_bus (HnHelperClient *self, const char *problem)
{
  g_autoptr (GError) lost = NULL;

  if (self->proxy != NULL)
    lost = hn_helper_make_lost_error (self);
  else
    lost = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS,
                        /* Translators: the address of a bus, and what is wrong with it */
                        _ ("The bus at %s cannot be reached: %s"), self->tried, problem);
  disconnect_bus (self);

  hn_timer_set (&self->reconnect, self->context, self->pause, reconnect_cb, self);
  self->pause = MIN (self->pause * 2, self->longest_pause);
  set_state (self, HN_HELPER_GONE,
             g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS, lost->message));
}

void
hn_helper_check_bus (HnHelperClient *self)
{
  if (self->bus != NULL && g_dbus_connection_is_closed (self->bus))
    lose_bus (self, "");
}

static void
bus_closed_cb (HnHelperClient *self, gboolean vanished, const GError *error)
{
  g_object_ref (self);
  lose_bus (self, error != NULL ? error->message : "");
  g_object_unref (self);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);

  lose_bus (self, g_strerror (ETIMEDOUT));

  return G_SOURCE_REMOVE;
}

/* Draws the conclusion from what the bus said so far. */
static void
judge (HnHelperClient *self)
{
  if (self->proxy == NULL || !self->activatable_known)
    return;

  hn_timer_clear (&self->deadline);
  self->pause = self->first_pause;
  if (self->owner != NULL || self->activatable)
    set_state (self, HN_HELPER_AVAILABLE, NULL);
  else
    set_state (self, HN_HELPER_MISSING,
               g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE,
                                    _ ("Hardnut’s helper is not installed here")));
}

static void
owner_changed (HnHelperClient *self)
{
  g_object_ref (self);
  g_free (self->owner);
  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));
  judge (self);
  hn_helper_trials_owner_changed (self);
  g_object_unref (self);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HnHelperClient *self = user_data;
  g_autoptr (GError) error = NULL;
  HnHelper1 *proxy = hn_helper1_proxy_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (proxy == NULL)
    {
      lose_bus (self, error->message);
      return;
    }

  self->proxy = proxy;
  g_signal_connect_swapped (proxy, "notify::g-name-owner", G_CALLBACK (owner_changed), self);
  owner_changed (self);
}

static void
activatable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HnHelperClient *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree const char **names = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  self->activatable = names != NULL && g_strv_contains (names, HN_HELPER_NAME);
  self->activatable_known = TRUE;
  judge (self);
}

static void
ask_activatable (HnHelperClient *self)
{
  g_dbus_connection_call (self->bus, DBUS_NAME, DBUS_PATH, DBUS_NAME, "ListActivatableNames", NULL,
                          G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout,
                          self->cancellable, activatable_cb, self);
}

/* A helper that is installed while we run, or removed. */
static void
activatable_changed_cb (GDBusConnection *bus,
                        const char *sender,
                        const char *path,
                        const char *interface,
                        const char *signal,
                        GVariant *parameters,
                        gpointer user_data)
{
  ask_activatable (user_data);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HnHelperClient *self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      lose_bus (self, error->message);
      return;
    }

  self->bus = bus;
  g_signal_connect_swapped (bus, "closed", G_CALLBACK (bus_closed_cb), self);
  self->activatable_match =
      g_dbus_connection_signal_subscribe (bus, DBUS_NAME, DBUS_NAME, "ActivatableServicesChanged",
                                          DBUS_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                          activatable_changed_cb, self, NULL);
  hn_helper_trials_listen (self);
  hn_helper1_proxy_new (bus,
                        G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                            G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS |
                            G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                        HN_HELPER_NAME, HN_HELPER_PATH, self->cancellable, proxy_cb, self);
  ask_activatable (self);
}

static char *
dup_address (HnHelperClient *self)
{
  const char *given = g_getenv (self->scope == HN_SCOPE_SYSTEM ? "DBUS_SYSTEM_BUS_ADDRESS"
                                                               : "DBUS_SESSION_BUS_ADDRESS");
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");

  if (self->address != NULL)
    return g_strdup (self->address);
  if (given != NULL && *given != '\0')
    return g_strdup (given);
  if (self->scope == HN_SCOPE_SYSTEM)
    return g_strdup (SYSTEM_BUS);
  if (folder != NULL && *folder == '/')
    {
      g_autofree char *escaped = g_dbus_address_escape_value (folder);

      return g_strdup_printf ("unix:path=%s/bus", escaped);
    }

  return NULL;
}

static void
connect_bus (HnHelperClient *self)
{
  g_autofree char *address = dup_address (self);

  disconnect_bus (self);
  g_free (self->tried);
  self->tried = g_strdup (address != NULL ? address : "$XDG_RUNTIME_DIR/bus");
  if (address == NULL)
    {
      lose_bus (self, g_strerror (ENOENT));
      return;
    }

  self->cancellable = g_cancellable_new ();
  hn_timer_set (&self->deadline, self->context, CONNECT_TIMEOUT, deadline_cb, self);
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, connected_cb, self);
}

static void
hn_helper_client_dispose (GObject *object)
{
  HnHelperClient *self = HN_HELPER_CLIENT (object);

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);

  G_OBJECT_CLASS (hn_helper_client_parent_class)->dispose (object);
}

static void
hn_helper_client_finalize (GObject *object)
{
  HnHelperClient *self = HN_HELPER_CLIENT (object);

  hn_helper_trials_finalize (self);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self->tried);

  G_OBJECT_CLASS (hn_helper_client_parent_class)->finalize (object);
}

static void
hn_helper_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HnHelperClient *self = HN_HELPER_CLIENT (object);

  switch (prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->state == HN_HELPER_AVAILABLE);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hn_helper_client_class_init (HnHelperClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = hn_helper_client_dispose;
  object_class->finalize = hn_helper_client_finalize;
  object_class->get_property = hn_helper_client_get_property;

  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, HN_HELPER_GONE, HN_HELPER_CONNECTING, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("trial-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT, HN_TYPE_TRIAL_DETAIL);
}

static void
hn_helper_client_init (HnHelperClient *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->tried = g_strdup ("");
  self->call_timeout = CALL_TIMEOUT;
  self->long_timeout = LONG_TIMEOUT;
  self->first_pause = self->pause = FIRST_PAUSE;
  self->longest_pause = LONGEST_PAUSE;
  hn_helper_trials_init (self);
}

HnHelperClient *
hn_helper_client_new (HnScope scope, const char *address)
{
  HnHelperClient *self = g_object_new (HN_TYPE_HELPER_CLIENT, NULL);

  self->scope = scope;
  self->address = g_strdup (address);
  /* From the main loop, so that nobody misses how it went. */
  hn_timer_set (&self->reconnect, self->context, 0, reconnect_cb, self);

  return self;
}

HnScope
hn_helper_client_get_scope (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), HN_SCOPE_SYSTEM);

  return self->scope;
}

HnHelperState
hn_helper_client_get_state (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), HN_HELPER_GONE);

  return self->state;
}

gboolean
hn_helper_client_get_available (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), FALSE);

  return self->state == HN_HELPER_AVAILABLE;
}

const GError *
hn_helper_client_get_error (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), NULL);

  return self->error;
}

void
hn_helper_client_set_limits (HnHelperClient *self,
                             guint call_timeout,
                             guint long_timeout,
                             guint first_pause,
                             guint longest_pause)
{
  self->call_timeout = call_timeout;
  self->long_timeout = long_timeout;
  self->first_pause = self->pause = first_pause;
  self->longest_pause = longest_pause;
}
