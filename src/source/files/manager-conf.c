/* Reads the manager's own configuration: the main file, then the drop-ins of all folders by name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/manager-conf.h"

#include <string.h>

#include "source/files/root-file.h"
#include "source/unit-name.h"

/* The first version that has defaults of sandboxing directives, and what it has; of a version that
 * is not known yet, any may be one. */
#define FIRST_WITH_DEFAULTS 258

static gboolean
is_default_of (HnDirectiveId directive, guint version)
{
  if (directive == HN_DIRECTIVE_NONE || (version != 0 && version < FIRST_WITH_DEFAULTS))
    return FALSE;
  if (version == 0 || version <= HN_NEWEST_KNOWN_VERSION)
    return directive == HN_DIRECTIVE_RESTRICT_SUID_SGID;

  return hn_directive_get (directive)->type->kind == HN_KIND_BOOLEAN ||
         hn_directive_get (directive)->type->kind == HN_KIND_CHOICE;
}

static void
set_default (GPtrArray *defaults, HnDirectiveId directive, const char *value)
{
  for (guint i = 0; i < defaults->len; i++)
    if (((HnChange *) defaults->pdata[i])->directive == directive)
      g_ptr_array_remove_index (defaults, i);
  g_ptr_array_add (defaults, hn_change_new (directive, value));
}

static void
read_file (const char *root, const char *path, guint version, GPtrArray *defaults)
{
  g_autofree char *text = hn_root_file_dup_text (root, path);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  gboolean in_manager = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');
      HnDirectiveId directive;

      if (line[0] == '[')
        in_manager = strcmp (line, "[Manager]") == 0;
      if (!in_manager || equals == NULL || !g_str_has_prefix (line, "Default"))
        continue;
      *equals = '\0';
      directive = hn_directive_find (g_strchomp (line) + strlen ("Default"));
      if (is_default_of (directive, version))
        set_default (defaults, directive, g_strchug (equals + 1));
    }
}

/* Adds the drop-ins of @folder; a name that a stronger folder has hides this one. */
static void
add_drop_ins (const char *root, const char *folder, GHashTable *paths, GPtrArray *names)
{
  g_autoptr (GDir) dir = hn_root_dir_open (root, folder);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *copy;

      if (name[0] == '.' || !g_str_has_suffix (name, ".conf") ||
          g_hash_table_contains (paths, name))
        continue;
      copy = g_strdup (name);
      g_ptr_array_add (names, copy);
      g_hash_table_insert (paths, copy, g_build_filename (folder, copy, NULL));
    }
}

GPtrArray *
hn_manager_conf_read (const char *root, HnScope scope, guint version)
{
  static const char *const folders[] = { "/etc/systemd", "/run/systemd", "/usr/local/lib/systemd",
                                         "/usr/lib/systemd" };
  const char *file = scope == HN_SCOPE_SYSTEM ? "system.conf" : "user.conf";
  GPtrArray *defaults = hn_change_list_new ();
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  if (version != 0 && version < FIRST_WITH_DEFAULTS)
    return defaults;

  /* The home of a root's user is not known. */
  if (scope == HN_SCOPE_USER && root[0] == '\0')
    g_ptr_array_add (places, g_build_filename (g_get_user_config_dir (), "systemd", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_ptr_array_add (places, g_strdup (folders[i]));

  /* Of the main files only the strongest is read. */
  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *main_file = g_build_filename (places->pdata[i], file, NULL);
      g_autofree char *drop_ins = g_strconcat (main_file, ".d", NULL);

      if (!g_hash_table_contains (paths, "") &&
          hn_root_file_probe (root, main_file, HN_ROOT_FOLLOW) != HN_ROOT_PROBE_FAILED)
        {
          g_hash_table_insert (paths, (gpointer) "", g_strdup (main_file));
          read_file (root, main_file, version, defaults);
        }
      add_drop_ins (root, drop_ins, paths, names);
    }
  g_ptr_array_sort (names, hn_unit_name_compare);
  for (guint i = 0; i < names->len; i++)
    read_file (root, g_hash_table_lookup (paths, names->pdata[i]), version, defaults);

  return defaults;
}
