/* Which places a service cannot write to, read or execute from, and which exceptions open some of
 * them again. Paths are compared by name: whether one is a link to another place only the machine
 * can tell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken-closed.h"

#include <string.h>

#include "engine/types/paths.h"

#define ALL (HN_CLOSED_WRITE | HN_CLOSED_READ | HN_CLOSED_EXEC)

gboolean
hn_path_is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  if (strcmp (folder, "/") == 0)
    return TRUE;

  return strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Older names of places. */
static const char *const links[][2] = {
  { "/bin", "/usr/bin" },     { "/sbin", "/usr/sbin" },     { "/lib", "/usr/lib" },
  { "/lib32", "/usr/lib32" }, { "/lib64", "/usr/lib64" },   { "/libx32", "/usr/libx32" },
  { "/var/run", "/run" },     { "/var/lock", "/run/lock" },
};

char *
hn_path_dup_todays_name (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (hn_path_is_below (path, links[i][0]))
      return g_strconcat (links[i][1], path + strlen (links[i][0]), NULL);

  return g_strdup (path);
}

/* What is closed. */

static void
closed_clear (HnClosed *closed)
{
  g_free (closed->path);
}

static void
add_closed (GArray *places, const char *path, HnClosedFor what, gboolean named, gboolean anywhere)
{
  HnClosed closed = { g_strdup (path), what, named, anywhere };

  g_array_append_val (places, closed);
}

static void
add_list (GArray *places, const HnSettings *settings, HnDirectiveId directive, HnClosedFor what)
{
  g_autoptr (GPtrArray) paths = hn_settings_dup_paths (settings, directive);

  for (guint i = 0; i < paths->len; i++)
    add_closed (places, paths->pdata[i], what, TRUE, TRUE);
}

/* Mounts of the vendor's: "SOURCE:DESTINATION:OPTIONS". What lies there is what the vendor put
 * there. */
static void
add_mounts (GArray *places, const HnSettings *settings, HnDirectiveId directive, HnClosedFor what)
{
  g_autoptr (GPtrArray) words = hn_setting_dup_words (&settings->values[directive]);

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = words->pdata[i];
      const char *colon = strchr (word, ':');
      g_autofree char *path =
          hn_path_dup_plain (&settings->context, colon != NULL ? colon + 1 : word);

      add_closed (places, path, what, TRUE, TRUE);
    }
}

/* Directives that close certain places as soon as they are on. */
static const struct
{
  HnDirectiveId directive;
  const char *path;
  HnClosedFor what;
  gboolean anywhere;
} switches[] = {
  { HN_DIRECTIVE_PRIVATE_TMP, "/tmp", ALL, FALSE },
  { HN_DIRECTIVE_PRIVATE_TMP, "/var/tmp", ALL, FALSE },
  { HN_DIRECTIVE_PRIVATE_DEVICES, "/dev", ALL, FALSE },
  /* A list that names the place of these has it instead. */
  { HN_DIRECTIVE_PRIVATE_IPC, "/dev/mqueue", ALL, FALSE },
  { HN_DIRECTIVE_PRIVATE_BPF, "/sys/fs/bpf", ALL, FALSE },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, "/proc", HN_CLOSED_WRITE, TRUE },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, "/sys", HN_CLOSED_WRITE, TRUE },
  { HN_DIRECTIVE_PROTECT_KERNEL_MODULES, "/usr/lib/modules", ALL, TRUE },
  { HN_DIRECTIVE_PROTECT_KERNEL_MODULES, "/lib/modules", ALL, TRUE },
  { HN_DIRECTIVE_PROTECT_KERNEL_LOGS, "/proc/kmsg", ALL, TRUE },
  { HN_DIRECTIVE_PROTECT_KERNEL_LOGS, "/dev/kmsg", ALL, TRUE },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "/sys/fs/cgroup", HN_CLOSED_WRITE, TRUE },
};

static void
add_protect_system (GArray *places, const HnSettings *settings)
{
  static const char *const of_system[] = { "/usr", "/boot",  "/efi",   "/bin",   "/sbin",
                                           "/lib", "/lib32", "/lib64", "/libx32" };
  const char *word = hn_settings_get_word (settings, HN_DIRECTIVE_PROTECT_SYSTEM);

  if (strcmp (word, "no") == 0)
    return;
  if (strcmp (word, "strict") == 0)
    {
      add_closed (places, "/", HN_CLOSED_WRITE, FALSE, TRUE);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (of_system); i++)
    add_closed (places, of_system[i], HN_CLOSED_WRITE, FALSE, TRUE);
  if (strcmp (word, "full") == 0)
    add_closed (places, "/etc", HN_CLOSED_WRITE, FALSE, TRUE);
}

