/* The client as an object: its bus, whether there is a helper, and what it can be asked for.
 *
 *   connecting ──> available <──> missing
 *       └──────────> gone <─────────┘        (and connecting again, after a pause that grows)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/helper-client-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/bus-loop.h"
#include "source/timer.h"

#define DBUS_NAME "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"

/* What is answered at once, but for the start of a helper. */
#define CALL_TIMEOUT (60 * G_USEC_PER_SEC)

/* As long as somebody may need to look up a password, or a service to stop and start. */
#define LONG_TIMEOUT (15 * 60 * G_USEC_PER_SEC)

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
set_state (HnHelperClient *self,
           HnHelperState   state,
           GError         *error)
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

/* Lets go of the bus. What was asked is still to be failed. */
static void
disconnect_bus (HnHelperClient *self)
{
  hn_timer_clear (&self->deadline);
  hn_helper_trials_stop (self);
  g_clear_pointer (&self->owner, g_free);
  self->owner_known = self->activatable = self->activatable_known = FALSE;
  hn_bus_loop_close (&self->bus, &self->bus_source);
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

void
hn_helper_lost (HnHelperClient *self,
                int             error_number)
{
  gboolean was_connected = self->owner_known;
  g_autoptr (GError) lost = NULL;

  disconnect_bus (self);
  if (was_connected)
    lost = hn_helper_make_lost_error (self);
  else
    lost = g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS,
                        /* Translators: the address of a bus, and what is wrong with it */
                        _("The bus at %s cannot be reached: %s"), self->tried,
                        g_strerror (error_number));

  hn_timer_set (&self->reconnect, self->context, self->pause, reconnect_cb, self);
  self->pause = MIN (self->pause * 2, self->longest_pause);
  set_state (self, HN_HELPER_GONE,
             g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS, lost->message));
  hn_helper_drop_calls (self, lost);
}

static void
bus_sliced_cb (gpointer user_data)
{
}

static void
bus_closed_cb (int      error_number,
               gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);

  if (self->bus != NULL)
    hn_helper_lost (self, error_number);
}

static const HnBusLoopFuncs bus_funcs = { bus_sliced_cb, bus_closed_cb };

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);

  hn_helper_lost (self, ETIMEDOUT);

  return G_SOURCE_REMOVE;
}

/* Draws the conclusion from what the bus said so far. */
static void
judge (HnHelperClient *self)
{
  if (!self->owner_known || !self->activatable_known)
    return;

  hn_timer_clear (&self->deadline);
  self->pause = self->first_pause;
  if (self->owner != NULL || self->activatable)
    set_state (self, HN_HELPER_AVAILABLE, NULL);
  else
    set_state (self, HN_HELPER_MISSING,
               g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE,
                                    _("Hardnut’s helper is not installed here")));
}

static void
owner_cb (HnHelperClient *self,
          sd_bus_message *reply,
          const GError   *error,
          gpointer        user_data)
{
  const char *owner = NULL;

  /* A bus that is gone has told so already. */
  if (self->bus == NULL)
    return;

  if (reply != NULL)
    sd_bus_message_read (reply, "s", &owner);
  g_free (self->owner);
  self->owner = g_strdup (owner);
  self->owner_known = TRUE;
  judge (self);
  hn_helper_trials_owner_changed (self);
}

static void
activatable_cb (HnHelperClient *self,
                sd_bus_message *reply,
                const GError   *error,
                gpointer        user_data)
{
  const char *name;

  if (self->bus == NULL)
    return;

  self->activatable = FALSE;
  if (reply != NULL && sd_bus_message_enter_container (reply, 'a', "s") > 0)
    while (sd_bus_message_read_basic (reply, 's', &name) > 0)
      self->activatable |= strcmp (name, HN_HELPER_NAME) == 0;
  self->activatable_known = TRUE;
  judge (self);
}

static void
ask_activatable (HnHelperClient *self)
{
  hn_helper_send (self,
                  hn_helper_new_call (self, DBUS_NAME, DBUS_PATH, DBUS_NAME,
                                      "ListActivatableNames", NULL),
                  self->call_timeout, NULL, activatable_cb, NULL);
}

