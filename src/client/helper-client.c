/* The client as an object: its bus, whether there is a helper, and what that is asked for.
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

static guint state_changed_signal, owner_changed_signal;

G_DEFINE_FINAL_TYPE (HnHelperClient, hn_helper_client, G_TYPE_OBJECT)

/* @error: (nullable) (transfer full) */
static void
set_state (HnHelperClient *self, HnHelperState state, GError *error)
{
  gboolean changed = self->state != state;

  /* Another reason is news as well. */
  if (error != NULL && self->error != NULL)
    changed |= strcmp (error->message, self->error->message) != 0;
  g_clear_error (&self->error);
  self->error = error;
  if (!changed)
    return;

  self->state = state;
  g_signal_emit (self, state_changed_signal, 0);
}

/* Lets go of the bus. What was asked over it fails. */
static void
disconnect_bus (HnHelperClient *self)
{
  hn_timer_clear (&self->deadline);
  hn_timer_clear (&self->search);
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
conclude (HnHelperClient *self)
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
  conclude (self);
  hn_helper_trials_owner_changed (self);
  g_signal_emit (self, owner_changed_signal, 0);
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
  conclude (self);
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
hn_helper_client_finalize (GObject *object)
{
  HnHelperClient *self = HN_HELPER_CLIENT (object);

  hn_timer_clear (&self->reconnect);
  disconnect_bus (self);
  g_hash_table_unref (self->trials);
  g_queue_clear_full (&self->ended, g_free);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self->tried);

  G_OBJECT_CLASS (hn_helper_client_parent_class)->finalize (object);
}

static void
hn_helper_client_class_init (HnHelperClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_helper_client_finalize;

  state_changed_signal = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  owner_changed_signal = g_signal_new ("owner-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
  self->trials = hn_helper_trials_new ();
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

/* ---- Requests ---- */

/* One request in flight: a task that ends with the helper's answer, or earlier when it is
 * cancelled. The request outlives its task, as a cancelled one is still answered. */
typedef struct
{
  GWeakRef client;
  GTask *task; /* NULL once it is over */
  GSource *cancelled;
  char *unit; /* (nullable) */
} Request;

/* Returns: (transfer full) (nullable): the task, for its last word; %NULL once it is over */
static GTask *
request_end_task (Request *request)
{
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);

  return g_steal_pointer (&request->task);
}

static void
request_free (Request *request)
{
  G_GNUC_UNUSED g_autoptr (GTask) task = request_end_task (request);

  g_weak_ref_clear (&request->client);
  g_free (request->unit);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = request_end_task (user_data);

  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static Request *
request_new (HnHelperClient *self,
             const char *unit,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  g_weak_ref_init (&request->client, self);
  request->task = g_task_new (self, cancellable, callback, user_data);
  request->unit = g_strdup (unit);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancelled, self->context);
    }

  return request;
}

/* Whether @request can be sent: over a bus, and with text that a message can hold, UTF-8. Else it
 * has failed, and is freed. */
static gboolean
request_can_be_sent (Request *request, HnHelperClient *self, const char *name, GPtrArray *changes)
{
  gboolean valid = g_utf8_validate (name, -1, NULL);

  for (guint i = 0; valid && changes != NULL && i < changes->len; i++)
    valid = g_utf8_validate (((HnChange *) changes->pdata[i])->value, -1, NULL);
  if (valid && self->proxy != NULL)
    return TRUE;

  if (!valid)
    g_task_return_new_error (request->task, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE, "%s",
                             _ ("A name or a value is not valid UTF-8"));
  else
    g_task_return_error (request->task, hn_helper_make_lost_error (self));
  request_free (request);

  return FALSE;
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!hn_helper1_call_revert_finish (HN_HELPER1 (source), result, &error))
    g_message ("A change that nobody waited for could not be taken back: %s", error->message);
}

/* Trial @id has begun at @unit; @task: (nullable): of who asked for it */
static void
begun (HnHelperClient *self, HnHelper1 *proxy, GTask *task, const char *id, const char *unit)
{
  if (*id != '\0')
    hn_helper_trials_began (self, id, unit);

  if (*id != '\0' && task != NULL)
    g_task_return_pointer (task, g_strdup (id), g_free);
  else if (*id != '\0')
    /* Nobody would ever keep it. */
    hn_helper1_call_revert (proxy, id, G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout, NULL,
                            forgotten_cb, NULL);
  else if (task != NULL)
    g_task_return_error (task, hn_helper_make_protocol_error ());
}

/* The helper's answer; that to Try and Remove has the id of a trial. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (HnHelperClient) self = g_weak_ref_get (&request->client);
  g_autoptr (GTask) task = request_end_task (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  const char *id;

  if (self == NULL)
    return;

  if (answer == NULL)
    {
      /* A connection that breaks fails its calls before it tells. */
      hn_helper_check_bus (self);
      if (task != NULL)
        g_task_return_error (task, hn_helper_translate_error (self, error, request->unit));
    }
  else if (g_variant_is_of_type (answer, G_VARIANT_TYPE ("(s)")))
    {
      g_variant_get (answer, "(&s)", &id);
      begun (self, HN_HELPER1 (source), task, id, request->unit);
    }
  else if (task != NULL)
    {
      g_task_return_boolean (task, TRUE);
    }
}