static void
add_protect_home (GArray *places, const HnSettings *settings)
{
  static const char *const homes[] = { "/home", "/root", "/run/user", "/var/run/user" };
  const char *word = hn_settings_get_word (settings, HN_DIRECTIVE_PROTECT_HOME);
  gboolean read_only = strcmp (word, "read-only") == 0;

  if (strcmp (word, "no") == 0)
    return;

  /* Below a home folder that is not there at all nothing can be mounted. */
  for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
    add_closed (places, homes[i], read_only ? HN_CLOSED_WRITE : ALL, FALSE, read_only);
}

gboolean
hn_has_other_root (const HnSettings *settings)
{
  static const HnDirectiveId roots[] = {
    HN_DIRECTIVE_ROOT_DIRECTORY,        HN_DIRECTIVE_ROOT_IMAGE,
    HN_DIRECTIVE_ROOT_MSTACK,           HN_DIRECTIVE_EXTENSION_IMAGES,
    HN_DIRECTIVE_EXTENSION_DIRECTORIES,
  };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    if (hn_settings_has_text (settings, roots[i]))
      return TRUE;

  return FALSE;
}

GArray *
hn_closed_places (const HnSettings *settings)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (HnClosed));

  g_array_set_clear_func (places, (GDestroyNotify) closed_clear);
  add_protect_system (places, settings);
  add_protect_home (places, settings);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (hn_settings_is_enabled (settings, switches[i].directive))
      add_closed (places, switches[i].path, switches[i].what, FALSE, switches[i].anywhere);
  add_list (places, settings, HN_DIRECTIVE_READ_ONLY_PATHS, HN_CLOSED_WRITE);
  add_list (places, settings, HN_DIRECTIVE_INACCESSIBLE_PATHS, ALL);
  add_list (places, settings, HN_DIRECTIVE_NO_EXEC_PATHS, HN_CLOSED_EXEC);
  add_list (places, settings, HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM, ALL);
  add_mounts (places, settings, HN_DIRECTIVE_BIND_READ_ONLY_PATHS, HN_CLOSED_WRITE);
  add_mounts (places, settings, HN_DIRECTIVE_BIND_PATHS, ALL);
  add_mounts (places, settings, HN_DIRECTIVE_MOUNT_IMAGES, ALL);
  if (hn_has_other_root (settings))
    add_closed (places, "/", ALL, TRUE, TRUE);

  return places;
}

/* What is open again. */

static void
add_folders (GPtrArray *places,
             const HnSettings *settings,
             HnDirectiveId directive,
             const char *base)
{
  g_autoptr (GPtrArray) names = hn_settings_dup_paths (settings, directive);

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (places, g_build_filename (base, names->pdata[i], NULL));
}

GPtrArray *
hn_open_places (const HnSettings *settings, HnClosedFor what)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);

  if (what & HN_CLOSED_EXEC)
    g_ptr_array_extend_and_steal (places,
                                  hn_settings_dup_paths (settings, HN_DIRECTIVE_EXEC_PATHS));
  if (what & HN_CLOSED_WRITE)
    {
      g_ptr_array_extend_and_steal (places, hn_settings_dup_paths (settings,
                                                                   HN_DIRECTIVE_READ_WRITE_PATHS));
      add_folders (places, settings, HN_DIRECTIVE_RUNTIME_DIRECTORY, "/run");
      add_folders (places, settings, HN_DIRECTIVE_STATE_DIRECTORY, "/var/lib");
      add_folders (places, settings, HN_DIRECTIVE_CACHE_DIRECTORY, "/var/cache");
      add_folders (places, settings, HN_DIRECTIVE_LOGS_DIRECTORY, "/var/log");
    }
  if (what == HN_CLOSED_READ)
    g_ptr_array_extend_and_steal (places,
                                  hn_settings_dup_paths (settings, HN_DIRECTIVE_READ_ONLY_PATHS));

  return places;
}

gboolean
hn_is_closed (
    const char *path, GArray *closed, GPtrArray *open, HnClosedFor what, gboolean named_only)
{
  gsize shut = 0, opened = 0;

  for (guint i = 0; i < closed->len; i++)
    {
      const HnClosed *place = &g_array_index (closed, HnClosed, i);

      if ((place->what & what) && (place->named || !named_only) &&
          hn_path_is_below (path, place->path))
        shut = MAX (shut, strlen (place->path));
    }
  for (guint i = 0; open != NULL && i < open->len; i++)
    if (hn_path_is_below (path, open->pdata[i]))
      opened = MAX (opened, strlen (open->pdata[i]));

  return shut > 0 && shut >= opened;
}

/* Which of two is weaker. */