/* Whether the bus itself says so: a local match on its name lets everybody's signals pass. */
static gboolean
is_from_bus (sd_bus_message *message)
{
  return g_strcmp0 (sd_bus_message_get_sender (message), DBUS_NAME) == 0;
}

static int
name_owner_cb (sd_bus_message *message,
               void           *user_data,
               sd_bus_error   *error)
{
  g_autoptr (HnHelperClient) self = g_object_ref (user_data);
  const char *name, *before, *after;

  if (!is_from_bus (message) ||
      sd_bus_message_read (message, "sss", &name, &before, &after) <= 0 ||
      strcmp (name, HN_HELPER_NAME) != 0)
    return 0;

  g_free (self->owner);
  self->owner = *after != '\0' ? g_strdup (after) : NULL;
  judge (self);
  hn_helper_trials_owner_changed (self);

  return 0;
}

/* A helper that is installed while we run, or removed. */
static int
activatable_changed_cb (sd_bus_message *message,
                        void           *user_data,
                        sd_bus_error   *error)
{
  HnHelperClient *self = user_data;

  if (is_from_bus (message))
    ask_activatable (self);

  return 0;
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
  int error_number = ENOENT;

  disconnect_bus (self);
  g_free (self->tried);
  self->tried = g_strdup (address != NULL ? address : "$XDG_RUNTIME_DIR/bus");
  if (address != NULL)
    self->bus = hn_bus_loop_open (address, TRUE, &error_number);
  if (self->bus == NULL)
    {
      hn_helper_lost (self, error_number);
      return;
    }

  self->bus_source = hn_bus_loop_attach (self->bus, self->context, &bus_funcs, self);
  hn_timer_set (&self->deadline, self->context, CONNECT_TIMEOUT, deadline_cb, self);
  sd_bus_match_signal_async (self->bus, NULL, DBUS_NAME, DBUS_PATH, DBUS_NAME, "NameOwnerChanged",
                             name_owner_cb, NULL, self);
  sd_bus_match_signal_async (self->bus, NULL, DBUS_NAME, DBUS_PATH, DBUS_NAME,
                             "ActivatableServicesChanged", activatable_changed_cb, NULL, self);
  hn_helper_trials_add_match (self);
  hn_helper_send (self,
                  hn_helper_new_call (self, DBUS_NAME, DBUS_PATH, DBUS_NAME, "GetNameOwner", "s",
                                      HN_HELPER_NAME),
                  self->call_timeout, NULL, owner_cb, NULL);
  ask_activatable (self);
}

static void
hn_helper_client_dispose (GObject *object)
{
  HnHelperClient *self = HN_HELPER_CLIENT (object);

  g_autoptr (GError) over = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                 "The client is disposed of");

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  /* Tasks hold the client: what is dropped here nobody waits for any more. */
  hn_helper_drop_calls (self, over);

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
hn_helper_client_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
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
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, HN_HELPER_GONE,
                                              HN_HELPER_CONNECTING, flags);
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
  g_queue_init (&self->in_flight);
  hn_helper_trials_init (self);
}

HnHelperClient *
hn_helper_client_new (HnScope     scope,
                      const char *address)
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
hn_helper_client_retry (HnHelperClient *self)
{
  g_return_if_fail (HN_IS_HELPER_CLIENT (self));

  if (self->state != HN_HELPER_GONE)
    return;

  self->pause = self->first_pause;
  hn_timer_set (&self->reconnect, self->context, 0, reconnect_cb, self);
  set_state (self, HN_HELPER_CONNECTING, NULL);
}

void
hn_helper_client_set_limits (HnHelperClient *self,
                             guint64         call_timeout,
                             guint64         long_timeout,
                             guint           first_pause,
                             guint           longest_pause)
{
  self->call_timeout = call_timeout;
  self->long_timeout = long_timeout;
  self->first_pause = self->pause = first_pause;
  self->longest_pause = longest_pause;
}
