/* The client's calls over the bus, and the words for what goes wrong with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/helper-client-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "source/bus-loop.h"

struct _HnHelperCall
{
  HnHelperClient *client;
  sd_bus_slot *slot;
  char *unit;
  gint64 deadline; /* on the monotonic clock; 0: none */
  HnHelperReplyFunc func;
  gpointer user_data;
};

/* What the helper's errors mean; its own words come behind. */
static const char *const error_words[HN_N_HELPER_ERRORS_ON_BUS] = {
  [HN_HELPER_ERROR_FAILED] = N_("The helper could not do this"),
  [HN_HELPER_ERROR_INVALID_ARGS] = N_("The helper does not accept the request"),
  [HN_HELPER_ERROR_INVALID_UNIT] = N_("This is no name of a service"),
  [HN_HELPER_ERROR_NOT_FOUND] = N_("There is no such service"),
  [HN_HELPER_ERROR_UNIT_REFUSED] = N_("This service cannot be changed now"),
  [HN_HELPER_ERROR_INVALID_VALUE] = N_("A value is not valid"),
  [HN_HELPER_ERROR_DIRECTIVE_REFUSED] = N_("Hardnut does not write this directive"),
  [HN_HELPER_ERROR_TOO_OLD] = N_("The systemd that runs here is too old for this"),
  [HN_HELPER_ERROR_TOO_LARGE] = N_("This is more than one drop-in may hold"),
  [HN_HELPER_ERROR_CHANGED] =
      N_("Somebody changed the service’s files in the meantime; look at them again"),
  [HN_HELPER_ERROR_BUSY] = N_("Another change is being tried; keep it or take it back first"),
  [HN_HELPER_ERROR_NOT_AUTHORIZED] = N_("You are not authorized to do this"),
  [HN_HELPER_ERROR_AUTHORIZATION_FAILED] = N_("Nobody could be asked whether you may do this"),
  [HN_HELPER_ERROR_NO_SUCH_TRIAL] = N_("There is no such trial; it may have ended already"),
  [HN_HELPER_ERROR_NOT_YOURS] = N_("Somebody else began this trial"),
};

static const struct
{
  const char *name;
  HnHelperError code;
} bus_errors[] = {
  { SD_BUS_ERROR_SERVICE_UNKNOWN, HN_HELPER_ERROR_UNAVAILABLE },
  { SD_BUS_ERROR_NAME_HAS_NO_OWNER, HN_HELPER_ERROR_UNAVAILABLE },
  { SD_BUS_ERROR_ACCESS_DENIED, HN_HELPER_ERROR_NOT_AUTHORIZED },
  { SD_BUS_ERROR_AUTH_FAILED, HN_HELPER_ERROR_NOT_AUTHORIZED },
  { SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, HN_HELPER_ERROR_NOT_AUTHORIZED },
  { SD_BUS_ERROR_LIMITS_EXCEEDED, HN_HELPER_ERROR_BUSY },
  { SD_BUS_ERROR_NO_REPLY, HN_HELPER_ERROR_LOST },
  { SD_BUS_ERROR_DISCONNECTED, HN_HELPER_ERROR_LOST },
  { SD_BUS_ERROR_TIMEOUT, HN_HELPER_ERROR_TIMEOUT },
  { "org.freedesktop.DBus.Error.TimedOut", HN_HELPER_ERROR_TIMEOUT },
  { "org.freedesktop.systemd1.NoSuchUnit", HN_HELPER_ERROR_NOT_FOUND },
  { "org.freedesktop.systemd1.LoadFailed", HN_HELPER_ERROR_UNIT_REFUSED },
  { "org.freedesktop.systemd1.UnitMasked", HN_HELPER_ERROR_UNIT_REFUSED },
};

static GError *
translate_bus_error (HnHelperClient *self,
                     const char     *name,
                     const char     *message)
{
  HnHelperError code = HN_HELPER_ERROR_PROTOCOL;

  for (guint i = 0; i < G_N_ELEMENTS (bus_errors); i++)
    if (strcmp (name, bus_errors[i].name) == 0)
      code = bus_errors[i].code;
  if (g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn."))
    code = HN_HELPER_ERROR_UNAVAILABLE;

  switch ((int) code)
    {
    case HN_HELPER_ERROR_UNAVAILABLE:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: %s is what the bus says */
                          _("Hardnut’s helper cannot be started: %s"), message);
    case HN_HELPER_ERROR_NOT_AUTHORIZED:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: %s is what the bus says */
                          _("You are not authorized to do this: %s"), message);
    case HN_HELPER_ERROR_LOST:
      return g_error_new_literal (HN_HELPER_ERROR, code,
                                  _("Hardnut’s helper went away before it answered; a change that "
                                    "it had begun is taken back by itself"));
    case HN_HELPER_ERROR_TIMEOUT:
      return g_error_new_literal (HN_HELPER_ERROR, code,
                                  _("Hardnut’s helper did not answer in time"));
    case HN_HELPER_ERROR_BUSY:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: %s is what the bus says */
                          _("The bus %s has too much to do: %s"), self->tried, message);
    case HN_HELPER_ERROR_NOT_FOUND:
    case HN_HELPER_ERROR_UNIT_REFUSED:
      return g_error_new (HN_HELPER_ERROR, code, "%s", message);
    default:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: what the helper says, then the name of a D-Bus error */
                          _("Hardnut’s helper gives an answer that makes no sense here: %s (%s)"),
                          message, name);
    }
}

