/* The observer's interface on the bus: what each method takes, and what is refused before anybody
 * is asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/methods.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "observer/method-call.h"
#include "observer/watch.h"

/* So that a file can be named after it, with a number of ten digits before it and an ending. */
#define MAX_UNIT 230

static gboolean
get_caller (sd_bus_message *call, uid_t *ret_uid)
{
  sd_bus_creds *creds = NULL;
  int r = sd_bus_query_sender_creds (call, SD_BUS_CREDS_EUID, &creds);

  if (r >= 0)
    r = sd_bus_creds_get_euid (creds, ret_uid);
  sd_bus_creds_unref (creds);

  return r >= 0;
}

/* A plain service: neither a template nor anything else that is no name of a folder. */
static gboolean
is_unit (const char *name)
{
  gsize length = strlen (name);

  return length <= MAX_UNIT && g_str_has_suffix (name, ".service") && name[0] != '.' &&
         name[0] != '-' && length > strlen (".service") && strstr (name, "@.") == NULL &&
         strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_.@\\-") ==
             length;
}

static gboolean
check_subject (const char *scope, HnSubject *subject, uid_t caller, GError **error)
{
  subject->user = strcmp (scope, HN_WATCH_USER) == 0;
  if ((!subject->user && strcmp (scope, HN_WATCH_SYSTEM) != 0) ||
      (!subject->user && subject->uid != 0))
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_ARGS,
                           _ ("The request is incomplete or damaged"));
      return FALSE;
    }
  if (!is_unit (subject->unit))
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_UNIT,
                           _ ("This is no name of a service that can be watched"));
      return FALSE;
    }
  if (subject->user && caller != 0 && caller != subject->uid)
    {
      g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                           _ ("These are the services of somebody else"));
      return FALSE;
    }

  return TRUE;
}

static int
begin (sd_bus_message *call, HnObserver *observer, HnMethod kind)
{
  const char *scope, *unit;
  HnSubject subject = { 0 };
  g_autoptr (GError) error = NULL;
  guint32 seconds = HN_WATCH_MIN;
  uid_t caller = 0;
  int r = sd_bus_message_read (call, "sus", &scope, &subject.uid, &unit);

  if (r >= 0 && kind == HN_METHOD_WATCH)
    r = sd_bus_message_read (call, "u", &seconds);
  if (r < 0)
    return r;

  subject.unit = (char *) unit;
  if (!get_caller (call, &caller))
    g_set_error_literal (&error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                         _ ("The bus does not say who is calling"));
  else if (check_subject (scope, &subject, caller, &error) &&
           (seconds < HN_WATCH_MIN || seconds > HN_WATCH_MAX))
    g_set_error (&error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_ARGS,
                 _ ("A service is watched for %d to %d seconds"), HN_WATCH_MIN, HN_WATCH_MAX);
  if (error != NULL)
    sd_bus_reply_method_errorf (call, hn_helper_error_get_name (error), "%s", error->message);
  else
    hn_method_call_start (observer, call, kind, caller, &subject, seconds);

  return 1;
}

static int
method_watch (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  return begin (call, user_data, HN_METHOD_WATCH);
}

static int
method_stop (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  return begin (call, user_data, HN_METHOD_STOP);
}

static int
method_get (sd_bus_message *call, void *user_data, sd_bus_error *ret_error)
{
  return begin (call, user_data, HN_METHOD_GET);
}

/* What a user's services are called is that user's business, and root's. */
static int
get_watched (sd_bus *bus,
             const char *path,
             const char *interface,
             const char *property,
             sd_bus_message *reply,
             void *user_data,
             sd_bus_error *ret_error)
{
  HnObserver *observer = user_data;
  sd_bus_message *call = sd_bus_get_current_message (bus);
  uid_t caller = G_MAXUINT32;
  int r = sd_bus_message_open_container (reply, 'a', "(sust)");

  if (call != NULL && !get_caller (call, &caller))
    caller = G_MAXUINT32;
  for (guint i = 0; i < observer->watches->len && r >= 0; i++)
    {
      const HnWatch *watch = observer->watches->pdata[i];
      const HnSubject *subject = hn_watch_get_subject (watch);

      if (!subject->user || caller == 0 || caller == subject->uid)
        r = sd_bus_message_append (reply, "(sust)", hn_subject_get_scope (subject), subject->uid,
                                   subject->unit, hn_watch_get_end (watch));
    }

  return r < 0 ? r : sd_bus_message_close_container (reply);
}

/* Every method may be called by everybody; polkit decides. */
static const sd_bus_vtable vtable[] = {
  SD_BUS_VTABLE_START (0),
  SD_BUS_METHOD_WITH_ARGS ("Watch",
                           SD_BUS_ARGS ("s", scope, "u", uid, "s", unit, "u", seconds),
                           SD_BUS_NO_RESULT,
                           method_watch,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Stop",
                           SD_BUS_ARGS ("s", scope, "u", uid, "s", unit),
                           SD_BUS_NO_RESULT,
                           method_stop,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD_WITH_ARGS ("Get",
                           SD_BUS_ARGS ("s", scope, "u", uid, "s", unit),
                           SD_BUS_RESULT ("a{sv}", evidence),
                           method_get,
                           SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_SIGNAL_WITH_ARGS (HN_OBSERVER_CHANGED, SD_BUS_ARGS ("s", scope, "u", uid, "s", unit), 0),
  SD_BUS_PROPERTY (
      HN_OBSERVER_WATCHED, "a(sust)", get_watched, 0, SD_BUS_VTABLE_PROPERTY_EMITS_INVALIDATION),
  SD_BUS_VTABLE_END,
};

int
hn_observer_methods_add (HnObserver *observer)
{
  return sd_bus_add_object_vtable (observer->bus, NULL, HN_OBSERVER_PATH, HN_OBSERVER_INTERFACE,
                                   vtable, observer);
}
