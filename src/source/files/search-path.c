/* Where systemd looks for unit files, and which systemd a root folder holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/search-path.h"

#include <string.h>

#include "source/files/root-file.h"

/* The last version that could be built for a separate /usr, with its own units in /lib. */
#define SPLIT_USR_LAST 254
/* From here on the user's configuration folders are looked up in /etc instead of /etc/xdg. */
#define USER_CONFIG_IN_ETC 257
/* From here on users can attach portable services too. */
#define USER_ATTACHED 260

/* The strongest place of a folder that is named twice counts. */
static void
add (GPtrArray *list, const char *path)
{
  if (!g_ptr_array_find_with_equal_func (list, path, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (path));
}

/* Takes out doubled slashes, "." and a slash at the end, and makes the path absolute. */
static void
add_clean (GPtrArray *list, const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);

  /* POSIX leaves a meaning of their own to two slashes in front. */
  add (list, canonical[0] == '/' && canonical[1] == '/' ? canonical + 1 : canonical);
}

static void
add_below (GPtrArray *list, const char *base, const char *suffix)
{
  if (base == NULL || base[0] == '\0')
    return;

  g_autofree char *joined = g_build_filename (base, suffix, NULL);
  add_clean (list, joined);
}

static void
add_each_below (GPtrArray *list, const char *bases, const char *suffix)
{
  g_auto (GStrv) parts = g_strsplit (bases, ":", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    add_below (list, parts[i], suffix);
}

/* The value of "KEY=value" or "KEY="value"", from files such as os-release. */
static char *
find_value (const char *text, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *value = lines[i] + strlen (key) + 1;

      if (!g_str_has_prefix (lines[i], key) || value[-1] != '=')
        continue;

      gsize length = strlen (g_strstrip (value));
      if (length >= 2 && (value[0] == '"' || value[0] == '\'') && value[length - 1] == value[0])
        return g_strndup (value + 1, length - 2);
      return g_strdup (value);
    }

  return NULL;
}

/* An old systemd's own units are in /lib or /usr/lib, as its builder chose. */
static gboolean
units_in_lib (const char *root)
{
  static const char *const pc_files[] = {
    "/usr/share/pkgconfig/systemd.pc",
    "/usr/lib/pkgconfig/systemd.pc",
    "/usr/lib64/pkgconfig/systemd.pc",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pc_files); i++)
    {
      g_autofree char *text = hn_root_file_dup_text (root, pc_files[i]);
      g_autofree char *prefix = text != NULL ? find_value (text, "root_prefix") : NULL;

      if (text != NULL && prefix == NULL)
        prefix = find_value (text, "rootprefix");
      if (prefix != NULL)
        return strcmp (prefix, "/usr") != 0;
    }

  g_autofree char *release = hn_root_file_dup_text (root, "/etc/os-release");
  g_autofree char *id = release != NULL ? find_value (release, "ID") : NULL;
  g_autofree char *like = release != NULL ? find_value (release, "ID_LIKE") : NULL;

  return g_strcmp0 (id, "debian") == 0 || (like != NULL && strstr (like, "debian") != NULL);
}

static gboolean
lib_is_apart (const char *root)
{
  g_autofree char *resolved = hn_root_resolve (root, "/lib/systemd/system", HN_ROOT_FOLLOW);

  return resolved != NULL && strcmp (resolved, "/lib/systemd/system") == 0;
}

static void
add_system (GPtrArray *list, const char *root, guint version)
{
  static const char *const folders[] = {
    "/etc/systemd/system.control",   "/run/systemd/system.control",  "/run/systemd/transient",
    "/run/systemd/generator.early",  "/etc/systemd/system",          "/etc/systemd/system.attached",
    "/run/systemd/system",           "/run/systemd/system.attached", "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
  };
  gboolean split = version != 0 && version <= SPLIT_USR_LAST;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    add (list, folders[i]);
  if (split && units_in_lib (root))
    add (list, "/lib/systemd/system");
  add (list, "/usr/lib/systemd/system");
  if (split && lib_is_apart (root))
    add (list, "/lib/systemd/system");
  add (list, "/run/systemd/generator.late");
}

/* Of a user's own folders: what @variable says, or @otherwise below the home. */
static char *
dup_home_folder (const char *variable, const char *otherwise)
{
  const char *given = g_getenv (variable);
  const char *home = g_getenv ("HOME");

  if (given != NULL && given[0] != '\0')
    return g_strdup (given);

  return g_build_filename (home != NULL && home[0] != '\0' ? home : g_get_home_dir (), otherwise,
                           NULL);
}

