/* The connection to a manager as an object: finds the bus, keeps the state, and queues the calls.
 *
 *   connecting ──> ready <──> reloading
 *       └──> gone <──┘            (and back to ready, after a pause that grows)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/bus-connection.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "source/manager/bus-addresses.h"
#include "source/manager/bus-loop.h"
#include "source/timer.h"

#define UNIT_PATH_PREFIX HN_MANAGER_PATH "/unit"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define DBUS_NAME "org.freedesktop.DBus"

/* The changes of all units, as a rule for a match. */
#define CHANGES                                                                    \
  "type='signal',interface='" PROPERTIES_INTERFACE "',member='PropertiesChanged'," \
  "path_namespace='" UNIT_PATH_PREFIX "',arg0='" HN_UNIT_INTERFACE "'"

#define CALL_TIMEOUT (25 * G_USEC_PER_SEC)
/* For who looks up a password. */
#define PERSON_TIMEOUT (5 * 60 * G_USEC_PER_SEC)
#define FIRST_PAUSE 1000
#define LONGEST_PAUSE 30000

/* How long the end of a reload may be overdue before it is taken for granted, in milliseconds. */
#define RELOAD_GUARD 2000

struct _HnBusConnection
{
  GObject parent_instance;

  HnScope scope;
  char *address; /* (nullable): given by the caller */
  gboolean signals;
  HnManagerState state;
  GError *error;
  guint version;
  char *version_string;

  GMainContext *context;
  GPtrArray *candidates; /* of addresses still to try, the next one last */
  char *tried;           /* the address in use, or tried last; never NULL */
  sd_bus *bus;
  guint serial; /* counts connections, to tell answers of an earlier one */
  gboolean broker;
  gboolean greeting; /* between connecting and the first answer */
  GSource *bus_source;
  GSource *deadline;     /* of connecting */
  GSource *reconnect;    /* while gone */
  GSource *reload_guard; /* while reloading */
  guint pause;           /* in milliseconds, before the next reconnect */

  GQueue waiting;   /* of Call */
  GQueue in_flight; /* of Call */

  /* Other ones in tests. */
  guint64 call_timeout; /* in microseconds */
  guint first_pause, longest_pause;
};

typedef struct
{
  HnBusConnection *connection;
  sd_bus_message *message;
  sd_bus_slot *slot;
  HnReplyFunc func;
  gpointer user_data;
} Call;

enum
{
  RECEIVED,
  RELOADED,
  N_SIGNALS
};

static GParamSpec *state_property;
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnBusConnection, hn_bus_connection, G_TYPE_OBJECT)

static void try_next (HnBusConnection *self, GError *why);
static void lose (HnBusConnection *self, const GError *error);

static void
set_state (HnBusConnection *self, HnManagerState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), state_property);
}

/* Calls. */

static void
call_free (gpointer data)
{
  Call *call = data;

  sd_bus_message_unref (call->message);
  sd_bus_slot_unref (call->slot);
  g_free (call);
}

/* Why nothing can be asked right now. */
static GError *
make_lost_error (HnBusConnection *self)
{
  return self->state == HN_MANAGER_GONE && self->error != NULL
             ? g_error_copy (self->error)
             : hn_manager_error_new_lost (self->tried);
}

static gboolean
fail_later_cb (gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (HnBusConnection) self = call->connection;
  g_autoptr (GError) error = make_lost_error (self);

  call->func (self, NULL, error, call->user_data);

  return G_SOURCE_REMOVE;
}

/* Callers count on hearing of a failure after the call, not within it. */
static void
fail_later (HnBusConnection *self, Call *call)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_object_ref (self);
  g_source_set_callback (source, fail_later_cb, call, call_free);
  g_source_attach (source, self->context);
}

static void send_waiting (HnBusConnection *self);

static int
reply_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  Call *call = user_data;
  g_autoptr (HnBusConnection) self = g_object_ref (call->connection);
  g_autoptr (GError) error = NULL;

  g_queue_remove (&self->in_flight, call);

  if (sd_bus_message_is_method_error (reply, NULL))
    {
      /* When a connection breaks, everything under way is answered like this. */
      if (sd_bus_is_open (sd_bus_message_get_bus (reply)) <= 0)
        {
          error = make_lost_error (self);
          lose (self, error);
        }
      else
        error = hn_manager_error_new_from_bus (sd_bus_message_get_error (reply), self->tried);
    }

  call->func (self, error == NULL ? reply : NULL, error, call->user_data);
  call_free (call);
  send_waiting (self);

  return 1;
}