/* Whether nobody but root makes links on the way to @path, as far as its name tells. */
static gboolean
is_ordinary_place (const char *path)
{
  static const char *const places[] = { "/var", "/srv", "/opt", "/run", "/mnt", "/media" };
  static const char *const shared[] = { "/var/tmp", "/run/user", "/run/lock", "/run/shm" };

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (hn_path_is_below (path, shared[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (hn_path_is_below (path, places[i]))
      return TRUE;

  return FALSE;
}

gboolean
hn_closed_weigh_exceptions (const HnWeighing *about)
{
  HnClosedFor what = about->directive == HN_DIRECTIVE_EXEC_PATHS ? HN_CLOSED_EXEC
                                                                 : HN_CLOSED_WRITE | HN_CLOSED_READ;
  g_autoptr (GPtrArray) before = hn_settings_dup_paths (about->vendor, about->directive);
  g_autoptr (GPtrArray) after = hn_settings_dup_paths (about->changed, about->directive);
  g_autoptr (GArray) closed = hn_closed_places (about->vendor);
  g_autoptr (GPtrArray) open =
      hn_open_places (about->vendor, what & (HN_CLOSED_EXEC | HN_CLOSED_WRITE));

  if (about->directive == HN_DIRECTIVE_EXEC_PATHS
          ? about->vendor->values[HN_DIRECTIVE_NO_EXEC_PATHS].text == NULL
          : closed->len == 0)
    return FALSE;

  for (guint i = 0; i < after->len; i++)
    if (!hn_words_have (before, after->pdata[i]) &&
        (!is_ordinary_place (after->pdata[i]) ||
         hn_is_closed (after->pdata[i], closed, open, what, FALSE)))
      return TRUE;

  return FALSE;
}

gboolean
hn_closed_weigh_temporary (const HnWeighing *about)
{
  g_autoptr (GPtrArray) before = hn_setting_dup_words (&about->vendor->values[about->directive]);
  g_autoptr (GPtrArray) after = hn_setting_dup_words (&about->changed->values[about->directive]);
  g_autoptr (GArray) closed = hn_closed_places (about->vendor);

  if (hn_words_lack (after, before))
    return TRUE;

  for (guint i = 0; i < after->len; i++)
    {
      g_autofree char *path = NULL;

      if (hn_words_have (before, after->pdata[i]))
        continue;
      path = hn_path_dup_plain (&about->changed->context, after->pdata[i]);
      /* It can be written to, and what the about->vendor closed below it is out of sight. */
      for (guint c = 0; c < closed->len; c++)
        {
          const char *shut = g_array_index (closed, HnClosed, c).path;

          if (hn_path_is_below (path, shut) || hn_path_is_below (shut, path))
            return TRUE;
        }
    }

  return FALSE;
}

/* What a directive does at a place, beside what it is for. systemd has one mount for each place,
 * the highest of this order: hidden, mounted, read-only, in memory, left as it is. */
typedef enum
{
  MOUNTS,          /* a new file system, whatever was closed there */
  MOUNTS_KERNELS,  /* one of the kernel's, which ProtectSystem= and its like leave as it is: only a
                    * list of paths can have closed it */
  MAKES_READ_ONLY, /* which shows again what a file system in memory covered */
  LEAVES_AS_IT_IS, /* also what a list closed with a folder above it */
} Doing;

/* With one of the kernel's file systems come the others, and a /run of its own, which
 * ProtectSystem=strict misses. */
#define WITH_KERNELS(directive)                                                              \
  { directive, NULL, "/proc", MOUNTS_KERNELS }, { directive, NULL, "/sys", MOUNTS_KERNELS }, \
      { directive, NULL, "/dev", MOUNTS_KERNELS },                                           \
  {                                                                                          \
    directive, NULL, "/run", MOUNTS                                                          \
  }

static const struct
{
  HnDirectiveId directive;
  const char *word; /* (nullable): the one value that does so */
  const char *path;
  Doing what;
} covers[] = {
  { HN_DIRECTIVE_PRIVATE_TMP, NULL, "/tmp", MOUNTS },
  { HN_DIRECTIVE_PRIVATE_TMP, NULL, "/var/tmp", MOUNTS },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "private", "/sys/fs/cgroup", MOUNTS_KERNELS },
  { HN_DIRECTIVE_PRIVATE_DEVICES, NULL, "/dev", MOUNTS_KERNELS },
  { HN_DIRECTIVE_PRIVATE_IPC, NULL, "/dev/mqueue", MOUNTS_KERNELS },
  { HN_DIRECTIVE_PRIVATE_BPF, NULL, "/sys/fs/bpf", MOUNTS_KERNELS },
  { HN_DIRECTIVE_PRIVATE_NETWORK, NULL, "/sys", MOUNTS_KERNELS },
  WITH_KERNELS (HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES),
  WITH_KERNELS (HN_DIRECTIVE_PROTECT_CONTROL_GROUPS),
  WITH_KERNELS (HN_DIRECTIVE_PROTECT_PROC),
  WITH_KERNELS (HN_DIRECTIVE_PROC_SUBSET),
  WITH_KERNELS (HN_DIRECTIVE_PRIVATE_PIDS),

  { HN_DIRECTIVE_PROTECT_SYSTEM, "yes", "/usr", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "yes", "/boot", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "yes", "/efi", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "full", "/usr", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "full", "/boot", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "full", "/efi", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "full", "/etc", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_HOME, "read-only", "/home", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_HOME, "read-only", "/root", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_HOME, "read-only", "/run/user", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/acpi", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/asound", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/bus", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/fs", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/irq", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/scsi", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/proc/sys", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, "/sys", MAKES_READ_ONLY },
  { HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, NULL, "/sys/fs/cgroup", MAKES_READ_ONLY },

  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/proc", LEAVES_AS_IT_IS },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/sys", LEAVES_AS_IT_IS },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/dev", LEAVES_AS_IT_IS },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/home", LEAVES_AS_IT_IS },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/root", LEAVES_AS_IT_IS },
  { HN_DIRECTIVE_PROTECT_SYSTEM, "strict", "/run/user", LEAVES_AS_IT_IS },
};

static gboolean
is_covering (const HnSettings *settings, guint row)
{
  HnDirectiveId directive = covers[row].directive;

  if (covers[row].word != NULL)
    return strcmp (hn_settings_get_word (settings, directive), covers[row].word) == 0;

  return hn_settings_is_enabled (settings, directive);
}

/* Whether some directive has such a mount already where @row has one, or a higher one. */
static gboolean
is_covered (const HnSettings *settings, guint row)
{
  for (guint i = 0; i < G_N_ELEMENTS (covers); i++)
    if (strcmp (covers[i].path, covers[row].path) == 0 && is_covering (settings, i) &&
        covers[i].what <= MAX (covers[row].what, MOUNTS_KERNELS))
      return TRUE;

  return FALSE;
}

static gboolean
have_place (GPtrArray *paths, const char *place)
{
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *path = hn_path_dup_todays_name (paths->pdata[i]);

      if (strcmp (path, place) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether a list closes @path to writing with a folder above it. What a list says of the very place
 * is higher than that it is left as it is. */
static gboolean
is_closed_above (GArray *closed, GPtrArray *open, const char *path)
{
  gsize shut = 0, opened = 0;

  for (guint i = 0; i < closed->len; i++)
    {
      const HnClosed *place = &g_array_index (closed, HnClosed, i);
      g_autofree char *name = hn_path_dup_todays_name (place->path);

      if (!place->named)
        continue;
      if (strcmp (name, path) == 0)
        return FALSE;
      if ((place->what & HN_CLOSED_WRITE) && hn_path_is_below (path, name))
        shut = MAX (shut, strlen (name));
    }
  for (guint i = 0; i < open->len; i++)
    {
      g_autofree char *name = hn_path_dup_todays_name (open->pdata[i]);

      if (hn_path_is_below (path, name))
        opened = MAX (opened, strlen (name));
    }

  return shut > 0 && shut >= opened;
}

/* Whether the mount of @row gives something that is closed in @vendor. */
static gboolean
covers_closed (const HnSettings *vendor, guint row)
{
  const char *path = covers[row].path;
  g_autoptr (GArray) closed = hn_closed_places (vendor);
  g_autoptr (GPtrArray) open = hn_open_places (vendor, HN_CLOSED_WRITE);
  g_autoptr (GPtrArray) in_memory =
      hn_settings_dup_paths (vendor, HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM);

  switch (covers[row].what)
    {
    case MAKES_READ_ONLY:
      return have_place (in_memory, path);
    case LEAVES_AS_IT_IS:
      return is_closed_above (closed, open, path);
    case MOUNTS:
    case MOUNTS_KERNELS:
    default:
      return hn_is_closed (path, closed, open, ALL, covers[row].what == MOUNTS_KERNELS);
    }
}

/* Whether @directive mounts something in @changed that it does not in @vendor, and so takes places
 * out of what NoExecPaths= does to the folders above them. */
static gboolean
mounts_anew (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  return (hn_directive_get (directive)->flags & HN_DIRECTIVE_MOUNTS) &&
         hn_settings_is_enabled (changed, directive) &&
         hn_settings_differ (vendor, changed, directive);
}

gboolean
hn_reopens (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  if (vendor->values[HN_DIRECTIVE_NO_EXEC_PATHS].text != NULL &&
      mounts_anew (vendor, changed, directive))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (covers); i++)
    if (covers[i].directive == directive && is_covering (changed, i) && !is_covered (vendor, i) &&
        covers_closed (vendor, i))
      return TRUE;

  return FALSE;
}