/* (transfer floating) */
static GVariant *
make_settings (GPtrArray *changes)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      g_variant_builder_add (&builder, "(ss)", hn_directive_get (change->directive)->name,
                             change->value);
    }

  return g_variant_builder_end (&builder);
}

void
hn_helper_client_try_async (HnHelperClient *self,
                            const char *unit,
                            GPtrArray *changes,
                            const char *etag,
                            guint confirm_seconds,
                            gboolean restart,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (unit != NULL);
  g_return_if_fail (changes != NULL);
  g_return_if_fail (etag != NULL);

  request = request_new (self, unit, cancellable, callback, user_data);
  if (!request_can_be_sent (request, self, unit, changes))
    return;

  if (changes->len > 0)
    hn_helper1_call_try (self->proxy, unit, make_settings (changes), etag, confirm_seconds, restart,
                         G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                         (int) self->long_timeout, NULL, answered_cb, request);
  else
    hn_helper1_call_remove (self->proxy, unit, etag, confirm_seconds, restart,
                            G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                            (int) self->long_timeout, NULL, answered_cb, request);
}

char *
hn_helper_client_try_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_helper_client_end_async (HnHelperClient *self,
                            const char *id,
                            gboolean keep,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (HnTrialRecord) trial = NULL;
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (id != NULL);

  trial = hn_helper_client_dup_trial (self, id);
  request =
      request_new (self, trial != NULL ? trial->unit : NULL, cancellable, callback, user_data);
  if (!request_can_be_sent (request, self, id, NULL))
    return;

  if (keep)
    hn_helper1_call_keep (self->proxy, id, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                          (int) self->long_timeout, NULL, answered_cb, request);
  else
    hn_helper1_call_revert (self->proxy, id, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                            (int) self->long_timeout, NULL, answered_cb, request);
}

gboolean
hn_helper_client_end_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_helper_client_accept_async (HnHelperClient *self,
                               const HnAccepted *accepted,
                               gboolean withdraw,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  const char *check = "";
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (accepted != NULL);

  request = request_new (self, accepted->unit, cancellable, callback, user_data);
  if (!request_can_be_sent (request, self, accepted->note, NULL))
    return;

  if (accepted->check != HN_ACCEPTED_ALL_CHECKS)
    check = hn_check_get ((guint) accepted->check)->json_field;
  hn_helper1_call_accept (self->proxy, accepted->unit != NULL ? accepted->unit : "", check,
                          withdraw ? "" : accepted->until, withdraw ? "" : accepted->note,
                          G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                          (int) self->long_timeout, NULL, answered_cb, request);
}

gboolean
hn_helper_client_accept_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
trials_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnHelperClient *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) list = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      hn_helper_check_bus (self);
      g_task_return_error (task, hn_helper_translate_error (self, error, NULL));
      return;
    }
  list = hn_helper_trials_parse_list (reply);
  if (list == NULL)
    {
      g_task_return_error (task, hn_helper_make_protocol_error ());
      return;
    }

  hn_helper_trials_merge (self, list);
  g_task_return_pointer (task, hn_helper_client_list_trials (self),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
hn_helper_client_read_trials_async (HnHelperClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (self->bus == NULL)
    g_task_return_error (task, hn_helper_make_lost_error (self));
  else
    hn_helper_get_trials (self, cancellable, trials_cb, g_steal_pointer (&task));
}

/* ---- One question for a search ---- */

static void
session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (HnHelperClient) self = g_weak_ref_get (&request->client);
  g_autoptr (GTask) task = request_end_task (request);
  g_autoptr (GError) error = NULL;
  g_autofree char *session = NULL;

  hn_helper1_call_begin_finish (HN_HELPER1 (source), &session, result, &error);
  if (session != NULL && task != NULL)
    g_task_return_pointer (task, g_steal_pointer (&session), g_free);
  else if (session != NULL)
    /* Nobody would ever end it. */
    hn_helper1_call_end (HN_HELPER1 (source), session, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                         NULL, NULL);
  if (error == NULL || self == NULL)
    return;
  hn_helper_check_bus (self);
  if (task != NULL)
    g_task_return_error (task, hn_helper_translate_error (self, error, NULL));
}

void
hn_helper_client_begin_async (HnHelperClient *self,
                              const char *const *units,
                              guint seconds,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (units != NULL);

  request = request_new (self, NULL, cancellable, callback, user_data);
  if (!request_can_be_sent (request, self, "", NULL))
    return;

  hn_helper1_call_begin (self->proxy, units, seconds,
                         G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                         (int) self->long_timeout, NULL, session_cb, request);
}

char *
hn_helper_client_begin_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* One that the helper does not know any more is over as well. */
void
hn_helper_client_end_session (HnHelperClient *self, const char *session)
{
  g_return_if_fail (HN_IS_HELPER_CLIENT (self));

  if (self->proxy != NULL)
    hn_helper1_call_end (self->proxy, session, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                         (int) self->call_timeout, NULL, NULL, NULL);
}

const char *
hn_helper_client_get_owner (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), NULL);

  return self->owner;
}

GDBusConnection *
hn_helper_client_get_bus (HnHelperClient *self)
{
  g_return_val_if_fail (HN_IS_HELPER_CLIENT (self), NULL);

  return self->bus;
}
