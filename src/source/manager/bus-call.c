/* The manager's calls over the bus: a queue, so that a bounded number waits for an answer, and the
 * words for what goes wrong with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "source/manager/bus-loop.h"

typedef struct
{
  HnBusConnection *manager;
  sd_bus_message *message;
  sd_bus_slot *slot;
  HnReplyFunc func;
  gpointer user_data;
} HnManagerCall;

static void send_waiting (HnBusConnection *self);

static void
call_free (HnManagerCall *call)
{
  sd_bus_message_unref (call->message);
  sd_bus_slot_unref (call->slot);
  g_free (call);
}

GError *
hn_manager_translate_error (HnBusConnection *self, const sd_bus_error *error, const char *what)
{
  const char *name = error->name != NULL ? error->name : "";
  const char *message = error->message != NULL ? error->message : name;
  HnManagerError code;

  if (strcmp (name, SD_BUS_ERROR_ACCESS_DENIED) == 0 ||
      strcmp (name, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED) == 0 ||
      strcmp (name, SD_BUS_ERROR_AUTH_FAILED) == 0)
    code = HN_MANAGER_ERROR_DENIED;
  else if (strcmp (name, SD_BUS_ERROR_TIMEOUT) == 0 || strcmp (name, SD_BUS_ERROR_NO_REPLY) == 0)
    /* A bus also says "no reply" on behalf of a manager that fell off it. */
    code = HN_MANAGER_ERROR_TIMEOUT;
  else if (strcmp (name, SD_BUS_ERROR_DISCONNECTED) == 0)
    code = HN_MANAGER_ERROR_LOST;
  else if (strcmp (name, SD_BUS_ERROR_SERVICE_UNKNOWN) == 0 ||
           strcmp (name, SD_BUS_ERROR_NAME_HAS_NO_OWNER) == 0 ||
           g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn."))
    code = HN_MANAGER_ERROR_NO_MANAGER;
  else if (strcmp (name, "org.freedesktop.systemd1.NoSuchUnit") == 0 ||
           strcmp (name, SD_BUS_ERROR_UNKNOWN_OBJECT) == 0)
    code = HN_MANAGER_ERROR_NOT_FOUND;
  else if (strcmp (name, "org.freedesktop.systemd1.UnitMasked") == 0)
    code = HN_MANAGER_ERROR_MASKED;
  else if (strcmp (name, "org.freedesktop.systemd1.LoadFailed") == 0 ||
           strcmp (name, "org.freedesktop.systemd1.BadUnitSetting") == 0)
    code = HN_MANAGER_ERROR_BAD_UNIT;
  else
    code = HN_MANAGER_ERROR_PROTOCOL;

  if (code == HN_MANAGER_ERROR_DENIED)
    return g_error_new (HN_MANAGER_ERROR, code,
                        /* Translators: the address of a bus, and what it says */
                        _ ("The manager at %s does not let us ask: %s"), self->tried, message);
  if (code == HN_MANAGER_ERROR_TIMEOUT)
    return g_error_new (HN_MANAGER_ERROR, code,
                        /* Translators: %s is the address of a bus */
                        _ ("The manager at %s did not answer in time"), self->tried);
  if (code == HN_MANAGER_ERROR_NO_MANAGER)
    return g_error_new (HN_MANAGER_ERROR, code,
                        /* Translators: the address of a bus, and what it says */
                        _ ("There is no systemd at the bus %s: %s"), self->tried, message);
  if (what != NULL)
    return g_error_new (HN_MANAGER_ERROR, code,
                        /* Translators: a service, the address of a bus, and what it says */
                        _ ("%s cannot be read from the manager at %s: %s"), what, self->tried,
                        message);

  return g_error_new (HN_MANAGER_ERROR, code,
                      /* Translators: the address of a bus, and what it says */
                      _ ("The manager at %s refuses: %s"), self->tried, message);
}