static void
send_waiting (HnBusConnection *self)
{
  while (self->bus != NULL && self->in_flight.length < HN_MANAGER_MAX_IN_FLIGHT &&
         self->waiting.length > 0)
    {
      Call *call = g_queue_pop_head (&self->waiting);
      gboolean asks = sd_bus_message_get_allow_interactive_authorization (call->message) > 0;
      int r = sd_bus_call_async (self->bus, &call->slot, call->message, reply_cb, call,
                                 asks ? PERSON_TIMEOUT : 0);

      g_clear_pointer (&call->message, sd_bus_message_unref);
      if (r >= 0)
        g_queue_push_tail (&self->in_flight, call);
      else
        fail_later (self, call);
    }
}

/* Ends all calls with @error. */
static void
fail_calls (HnBusConnection *self, const GError *error)
{
  g_autoptr (GQueue) calls = g_queue_new ();
  Call *call;

  /* Callbacks may ask again; that is for the next connection. */
  while ((call = g_queue_pop_head (&self->in_flight)) != NULL)
    g_queue_push_tail (calls, call);
  while ((call = g_queue_pop_head (&self->waiting)) != NULL)
    g_queue_push_tail (calls, call);

  while ((call = g_queue_pop_head (calls)) != NULL)
    {
      g_clear_pointer (&call->slot, sd_bus_slot_unref);
      call->func (self, NULL, error, call->user_data);
      call_free (call);
    }
}

/* @message: (transfer full) (nullable): %NULL without a bus */
static void
queue_call (HnBusConnection *self, sd_bus_message *message, HnReplyFunc func, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  *call = (Call){ self, message, NULL, func, user_data };
  if (message == NULL)
    {
      fail_later (self, call);
      return;
    }

  g_queue_push_tail (&self->waiting, call);
  send_waiting (self);
}

/* (transfer full) (nullable) */
static sd_bus_message *
new_call (HnBusConnection *self, const char *path, const char *interface, const char *method)
{
  sd_bus_message *message = NULL;

  if (self->bus == NULL ||
      sd_bus_message_new_method_call (self->bus, &message, self->broker ? HN_MANAGER_NAME : NULL,
                                      path, interface, method) < 0)
    return NULL;

  sd_bus_message_set_auto_start (message, FALSE);

  return message;
}

/* Losing the bus. */

/* Lets go of the bus. What was asked is still to be failed. */
static void
disconnect_bus (HnBusConnection *self)
{
  self->serial++;
  self->greeting = FALSE;
  hn_timer_clear (&self->deadline);
  hn_bus_loop_close (&self->bus, &self->bus_source);
}

static gboolean
reconnect_cb (gpointer user_data)
{
  HnBusConnection *self = user_data;

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  g_ptr_array_unref (self->candidates);
  if (self->address == NULL)
    self->candidates = hn_bus_addresses_list (self->scope);
  else
    {
      self->candidates = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->candidates, g_strdup (self->address));
    }
  try_next (self, NULL);

  return G_SOURCE_REMOVE;
}

/* Ends everything under way; @error: (transfer full) */
static void
go_gone (HnBusConnection *self, GError *error)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  gboolean again = self->state == HN_MANAGER_GONE && self->error != NULL &&
                   strcmp (self->error->message, error->message) != 0;

  g_clear_error (&self->error);
  self->error = error;
  hn_timer_clear (&self->reload_guard);

  set_state (self, HN_MANAGER_GONE);
  if (again)
    g_object_notify_by_pspec (G_OBJECT (self), state_property);

  fail_calls (self, error);
}

static void
go_gone_for_now (HnBusConnection *self, GError *error)
{
  hn_timer_set (&self->reconnect, self->context, self->pause, reconnect_cb, self);
  self->pause = MIN (self->pause * 2, self->longest_pause);
  go_gone (self, error);
}

static void
lose (HnBusConnection *self, const GError *error)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  gboolean greeting = self->greeting;

  if (self->bus == NULL)
    return;

  disconnect_bus (self);
  if (greeting)
    {
      fail_calls (self, error);
      try_next (self, g_error_copy (error));
    }
  else
    go_gone_for_now (self, g_error_copy (error));
}

static void
bus_closed_cb (int error_number, gpointer user_data)
{
  HnBusConnection *self = user_data;
  g_autoptr (GError) error = hn_manager_error_new_from_errno (error_number, self->tried);

  lose (self, error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  bus_closed_cb (ETIMEDOUT, user_data);

  return G_SOURCE_REMOVE;
}

/* What the manager sends by itself. */

static int
received_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  g_signal_emit (user_data, signals[RECEIVED],
                 g_quark_try_string (sd_bus_message_get_member (message)), message);

  return 0;
}

static void
end_reload (HnBusConnection *self)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);

  hn_timer_clear (&self->reload_guard);
  if (self->state != HN_MANAGER_RELOADING && self->state != HN_MANAGER_READY)
    return;

  set_state (self, HN_MANAGER_READY);
  g_signal_emit (self, signals[RELOADED], 0);
}

