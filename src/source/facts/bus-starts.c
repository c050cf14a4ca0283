/* Reads the NAME.service files of the bus, which say SystemdService=UNIT.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/bus-starts.h"

#include <string.h>

#include "source/files/host.h"
#include "source/files/root-file.h"

#define GROUP "D-BUS Service"

/* Adds the unit that the file at @path has started, with the name on the bus. Of several names the
 * first one stays. */
static void
read_file (const char *path, GHashTable *starts)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *text = NULL;
  const char *found;
  gsize length;

  if (hn_root_file_read ("", path, HN_ROOT_FOLLOW, &text, &length, NULL) != HN_ROOT_FILE_READ ||
      !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    return;
  unit = g_key_file_get_string (file, GROUP, "SystemdService", NULL);
  name = g_key_file_get_string (file, GROUP, "Name", NULL);
  if (unit == NULL || name == NULL)
    return;

  found = g_hash_table_lookup (starts, unit);
  if (found == NULL || strcmp (name, found) < 0)
    g_hash_table_replace (starts, g_steal_pointer (&unit), g_steal_pointer (&name));
}

static GHashTable *
list_in (const char *const *folders)
{
  GHashTable *starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (; *folders != NULL; folders++)
    {
      g_autoptr (GDir) folder = g_dir_open (*folders, 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *path = g_build_filename (*folders, name, NULL);

          /* A stronger folder has a file of the same name. */
          if (g_str_has_suffix (name, ".service") && g_hash_table_add (seen, g_strdup (name)))
            read_file (path, starts);
        }
    }

  return starts;
}

char *
hn_bus_starts_find_in (const char *const *folders, const char *const *units)
{
  g_autoptr (GHashTable) starts = list_in (folders);
  const char *found = NULL;

  for (; *units != NULL; units++)
    {
      const char *name = g_hash_table_lookup (starts, *units);

      if (name != NULL && (found == NULL || strcmp (name, found) < 0))
        found = name;
    }

  return g_strdup (found);
}

static GPtrArray *
list_folders (HnScope scope)
{
  static const char *const system[] = {
    "/etc/dbus-1/system-services",
    "/run/dbus-1/system-services",
    "/usr/local/share/dbus-1/system-services",
    "/usr/share/dbus-1/system-services",
    "/usr/lib/dbus-1/system-services",
  };
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  const char *const *data = g_get_system_data_dirs ();

  if (scope == HN_SCOPE_SYSTEM)
    {
      for (guint i = 0; i < G_N_ELEMENTS (system); i++)
        g_ptr_array_add (folders, hn_host_dup_path (system[i]));
    }
  else
    {
      g_ptr_array_add (folders,
                       g_build_filename (g_get_user_runtime_dir (), "dbus-1/services", NULL));
      g_ptr_array_add (folders, g_build_filename (g_get_user_data_dir (), "dbus-1/services", NULL));
      for (; *data != NULL; data++)
        {
          g_autofree char *path = g_build_filename (*data, "dbus-1/services", NULL);

          g_ptr_array_add (folders, hn_host_dup_path (path));
        }
    }
  g_ptr_array_add (folders, NULL);

  return folders;
}

char *
hn_bus_starts_find (HnScope scope, const char *const *units)
{
  g_autoptr (GPtrArray) folders = list_folders (scope);

  return hn_bus_starts_find_in ((const char *const *) folders->pdata, units);
}

GHashTable *
hn_bus_starts_list (HnScope scope)
{
  g_autoptr (GPtrArray) folders = list_folders (scope);

  return list_in ((const char *const *) folders->pdata);
}
