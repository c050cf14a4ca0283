/* Where profiles are, and what is in one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/profile.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/files/small-file.h"
#include "source/unit-name.h"

G_DEFINE_QUARK (hn_profile_error_quark, hn_profile_error)

/* A profile holds a file for each kind of unit. */
#define PROFILE_FILE "service.conf"

static const char *const system_folders[] = {
  "/etc/systemd/portable/profile",           "/run/systemd/portable/profile",
  "/usr/local/lib/systemd/portable/profile", "/usr/lib/systemd/portable/profile",
  "/lib/systemd/portable/profile",
};

static const char *const user_folders[] = {
  "/etc/systemd/user/portable/profile",
  "/run/systemd/user/portable/profile",
  "/usr/local/lib/systemd/user/portable/profile",
  "/usr/lib/systemd/user/portable/profile",
};

static void
add_folders (GPtrArray *folders, const char *root, const char *const *paths, guint n_paths)
{
  for (guint i = 0; i < n_paths; i++)
    g_ptr_array_add (folders, g_build_filename (root, paths[i], NULL));
}

/* The folders, the strongest first. User managers have had profiles of their own only lately, and
 * took the system's before: those come behind. */
static GPtrArray *
get_folders (HnScope scope, const char *root)
{
  const char *const roots[] = { "/", root };
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);

  if (scope == HN_SCOPE_USER)
    {
      g_ptr_array_add (folders, g_build_filename (g_get_user_config_dir (),
                                                  "systemd/portable/profile", NULL));
      g_ptr_array_add (folders, g_build_filename (g_get_user_runtime_dir (),
                                                  "systemd/portable/profile", NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (roots) && roots[i] != NULL; i++)
    {
      if (scope == HN_SCOPE_USER)
        add_folders (folders, roots[i], user_folders, G_N_ELEMENTS (user_folders));
      add_folders (folders, roots[i], system_folders, G_N_ELEMENTS (system_folders));
    }

  return folders;
}

char *
hn_profile_find (const char *name, HnScope scope, const char *root, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (*name == '\0' || g_str_equal (name, ".") || g_str_equal (name, "..") ||
      strchr (name, '/') != NULL)
    {
      g_set_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_BAD_NAME,
                   _ ("“%s” is not the name of a profile"), name);
      return NULL;
    }

  folders = get_folders (scope, root);
  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *path = g_build_filename (folders->pdata[i], name, PROFILE_FILE, NULL);
      struct stat info;

      /* A link that leads nowhere hides the profiles behind it, as it does for systemd. */
      if (lstat (path, &info) == 0)
        return g_steal_pointer (&path);
    }

  g_set_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_NOT_FOUND,
               /* Translators: a name twice, then a file name such as service.conf */
               _ ("There is no profile “%s”: no %s/%s below /usr/lib/systemd/portable/profile or "
                  "its like; to name a file, write it with a slash"),
               name, name, PROFILE_FILE);

  return NULL;
}

GStrv
hn_profile_list (HnScope scope, const char *root)
{
  g_autoptr (GPtrArray) folders = get_folders (scope, root);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < folders->len; i++)
    {
      g_autoptr (GDir) folder = g_dir_open (g_ptr_array_index (folders, i), 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *path = g_build_filename (folders->pdata[i], name, PROFILE_FILE, NULL);
          struct stat info;

          if (lstat (path, &info) == 0 &&
              !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, g_strdup (name));
        }
    }
  return hn_unit_name_sort_list (names);
}

char *
hn_profile_load (const char *path, GError **error)
{
  const char *reason = NULL;
  char *text;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  text = hn_small_file_read (path, &length, &reason);
  if (text == NULL)
    {
      g_set_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_UNREADABLE,
                   /* Translators: a file, and why */
                   _ ("%s: The profile cannot be read: %s"), path, reason);
      return NULL;
    }

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0')
      text[i] = '\n';

  return text;
}