static gboolean
reload_guard_cb (gpointer user_data)
{
  end_reload (user_data);

  return G_SOURCE_REMOVE;
}

/* A manager that answers is not reloading any more, whether it says so or not. */
static void
reload_probe_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer data)
{
  if (self->state == HN_MANAGER_RELOADING && GPOINTER_TO_UINT (data) == self->serial)
    hn_timer_set (&self->reload_guard, self->context, RELOAD_GUARD, reload_guard_cb, self);
}

static int
reloading_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  int active;

  if (sd_bus_message_read (message, "b", &active) <= 0)
    return 0;

  if (!active)
    {
      end_reload (self);
      return 0;
    }

  hn_timer_clear (&self->reload_guard);
  if (self->state == HN_MANAGER_READY)
    set_state (self, HN_MANAGER_RELOADING);
  hn_bus_connection_get (self, NULL, HN_MANAGER_INTERFACE, "Version", reload_probe_cb,
                         GUINT_TO_POINTER (self->serial));

  return 0;
}

static void greet (HnBusConnection *self);

/* A manager on a bus that is started anew leaves the bus and comes back, and the bus stays. */
static int
name_owner_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  const char *name, *before, *after;

  if (sd_bus_message_read (message, "sss", &name, &before, &after) <= 0 ||
      strcmp (name, HN_MANAGER_NAME) != 0)
    return 0;

  if (self->state != HN_MANAGER_GONE && !self->greeting)
    go_gone_for_now (self, g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST,
                                        /* Translators: %s is the address of a bus */
                                        _ ("systemd has left the bus %s"), self->tried));
  if (after[0] != '\0' && !self->greeting && self->bus != NULL)
    greet (self);

  return 0;
}

static void
add_matches (HnBusConnection *self)
{
  const char *sender = self->broker ? HN_MANAGER_NAME : NULL;
  static const struct
  {
    const char *member;
    sd_bus_message_handler_t handler;
  } matches[] = {
    { "Reloading", reloading_cb },
    { "UnitNew", received_cb },
    { "UnitRemoved", received_cb },
    { "UnitFilesChanged", received_cb },
  };
  if (self->broker)
    sd_bus_match_signal_async (self->bus, NULL, DBUS_NAME, "/org/freedesktop/DBus", DBUS_NAME,
                               "NameOwnerChanged", name_owner_cb, NULL, self);
  if (!self->signals)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (matches); i++)
    sd_bus_match_signal_async (self->bus, NULL, sender, HN_MANAGER_PATH, HN_MANAGER_INTERFACE,
                               matches[i].member, matches[i].handler, NULL, self);
  sd_bus_add_match_async (self->bus, NULL,
                          self->broker ? "sender='" HN_MANAGER_NAME "'," CHANGES : CHANGES,
                          received_cb, NULL, self);
}

/* Connecting. */

static void
subscribed_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer data)
{
  /* A manager that was started anew may still know its subscribers, and then complains. */
  if (g_error_matches (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED))
    g_message ("Changes at %s stay unseen: %s", self->tried, error->message);
}

/* The manager has said its version, @text. */
static void
go_ready (HnBusConnection *self, guint version, const char *text)
{
  self->version = version;
  g_free (self->version_string);
  self->version_string = g_strdup (text);
  self->greeting = FALSE;
  self->pause = self->first_pause;
  hn_timer_clear (&self->deadline);
  hn_timer_clear (&self->reconnect);
  g_clear_error (&self->error);

  if (self->signals)
    hn_bus_connection_call (self, "Subscribe", subscribed_cb, NULL, NULL);
  set_state (self, HN_MANAGER_READY);
}

static void
version_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  const char *text = NULL;
  guint64 version = 0;
  g_autoptr (GError) wrong = NULL;

  if (GPOINTER_TO_UINT (user_data) != self->serial)
    return;

  if (error != NULL)
    {
      char *beside = NULL;

      /* A bus where the manager says nothing at all is as good as none. */
      wrong = g_error_copy (error);
      if (g_error_matches (wrong, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL) ||
          g_error_matches (wrong, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND))
        wrong->code = HN_MANAGER_ERROR_NO_MANAGER;
      if (wrong->code == HN_MANAGER_ERROR_NO_MANAGER && self->address == NULL && self->broker)
        beside = hn_bus_addresses_dup_beside_bus (self->scope);
      if (beside != NULL)
        g_ptr_array_add (self->candidates, beside);
      lose (self, wrong);
      return;
    }

  if (sd_bus_message_read (reply, "v", "s", &text) > 0)
    version = g_ascii_strtoull (text + strcspn (text, "0123456789"), NULL, 10);
  if (version > 0 && version <= 100000)
    {
      go_ready (self, version, text);
      return;
    }

  wrong = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                       /* Translators: %s is the address of a bus */
                       _ ("Whoever answers at %s is no systemd: it does not tell its version"),
                       self->tried);
  lose (self, wrong);
}