static void
add_user (GPtrArray *list, const char *root, guint version)
{
  gboolean own = root[0] == '\0';
  gboolean attached = own && (version == 0 || version >= USER_ATTACHED);
  const char *runtime = own ? g_getenv ("XDG_RUNTIME_DIR") : NULL;
  g_autofree char *config = own ? dup_home_folder ("XDG_CONFIG_HOME", ".config") : NULL;
  g_autofree char *data = own ? dup_home_folder ("XDG_DATA_HOME", ".local/share") : NULL;

  add_below (list, config, "systemd/user.control");
  add_below (list, runtime, "systemd/user.control");
  add_below (list, runtime, "systemd/transient");
  add_below (list, runtime, "systemd/generator.early");
  add_below (list, config, "systemd/user");
  if (attached)
    add_below (list, config, "systemd/user.attached");

  if (own)
    {
      const char *dirs = g_getenv ("XDG_CONFIG_DIRS");

      if (dirs == NULL)
        dirs = version == 0 || version >= USER_CONFIG_IN_ETC ? "/etc" : "/etc/xdg";
      add_each_below (list, dirs, "systemd/user");
    }

  add (list, "/etc/systemd/user");
  add_below (list, runtime, "systemd/user");
  if (attached)
    add_below (list, runtime, "systemd/user.attached");
  add (list, "/run/systemd/user");
  add_below (list, runtime, "systemd/generator");
  add_below (list, data, "systemd/user");

  const char *dirs = own ? g_getenv ("XDG_DATA_DIRS") : NULL;
  add_each_below (list, dirs != NULL ? dirs : "/usr/local/share:/usr/share", "systemd/user");

  add (list, "/usr/local/lib/systemd/user");
  add (list, "/usr/local/share/systemd/user");
  add (list, "/usr/lib/systemd/user");
  add (list, "/usr/share/systemd/user");
  add_below (list, runtime, "systemd/generator.late");
}

GStrv
hn_search_path_new (const char *root, HnScope scope, guint version)
{
  GPtrArray *list = g_ptr_array_new ();
  const char *given = g_getenv ("SYSTEMD_UNIT_PATH");
  g_auto (GStrv) parts = g_strsplit (given != NULL ? given : "", ":", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      add_clean (list, parts[i]);

  if (given == NULL || g_str_has_suffix (given, ":"))
    {
      if (scope == HN_SCOPE_SYSTEM)
        add_system (list, root, version);
      else
        add_user (list, root, version);
    }
  g_ptr_array_add (list, NULL);

  return (GStrv) g_ptr_array_free (list, FALSE);
}

/* The largest NNN of the names "libsystemd-core-NNN…" in a folder, or 0. */
static guint
version_in_folder (const char *root, const char *folder)
{
  static const char *const prefixes[] = { "libsystemd-core-", "libsystemd-shared-" };
  g_autoptr (GDir) dir = hn_root_dir_open (root, folder);
  const char *name;
  guint64 best = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
      if (g_str_has_prefix (name, prefixes[i]))
        {
          guint64 number = g_ascii_strtoull (name + strlen (prefixes[i]), NULL, 10);

          if (number < 10000)
            best = MAX (best, number);
        }

  return (guint) best;
}

/* Distributions keep one systemd per release; only those from 252 on. */
static guint
version_of_release (const char *root)
{
  static const struct
  {
    const char *id;
    const char *release;
    guint version;
  } releases[] = {
    { "debian", "12", 252 },        { "debian", "13", 257 },        { "ubuntu", "23.04", 252 },
    { "ubuntu", "24.04", 255 },     { "ubuntu", "24.10", 256 },     { "ubuntu", "25.04", 257 },
    { "fedora", "37", 251 },        { "fedora", "38", 253 },        { "fedora", "39", 254 },
    { "fedora", "40", 255 },        { "fedora", "41", 256 },        { "fedora", "42", 257 },
    { "fedora", "43", 258 },        { "rhel", "9", 252 },           { "rhel", "10", 257 },
    { "opensuse-leap", "15", 254 }, { "opensuse-leap", "16", 257 },
  };
  g_autofree char *text = hn_root_file_dup_text (root, "/etc/os-release");

  if (text == NULL)
    text = hn_root_file_dup_text (root, "/usr/lib/os-release");
  if (text == NULL)
    return 0;

  g_autofree char *id = find_value (text, "ID");
  g_autofree char *like = find_value (text, "ID_LIKE");
  g_autofree char *release = find_value (text, "VERSION_ID");

  if (id == NULL || release == NULL)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      gsize length = strlen (releases[i].release);
      gboolean same = strcmp (id, releases[i].id) == 0;

      /* The rebuilds of Red Hat's releases keep its numbers. */
      if (!same && like != NULL && strcmp (releases[i].id, "rhel") == 0)
        same = strstr (like, "rhel") != NULL;

      if (same && strncmp (release, releases[i].release, length) == 0 &&
          (release[length] == '\0' || release[length] == '.'))
        return releases[i].version;
    }

  return 0;
}

guint
hn_search_path_find_version (const char *root)
{
  static const char *const folders[] = { "/usr/lib/systemd", "/usr/lib64/systemd", "/lib/systemd",
                                         "/lib64/systemd" };
  static const char *const parents[] = { "/usr/lib", "/lib" };
  guint best = 0, version;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      version = version_in_folder (root, folders[i]);
      best = MAX (best, version);
    }

  for (guint i = 0; i < G_N_ELEMENTS (parents) && best == 0; i++)
    {
      g_autoptr (GDir) dir = hn_root_dir_open (root, parents[i]);
      const char *name;

      /* Debian's folders per architecture: x86_64-linux-gnu. */
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (strstr (name, "-linux-") != NULL)
          {
            g_autofree char *folder = g_build_filename (parents[i], name, "systemd", NULL);

            version = version_in_folder (root, folder);
            best = MAX (best, version);
          }
    }

  return best != 0 ? best : version_of_release (root);
}
