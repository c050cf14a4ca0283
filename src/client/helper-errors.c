/* The words for what goes wrong with the client's calls over the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/helper-client-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the helper's errors mean; its own words come behind. */
static const char *const error_words[HN_N_HELPER_ERRORS_ON_BUS] = {
  [HN_HELPER_ERROR_FAILED] = N_ ("The helper could not do this"),
  [HN_HELPER_ERROR_INVALID_ARGS] = N_ ("The helper does not accept the request"),
  [HN_HELPER_ERROR_INVALID_UNIT] = N_ ("This is no name of a service"),
  [HN_HELPER_ERROR_NOT_FOUND] = N_ ("There is no such service"),
  [HN_HELPER_ERROR_UNIT_REFUSED] = N_ ("This service cannot be changed now"),
  [HN_HELPER_ERROR_INVALID_VALUE] = N_ ("A value is not valid"),
  [HN_HELPER_ERROR_DIRECTIVE_REFUSED] = N_ ("Hardnut does not write this directive"),
  [HN_HELPER_ERROR_TOO_OLD] = N_ ("The systemd that runs here is too old for this"),
  [HN_HELPER_ERROR_TOO_LARGE] = N_ ("This is more than one settings file may hold"),
  [HN_HELPER_ERROR_CHANGED] =
      N_ ("Somebody changed the service’s files in the meantime; look at them again"),
  [HN_HELPER_ERROR_BUSY] = N_ ("Another change is being tried; keep it or take it back first"),
  [HN_HELPER_ERROR_NOT_AUTHORIZED] = N_ ("You are not authorized to do this"),
  [HN_HELPER_ERROR_AUTHORIZATION_FAILED] = N_ ("Nobody could be asked whether you may do this"),
  [HN_HELPER_ERROR_NO_SUCH_TRIAL] = N_ ("There is no such trial; it may have ended already"),
  [HN_HELPER_ERROR_NOT_YOURS] = N_ ("Somebody else began this trial"),
  [HN_HELPER_ERROR_NO_SUCH_SESSION] = N_ ("There is no such search; it may be over"),
};

static const struct
{
  const char *name;
  HnHelperError code;
} bus_errors[] = {
  { "org.freedesktop.DBus.Error.ServiceUnknown", HN_HELPER_ERROR_UNAVAILABLE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", HN_HELPER_ERROR_UNAVAILABLE },
  { "org.freedesktop.DBus.Error.AccessDenied", HN_HELPER_ERROR_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.AuthFailed", HN_HELPER_ERROR_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", HN_HELPER_ERROR_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.LimitsExceeded", HN_HELPER_ERROR_BUSY },
  { "org.freedesktop.DBus.Error.NoReply", HN_HELPER_ERROR_LOST },
  { "org.freedesktop.DBus.Error.Disconnected", HN_HELPER_ERROR_LOST },
  { "org.freedesktop.DBus.Error.Timeout", HN_HELPER_ERROR_TIMEOUT },
  { "org.freedesktop.DBus.Error.TimedOut", HN_HELPER_ERROR_TIMEOUT },
  { "org.freedesktop.systemd1.NoSuchUnit", HN_HELPER_ERROR_NOT_FOUND },
  { "org.freedesktop.systemd1.LoadFailed", HN_HELPER_ERROR_UNIT_REFUSED },
  { "org.freedesktop.systemd1.UnitMasked", HN_HELPER_ERROR_UNIT_REFUSED },
};

static GError *
translate_bus_error (HnHelperClient *self, const char *name, const char *message)
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
                          _ ("Hardnut’s helper cannot be started: %s"), message);
    case HN_HELPER_ERROR_NOT_AUTHORIZED:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: %s is what the bus says */
                          _ ("You are not authorized to do this: %s"), message);
    case HN_HELPER_ERROR_LOST:
      return g_error_new_literal (HN_HELPER_ERROR, code,
                                  _ ("Hardnut’s helper went away before it answered; a change that "
                                     "it had begun is taken back by itself"));
    case HN_HELPER_ERROR_TIMEOUT:
      return g_error_new_literal (HN_HELPER_ERROR, code,
                                  _ ("Hardnut’s helper did not answer in time"));
    case HN_HELPER_ERROR_BUSY:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: %s is what the bus says */
                          _ ("The bus %s has too much to do: %s"), self->tried, message);
    case HN_HELPER_ERROR_NOT_FOUND:
    case HN_HELPER_ERROR_UNIT_REFUSED:
      return g_error_new (HN_HELPER_ERROR, code, "%s", message);
    default:
      return g_error_new (HN_HELPER_ERROR, code,
                          /* Translators: what the helper says, then the name of a D-Bus error */
                          _ ("Hardnut’s helper gives an answer that makes no sense here: %s (%s)"),
                          message, name);
    }
}

static GError *
make_broken_error (HnHelperClient *self)
{
  return g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                      /* Translators: %s is the address of a bus */
                      _ ("The connection to the bus at %s broke; a change that was being tried is "
                         "taken back by itself unless it was kept"),
                      self->tried);
}

/* What goes wrong on this side of the bus has no name there. */
static GError *
translate_local_error (HnHelperClient *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return translate_bus_error (self, "org.freedesktop.DBus.Error.Timeout", "");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return hn_helper_make_protocol_error ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  return make_broken_error (self);
}

GError *
hn_helper_translate_error (HnHelperClient *self, const GError *error, const char *unit)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr (GError) stripped = g_error_copy (error);
  const char *message;
  HnHelperError code;

  if (name == NULL)
    return translate_local_error (self, error);

  g_dbus_error_strip_remote_error (stripped);
  message = *stripped->message != '\0' ? stripped->message : name;
  if (!hn_helper_error_from_name (name, &code))
    return translate_bus_error (self, name, message);
  if (unit != NULL)
    return g_error_new (HN_HELPER_ERROR, code,
                        /* Translators: a service, what is wrong, and the helper's words */
                        _ ("%s: %s: %s"), unit, _ (error_words[code]), message);

  return g_error_new (HN_HELPER_ERROR, code,
                      /* Translators: what is wrong, and the helper's words for it */
                      _ ("%s: %s"), _ (error_words[code]), message);
}

GError *
hn_helper_make_lost_error (HnHelperClient *self)
{
  if (self->state == HN_HELPER_GONE && self->error != NULL)
    return g_error_copy (self->error);

  return make_broken_error (self);
}

GError *
hn_helper_make_protocol_error (void)
{
  return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL,
                              _ ("Hardnut’s helper gives an answer that makes no sense here"));
}