static void
greet (HnBusConnection *self)
{
  self->greeting = TRUE;
  hn_timer_clear (&self->reconnect);
  hn_timer_set (&self->deadline, self->context, MAX (self->call_timeout / 1000, 1), deadline_cb,
                self);
  hn_bus_connection_get (self, NULL, HN_MANAGER_INTERFACE, "Version", version_cb,
                         GUINT_TO_POINTER (self->serial));
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

      self->broker = !g_str_has_prefix (address, HN_BUS_ADDRESS_PEER);
      g_free (self->tried);
      self->tried = g_strdup (self->broker ? address : address + strlen (HN_BUS_ADDRESS_PEER));
      self->bus = hn_bus_loop_open (self->tried, self->broker, &error_number);
      g_clear_error (&why);
      if (self->bus != NULL)
        {
          sd_bus_set_method_call_timeout (self->bus, self->call_timeout);
          self->bus_source = hn_bus_loop_attach (self->bus, self->context, bus_closed_cb, self);
          add_matches (self);
          greet (self);
          return;
        }

      why = hn_manager_error_new_from_errno (error_number, self->tried);
    }

  if (why == NULL)
    why = g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS, "%s",
                       _ ("There is no user session here: neither $XDG_RUNTIME_DIR nor "
                          "$DBUS_SESSION_BUS_ADDRESS is set"));
  go_gone_for_now (self, why);
}

/* The object. */

/* Callers that still wait hear that it is over. */
static void
hn_bus_connection_dispose (GObject *object)
{
  HnBusConnection *self = HN_BUS_CONNECTION (object);

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  go_gone (self,
           g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The manager is disposed of"));

  G_OBJECT_CLASS (hn_bus_connection_parent_class)->dispose (object);
}

static void
hn_bus_connection_finalize (GObject *object)
{
  HnBusConnection *self = HN_BUS_CONNECTION (object);

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
  g_value_set_uint (value, HN_BUS_CONNECTION (object)->state);
}

static void
hn_bus_connection_class_init (HnBusConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hn_bus_connection_dispose;
  object_class->finalize = hn_bus_connection_finalize;
  object_class->get_property = hn_bus_connection_get_property;

  state_property =
      g_param_spec_uint ("state", NULL, NULL, 0, HN_MANAGER_GONE, HN_MANAGER_CONNECTING,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, 1, state_property);

  signals[RECEIVED] = g_signal_new ("received", type, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[RELOADED] =
      g_signal_new ("reloaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
}

HnBusConnection *
hn_bus_connection_new (HnScope scope, const char *address, gboolean wants_signals)
{
  HnBusConnection *self = g_object_new (HN_TYPE_BUS_CONNECTION, NULL);

  self->scope = scope;
  self->address = g_strdup (address);
  self->signals = wants_signals;
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

const char *
hn_bus_connection_get_address (HnBusConnection *self)
{
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (self), NULL);

  return self->tried;
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
hn_bus_connection_set_limits (HnBusConnection *self,
                              guint64 call_timeout,
                              guint first_pause,
                              guint longest_pause)
{
  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

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

void
hn_bus_connection_call (HnBusConnection *self,
                        const char *method,
                        HnReplyFunc func,
                        gpointer user_data,
                        const char *types,
                        ...)
{
  sd_bus_message *message;
  va_list arguments;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  message = new_call (self, HN_MANAGER_PATH, HN_MANAGER_INTERFACE, method);
  va_start (arguments, types);
  if (message != NULL && types != NULL && sd_bus_message_appendv (message, types, arguments) < 0)
    message = sd_bus_message_unref (message);
  va_end (arguments);
  if (message != NULL && strcmp (method, "RestartUnit") == 0)
    sd_bus_message_set_allow_interactive_authorization (message, TRUE);
  queue_call (self, message, func, user_data);
}

void
hn_bus_connection_get (HnBusConnection *self,
                       const char *unit,
                       const char *interface,
                       const char *property,
                       HnReplyFunc func,
                       gpointer user_data)
{
  g_autofree char *path = NULL;
  sd_bus_message *message = NULL;
  int r = 0;

  g_return_if_fail (HN_IS_BUS_CONNECTION (self));

  if (unit != NULL)
    r = sd_bus_path_encode (UNIT_PATH_PREFIX, unit, &path);
  if (r >= 0)
    message = new_call (self, path != NULL ? path : HN_MANAGER_PATH, PROPERTIES_INTERFACE,
                        property != NULL ? "Get" : "GetAll");
  if (message != NULL &&
      sd_bus_message_append (message, property != NULL ? "ss" : "s", interface, property) < 0)
    message = sd_bus_message_unref (message);
  queue_call (self, message, func, user_data);
}
