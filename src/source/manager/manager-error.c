/* The words for what goes wrong with a manager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (hn_manager_error_quark, hn_manager_error)

GError *
hn_manager_error_new_lost (const char *address)
{
  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST,
                      /* Translators: %s is the address of a bus */
                      _ ("The connection to %s broke"), address);
}

GError *
hn_manager_error_new_from_errno (int error_number, const char *address)
{
  HnManagerError code;

  switch (error_number)
    {
    case EACCES:
    case EPERM:
      return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED,
                          /* Translators: %s is the address of a bus */
                          _ ("The bus at %s does not let us in"), address);
    case ECONNRESET:
    case ENOTCONN:
    case EPIPE:
      return hn_manager_error_new_lost (address);
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
                      _ ("The bus at %s cannot be reached: %s"), address,
                      g_strerror (error_number));
}

static HnManagerError
find_code (const char *name)
{
  static const struct
  {
    const char *name;
    HnManagerError code;
  } codes[] = {
    { SD_BUS_ERROR_ACCESS_DENIED, HN_MANAGER_ERROR_DENIED },
    { SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, HN_MANAGER_ERROR_DENIED },
    { SD_BUS_ERROR_AUTH_FAILED, HN_MANAGER_ERROR_DENIED },
    { SD_BUS_ERROR_TIMEOUT, HN_MANAGER_ERROR_TIMEOUT },
    /* A bus also says "no reply" on behalf of a manager that fell off it. */
    { SD_BUS_ERROR_NO_REPLY, HN_MANAGER_ERROR_TIMEOUT },
    { SD_BUS_ERROR_DISCONNECTED, HN_MANAGER_ERROR_LOST },
    { SD_BUS_ERROR_SERVICE_UNKNOWN, HN_MANAGER_ERROR_NO_MANAGER },
    { SD_BUS_ERROR_NAME_HAS_NO_OWNER, HN_MANAGER_ERROR_NO_MANAGER },
    { "org.freedesktop.systemd1.NoSuchUnit", HN_MANAGER_ERROR_NOT_FOUND },
    { SD_BUS_ERROR_UNKNOWN_OBJECT, HN_MANAGER_ERROR_NOT_FOUND },
    { "org.freedesktop.systemd1.UnitMasked", HN_MANAGER_ERROR_MASKED },
    { "org.freedesktop.systemd1.LoadFailed", HN_MANAGER_ERROR_BAD_UNIT },
    { "org.freedesktop.systemd1.BadUnitSetting", HN_MANAGER_ERROR_BAD_UNIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (name, codes[i].name) == 0)
      return codes[i].code;

  return g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn.") ? HN_MANAGER_ERROR_NO_MANAGER
                                                                      : HN_MANAGER_ERROR_PROTOCOL;
}

GError *
hn_manager_error_new_from_bus (const sd_bus_error *error, const char *address)
{
  const char *name = error->name != NULL ? error->name : "";
  const char *message = error->message != NULL ? error->message : name;
  HnManagerError code = find_code (name);

  switch (code)
    {
    case HN_MANAGER_ERROR_DENIED:
      return g_error_new (HN_MANAGER_ERROR, code,
                          /* Translators: the address of a bus, and what it says */
                          _ ("The manager at %s does not let us ask: %s"), address, message);
    case HN_MANAGER_ERROR_TIMEOUT:
      return g_error_new (HN_MANAGER_ERROR, code,
                          /* Translators: %s is the address of a bus */
                          _ ("The manager at %s did not answer in time"), address);
    case HN_MANAGER_ERROR_NO_MANAGER:
      return g_error_new (HN_MANAGER_ERROR, code,
                          /* Translators: the address of a bus, and what it says */
                          _ ("There is no systemd at the bus %s: %s"), address, message);
    default:
      return g_error_new (HN_MANAGER_ERROR, code,
                          /* Translators: the address of a bus, and what it says */
                          _ ("The manager at %s refuses: %s"), address, message);
    }
}

GError *
hn_manager_error_new_not_found (const char *name, const char *address)
{
  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND,
                      /* Translators: the name of a service, the address of a bus */
                      _ ("There is no service %s for the manager at %s"), name, address);
}

GError *
hn_manager_error_new_bad_name (const char *name)
{
  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND,
                      /* Translators: what somebody typed in place of a service's name */
                      _ ("“%s” is not the name of a service"), name);
}

GError *
hn_manager_error_new_bad_list (int error_number, const char *address)
{
  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                      /* Translators: the address of a bus, and what is wrong */
                      _ ("The list of services from the manager at %s makes no sense: %s"), address,
                      g_strerror (-error_number));
}

GError *
hn_manager_error_new_bad_properties (int error_number, const char *name, const char *address)
{
  return g_error_new (HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL,
                      /* Translators: a service, the address of a bus, what is wrong */
                      _ ("The properties of %s from the manager at %s make no sense: %s"), name,
                      address, g_strerror (-error_number));
}