static int
reply_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnManagerCall *call = user_data;
  g_autoptr (HnBusConnection) self = g_object_ref (call->manager);
  g_autoptr (GError) error = NULL;

  g_queue_remove (&self->in_flight, call);

  if (sd_bus_message_is_method_error (reply, NULL))
    {
      /* When a connection breaks, everything under way is answered like this. */
      if (sd_bus_is_open (sd_bus_message_get_bus (reply)) <= 0)
        {
          error = hn_manager_make_lost_error (self);
          hn_manager_lost (self, error);
        }
      else
        error = hn_manager_translate_error (self, sd_bus_message_get_error (reply), NULL);
    }

  call->func (self, error == NULL ? reply : NULL, error, call->user_data);
  call_free (call);
  send_waiting (self);

  return 1;
}

typedef struct
{
  HnBusConnection *manager;
  HnReplyFunc func;
  gpointer user_data;
} FailedCall;

static gboolean
fail_later_cb (gpointer user_data)
{
  FailedCall *failed = user_data;
  g_autoptr (GError) error = hn_manager_make_lost_error (failed->manager);

  failed->func (failed->manager, NULL, error, failed->user_data);

  return G_SOURCE_REMOVE;
}

static void
failed_call_free (gpointer data)
{
  FailedCall *failed = data;

  g_object_unref (failed->manager);
  g_free (failed);
}

/* Callers count on hearing of a failure after the call, not within it. */
static void
fail_later (HnBusConnection *self, HnReplyFunc func, gpointer user_data)
{
  FailedCall *failed = g_new (FailedCall, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *failed = (FailedCall){ g_object_ref (self), func, user_data };
  g_source_set_callback (source, fail_later_cb, failed, failed_call_free);
  g_source_attach (source, self->context);
}

static void
send_waiting (HnBusConnection *self)
{
  while (self->bus != NULL && self->in_flight.length < HN_MANAGER_MAX_IN_FLIGHT &&
         self->waiting.length > 0)
    {
      HnManagerCall *call = g_queue_pop_head (&self->waiting);
      int r = sd_bus_call_async (self->bus, &call->slot, call->message, reply_cb, call, 0);

      g_clear_pointer (&call->message, sd_bus_message_unref);
      if (r >= 0)
        {
          g_queue_push_tail (&self->in_flight, call);
          continue;
        }

      fail_later (self, call->func, call->user_data);
      call_free (call);
    }
}

void
hn_manager_call (HnBusConnection *self,
                 sd_bus_message *message,
                 HnReplyFunc func,
                 gpointer user_data)
{
  HnManagerCall *call;

  if (message == NULL || self->bus == NULL)
    {
      sd_bus_message_unref (message);
      fail_later (self, func, user_data);
      return;
    }

  call = g_new0 (HnManagerCall, 1);
  call->manager = self;
  call->message = message;
  call->func = func;
  call->user_data = user_data;
  g_queue_push_tail (&self->waiting, call);
  send_waiting (self);
}

void
hn_manager_fail_calls (HnBusConnection *self, const GError *error)
{
  g_autoptr (GQueue) calls = g_queue_new ();
  HnManagerCall *call;

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

sd_bus_message *
hn_manager_new_call (HnBusConnection *self,
                     const char *path,
                     const char *interface,
                     const char *member,
                     const char *types,
                     ...)
{
  sd_bus_message *message;
  va_list arguments;

  va_start (arguments, types);
  message = hn_bus_loop_new_call (self->bus, self->broker ? HN_MANAGER_NAME : NULL, path, interface,
                                  member, types, arguments);
  va_end (arguments);
  if (message != NULL)
    sd_bus_message_set_auto_start (message, FALSE);

  return message;
}

int
hn_manager_read_list (sd_bus_message *message, GStrv *ret_list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *text;
  int r = sd_bus_message_enter_container (message, 'v', "as");

  if (r >= 0)
    r = sd_bus_message_enter_container (message, 'a', "s");
  while (r >= 0 && (r = sd_bus_message_read_basic (message, 's', &text)) > 0)
    g_strv_builder_add (builder, text);
  if (r >= 0)
    r = sd_bus_message_exit_container (message);
  if (r >= 0)
    r = sd_bus_message_exit_container (message);
  if (r < 0)
    return r;

  g_strfreev (*ret_list);
  *ret_list = g_strv_builder_end (builder);
  return 0;
}