GError *
hn_helper_translate_error (HnHelperClient     *self,
                           const sd_bus_error *error,
                           const char         *unit)
{
  const char *name = error->name != NULL ? error->name : "";
  const char *message = error->message != NULL && *error->message != '\0' ? error->message : name;
  HnHelperError code;

  if (!hn_helper_error_from_name (name, &code))
    return translate_bus_error (self, name, message);
  if (unit != NULL)
    return g_error_new (HN_HELPER_ERROR, code,
                        /* Translators: a service, what is wrong, and the helper's words */
                        _("%s: %s: %s"), unit, _(error_words[code]), message);

  return g_error_new (HN_HELPER_ERROR, code,
                      /* Translators: what is wrong, and the helper's words for it */
                      _("%s: %s"), _(error_words[code]), message);
}

GError *
hn_helper_make_lost_error (HnHelperClient *self)
{
  if (self->state == HN_HELPER_GONE && self->error != NULL)
    return g_error_copy (self->error);

  return g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                      /* Translators: %s is the address of a bus */
                      _("The connection to the bus at %s broke; a change that was being tried is "
                        "taken back by itself unless it was kept"),
                      self->tried);
}

static void
call_free (HnHelperCall *call)
{
  sd_bus_slot_unref (call->slot);
  g_free (call->unit);
  g_free (call);
}

static int
reply_cb (sd_bus_message *reply,
          void           *user_data,
          sd_bus_error   *ret_error)
{
  HnHelperCall *call = user_data;
  g_autoptr (HnHelperClient) self = g_object_ref (call->client);
  g_autoptr (GError) error = NULL;

  /* When a connection breaks, everything under way is answered like this; the loop tells of it
   * once, for all. */
  if (sd_bus_message_is_method_error (reply, NULL) &&
      sd_bus_is_open (sd_bus_message_get_bus (reply)) <= 0)
    {
      hn_helper_lost (self, ECONNRESET);
      return 1;
    }

  g_queue_remove (&self->in_flight, call);
  if (sd_bus_message_is_method_error (reply, NULL))
    {
      error = hn_helper_translate_error (self, sd_bus_message_get_error (reply), call->unit);
      /* sd-bus says of its own timeout the same as a bus of who fell off it. */
      if (error->code == HN_HELPER_ERROR_LOST && call->deadline != 0 &&
          g_get_monotonic_time () >= call->deadline)
        {
          g_clear_error (&error);
          error = translate_bus_error (self, SD_BUS_ERROR_TIMEOUT, "");
        }
    }

  call->func (self, error == NULL ? reply : NULL, error, call->user_data);
  call_free (call);

  return 1;
}

typedef struct
{
  HnHelperClient *client;
  HnHelperReplyFunc func;
  gpointer user_data;
} FailedCall;

static gboolean
fail_later_cb (gpointer user_data)
{
  FailedCall *failed = user_data;
  g_autoptr (GError) error = hn_helper_make_lost_error (failed->client);

  failed->func (failed->client, NULL, error, failed->user_data);

  return G_SOURCE_REMOVE;
}

static void
failed_call_free (gpointer data)
{
  FailedCall *failed = data;

  g_object_unref (failed->client);
  g_free (failed);
}

static void
fail_later (HnHelperClient   *self,
            HnHelperReplyFunc func,
            gpointer          user_data)
{
  FailedCall *failed = g_new (FailedCall, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *failed = (FailedCall){ g_object_ref (self), func, user_data };
  g_source_set_callback (source, fail_later_cb, failed, failed_call_free);
  g_source_attach (source, self->context);
}

void
hn_helper_send (HnHelperClient   *self,
                sd_bus_message   *message,
                guint64           timeout,
                const char       *unit,
                HnHelperReplyFunc func,
                gpointer          user_data)
{
  HnHelperCall *call;
  int r;

  if (message == NULL || self->bus == NULL)
    {
      sd_bus_message_unref (message);
      fail_later (self, func, user_data);
      return;
    }

  call = g_new0 (HnHelperCall, 1);
  call->client = self;
  call->unit = g_strdup (unit);
  call->func = func;
  call->user_data = user_data;
  call->deadline = g_get_monotonic_time () + (gint64) timeout;
  r = sd_bus_call_async (self->bus, &call->slot, message, reply_cb, call, timeout);
  sd_bus_message_unref (message);
  if (r < 0)
    {
      call_free (call);
      fail_later (self, func, user_data);
      return;
    }

  g_queue_push_tail (&self->in_flight, call);
}

void
hn_helper_drop_calls (HnHelperClient *self,
                      const GError   *error)
{
  GQueue calls = self->in_flight;
  HnHelperCall *call;

  /* Callbacks may ask again; that is for the next connection. */
  g_queue_init (&self->in_flight);
  while ((call = g_queue_pop_head (&calls)) != NULL)
    {
      g_clear_pointer (&call->slot, sd_bus_slot_unref);
      call->func (self, NULL, error, call->user_data);
      call_free (call);
    }
}

sd_bus_message *
hn_helper_new_call (HnHelperClient *self,
                    const char     *destination,
                    const char     *path,
                    const char     *interface,
                    const char     *member,
                    const char     *types,
                    ...)
{
  sd_bus_message *message;
  va_list arguments;

  va_start (arguments, types);
  message = hn_bus_loop_new_call (self->bus, destination, path, interface, member, types, arguments);
  va_end (arguments);

  return message;
}
