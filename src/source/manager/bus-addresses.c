/* The addresses of managers, from the environment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/bus-addresses.h"

#include <gio/gio.h>
#include <unistd.h>

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"
#define SYSTEM_MANAGER HN_BUS_ADDRESS_PEER "unix:path=/run/systemd/private"

/* (nullable) */
static char *
dup_below_runtime_dir (const char *prefix, const char *path)
{
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *escaped = NULL;

  if (folder == NULL || folder[0] != '/')
    return NULL;

  escaped = g_dbus_address_escape_value (folder);

  return g_strdup_printf ("%sunix:path=%s/%s", prefix, escaped, path);
}

GPtrArray *
hn_bus_addresses_list (HnScope scope)
{
  const char *given =
      g_getenv (scope == HN_SCOPE_SYSTEM ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *bus = NULL;

  if (given != NULL && given[0] == '\0')
    given = NULL;

  if (scope == HN_SCOPE_SYSTEM)
    {
      g_ptr_array_add (addresses, g_strdup (given != NULL ? given : SYSTEM_BUS));
      if (given == NULL && geteuid () == 0)
        g_ptr_array_add (addresses, g_strdup (SYSTEM_MANAGER));
      return addresses;
    }

  bus = dup_below_runtime_dir ("", "bus");
  if (given != NULL && (bus == NULL || !g_str_has_prefix (given, bus)))
    g_ptr_array_add (addresses, g_strdup (given));
  else if (bus != NULL)
    {
      g_ptr_array_add (addresses, g_steal_pointer (&bus));
      g_ptr_array_add (addresses, dup_below_runtime_dir (HN_BUS_ADDRESS_PEER, "systemd/private"));
    }

  return addresses;
}

char *
hn_bus_addresses_dup_beside_bus (HnScope scope)
{
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *path = NULL;

  if (scope != HN_SCOPE_USER || folder == NULL)
    return NULL;

  path = g_build_filename (folder, "systemd", "private", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS)
             ? dup_below_runtime_dir (HN_BUS_ADDRESS_PEER, "systemd/private")
             : NULL;
}
