/* Finds the files of a unit on disk (search paths, drop-ins, masks, aliases, templates) and reads
 * them into settings. Where the files are is told by unit-map.c, what they mean by the engine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/unit-loader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/unit-file.h"
#include "properties/user-context.h"
#include "source/files/builtin-units.h"
#include "source/files/host.h"
#include "source/files/manager-conf.h"
#include "source/files/root-file.h"
#include "source/files/search-path.h"
#include "source/files/unit-map.h"
#include "source/unit-name.h"

/* The instance that stands in for all when only the file of a template is given, as
 * systemd-analyze calls it: here and in the versions before TEST_INSTANCE_SINCE. */
#define TEST_INSTANCE "test_instance"
#define TEST_INSTANCE_OLD "i"
#define TEST_INSTANCE_SINCE 257

struct _HnUnitLoader
{
  char *root;   /* "" or without a slash at its end */
  gboolean own; /* it is the one that this program's user is at home in */
  HnScope scope;
  guint version;
  GStrv search_path;
  HnUnitMap *map;
  GPtrArray *defaults; /* of HnChange */

  /* (nullable): a drop-in behind all those of any unit. */
  char *profile;
  char *profile_path;

  /* For specifiers; read from the root with the folders. */
  char *machine_id;
  char *host_name;
};

G_DEFINE_QUARK (hn_loader_error_quark, hn_loader_error)

/* The first line of a small file below the root; NULL when it is not there. */
static char *
read_line (HnUnitLoader *self, const char *path)
{
  g_autofree char *text = hn_root_file_dup_text (self->root, path);

  if (text == NULL)
    return NULL;

  text[strcspn (text, "\r\n")] = '\0';
  return text[0] != '\0' && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

HnUnitLoader *
hn_unit_loader_new (const char *root, HnScope scope, guint version)
{
  HnUnitLoader *self = g_new0 (HnUnitLoader, 1);

  self->own = root == NULL;
  if (root == NULL)
    root = hn_host_get_root ();

  self->root = g_canonicalize_filename (root != NULL ? root : "/", NULL);
  if (strcmp (self->root, "/") == 0)
    self->root[0] = '\0';
  self->own = self->own || self->root[0] == '\0';
  self->scope = scope;
  self->version = version != 0 ? version : hn_search_path_find_version (self->root);
  self->search_path = hn_search_path_new (self->root, self->scope, self->version);
  self->map =
      hn_unit_map_new (self->root, NULL, (const char *const *) self->search_path, self->version);
  self->defaults = hn_manager_conf_read (self->root, self->scope, self->version);
  self->machine_id = read_line (self, "/etc/machine-id");
  if (self->root[0] != '\0')
    self->host_name = read_line (self, "/etc/hostname");

  return self;
}

void
hn_unit_loader_free (HnUnitLoader *self)
{
  if (self == NULL)
    return;

  hn_unit_map_free (self->map);
  g_ptr_array_unref (self->defaults);
  g_strfreev (self->search_path);
  g_free (self->machine_id);
  g_free (self->host_name);
  g_free (self->profile);
  g_free (self->profile_path);
  g_free (self->root);
  g_free (self);
}

void
hn_unit_loader_set_profile (HnUnitLoader *self, const char *text, const char *path)
{
  g_return_if_fail (path != NULL || text == NULL);

  g_free (self->profile);
  g_free (self->profile_path);
  self->profile = g_strdup (text);
  self->profile_path = g_strdup (path);
}

guint
hn_unit_loader_get_version (HnUnitLoader *self)
{
  return self->version;
}

GStrv
hn_unit_loader_list (HnUnitLoader *self)
{
  g_autoptr (GPtrArray) builtin = hn_builtin_unit_list (self->scope, self->version);
  g_auto (GStrv) found = hn_unit_map_list (self->map);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < builtin->len; i++)
    {
      g_autoptr (HnUnitMapEntry) entry = hn_unit_map_find (self->map, builtin->pdata[i]);

      if (entry->missing)
        g_ptr_array_add (names, g_strdup (builtin->pdata[i]));
    }
  for (guint i = 0; found[i] != NULL; i++)
    g_ptr_array_add (names, g_steal_pointer (&found[i]));

  return hn_unit_name_sort_list (names);
}

/* The reasons why a service was not found, when there are any. */
static char *
describe_notes (const HnUnitMapEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < entry->notes->len; i++)
    {
      const HnWarning *note = g_ptr_array_index (entry->notes, i);

      /* Translators: why a service was not found: a path, then what is wrong with it */
      g_string_append_printf (text, _ (" (%s: %s)"), note->file, note->message);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_name (const char *unit, GError **error)
{
  if (hn_unit_name_classify (unit) != HN_UNIT_NAME_INVALID)
    return TRUE;

  if (g_str_has_suffix (unit, ".service"))
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME,
                 _ ("“%s” is not a valid name for a service"), unit);
  else
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME,
                 _ ("“%s” is not the name of a service: it does not end in “.service”"), unit);
  return FALSE;
}

/* The files of @unit; NULL with @error set when there are none. */
static HnUnitMapEntry *
find_entry (HnUnitMap *map, const char *unit, GError **error)
{
  if (!check_name (unit, error))
    return NULL;

  g_autoptr (HnUnitMapEntry) entry = hn_unit_map_find (map, unit);
  if (entry->fragment.path == NULL)
    {
      g_autofree char *notes = describe_notes (entry);

      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND,
                   /* Translators: a service name, then the reasons in brackets or nothing */
                   _ ("There is no unit file for %s%s"), unit, notes);
      return NULL;
    }

  return g_steal_pointer (&entry);
}

static GStrv
dup_drop_ins (const HnUnitMapEntry *entry)
{
  GStrv paths = g_new0 (char *, entry->drop_ins->len + 1);

  for (guint i = 0; i < entry->drop_ins->len; i++)
    {
      const HnUnitMapFile *file = &g_array_index (entry->drop_ins, HnUnitMapFile, i);

      paths[i] = hn_root_path (file->root, file->path);
    }

  return paths;
}

GStrv
hn_unit_loader_dup_names (HnUnitLoader *self, const char *unit)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (hn_unit_name_classify (unit) == HN_UNIT_NAME_INVALID)
    {
      g_strv_builder_add (builder, unit);
      return g_strv_builder_end (builder);
    }

  g_autoptr (HnUnitMapEntry) entry = hn_unit_map_find (self->map, unit);
  for (guint i = 0; i < entry->names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (entry->names, i));

  return g_strv_builder_end (builder);
}

static HnSettings *
begin_settings (HnUnitLoader *self, const HnUnitMapEntry *entry)
{
  HnUnitContext context = {
    .unit = entry->id,
    .scope = self->scope,
    .version = self->version,
    .machine_id = self->machine_id,
    .host_name = self->host_name,
    .fragment_path = entry->fragment.path,
  };
  HnSettings *settings;

  if (self->scope == HN_SCOPE_SYSTEM)
    {
      context.user_name = "root";
      context.user_id = "0";
      context.home = "/root";
      context.runtime_dir = "/run";
    }
  else
    {
      hn_user_context_fill (&context, self->own);
    }

  settings = hn_settings_new (&context);
  for (guint i = 0; i < self->defaults->len; i++)
    {
      const HnChange *item = self->defaults->pdata[i];

      hn_settings_set_default (settings, item->directive, item->value);
    }
  for (guint i = 0; i < entry->notes->len; i++)
    {
      const HnWarning *note = g_ptr_array_index (entry->notes, i);

      hn_warnings_add (&settings->warnings, note->file, 0, "%s", note->message);
    }

  return settings;
}

static HnRootFileResult
read_file (const HnUnitMapFile *file, char **text, gsize *length, GError **error)
{
  const char *path = file->read_path != NULL ? file->read_path : file->path;
  HnRootFlags flags = HN_ROOT_RESOLVED | (file->probed ? HN_ROOT_PROBED : 0);

  return hn_root_file_read (file->root, path, flags, text, length, error);
}

/* Whether only this program is kept from reading a file, which the system's manager may read as
 * root. A user's own manager may no more than the user. */
static gboolean
is_closed (HnUnitLoader *self, const GError *error)
{
  return self->scope == HN_SCOPE_SYSTEM &&
         (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
          g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PERM));
}

/* Applies one drop-in, or lets it wait. What cannot be read is a warning: systemd goes on without
 * it, or knows more of it than we do. */
static void
apply_drop_in (HnUnitLoader *self, HnSettings *settings, const HnUnitMapFile *file, gboolean later)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *real = hn_root_path (file->root, file->path);
  gsize length;

  switch (read_file (file, &text, &length, &error))
    {
    case HN_ROOT_FILE_READ:
      if (later)
        hn_unit_file_parse_later (settings, real, text, length);
      else
        hn_unit_file_parse (settings, real, text, length);
      break;

    case HN_ROOT_FILE_MASKED:
      hn_unit_file_parse (settings, real, "", 0);
      break;

    case HN_ROOT_FILE_FAILED:
      if (is_closed (self, error))
        hn_warnings_add (
            &settings->warnings, real, 0,
            _ ("This settings file could not be read, so what it sets is not known here. "
               "systemd applies it. %s"),
            error->message);
      else
        hn_warnings_add (&settings->warnings, real, 0, _ ("This settings file is not applied. %s"),
                         error->message);
      break;
    }
}

gboolean
hn_unit_loader_check_loaded (const HnSettings *settings, const char *unit, GError **error)
{
  HnLoadState state = settings->load_state;

  if (state == HN_LOAD_LOADED)
    return TRUE;

  const HnWarning *refusal = settings->refusal;

  if (refusal == NULL)
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING,
                 _ ("systemd refuses to load %s"), unit);
  else if (refusal->file != NULL && refusal->line != 0)
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING,
                 /* Translators: a service, then file:line and what is wrong there */
                 _ ("systemd refuses to load %s: %s:%u: %s"), unit, refusal->file, refusal->line,
                 refusal->message);
  else
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING, "%s: %s", unit,
                 refusal->message);
  return FALSE;
}

static int
compare_name (const HnUnitMapFile *file, const char *name)
{
  const char *slash = strrchr (file->path, '/');

  return strcmp (slash != NULL ? slash + 1 : file->path, name);
}

/* What systemd has for @unit when nothing on disk has its name; NULL for nothing. */
static HnUnitMapEntry *
find_builtin (HnUnitLoader *self, HnUnitMap *map, const char *unit, char **ret_text)
{
  g_autofree char *text = hn_builtin_unit_dup_text (unit, self->scope, self->version);
  g_autoptr (HnUnitMapEntry) entry = text != NULL ? hn_unit_map_find (map, unit) : NULL;

  if (entry == NULL || !entry->missing)
    return NULL;

  hn_unit_map_find_drop_ins (map, entry);
  *ret_text = g_steal_pointer (&text);

  return g_steal_pointer (&entry);
}

/* Reads the unit file of @unit. */
static HnUnitMapEntry *
read_fragment (HnUnitLoader *self,
               HnUnitMap *map,
               const char *unit,
               char **ret_text,
               gsize *ret_length,
               GError **error)
{
  g_autoptr (HnUnitMapEntry) entry = find_entry (map, unit, error);
  g_autoptr (GError) reason = NULL;
  g_autofree char *real = NULL;

  if (entry == NULL)
    return NULL;

  real = hn_root_path (entry->fragment.root, entry->fragment.path);
  switch (read_file (&entry->fragment, ret_text, ret_length, &reason))
    {
    case HN_ROOT_FILE_READ:
      return g_steal_pointer (&entry);

    case HN_ROOT_FILE_MASKED:
      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_MASKED,
                   /* Translators: a service name, then the path of the mask */
                   _ ("%s is masked by %s"), unit, real);
      return NULL;

    case HN_ROOT_FILE_FAILED:
    default:
      g_set_error (error, HN_LOADER_ERROR,
                   g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                       ? HN_LOADER_ERROR_NOT_FOUND
                   : is_closed (self, reason) ? HN_LOADER_ERROR_CLOSED
                                              : HN_LOADER_ERROR_UNREADABLE,
                   /* Translators: a service name, then the path and the reason */
                   _ ("The unit file of %s cannot be read: %s"), unit, reason->message);
      return NULL;
    }
}

/* All files of the unit but its drop-in @without, which may be NULL. */
static HnSettings *
read_from_map (
    HnUnitLoader *self, HnUnitMap *map, const char *unit, const char *without, GError **error)
{
  if (hn_unit_name_classify (unit) == HN_UNIT_NAME_TEMPLATE)
    {
      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_TEMPLATE,
                   _ ("%s is a template: only copies made from it have settings"), unit);
      return NULL;
    }

  g_autofree char *text = NULL;
  g_autoptr (HnUnitMapEntry) entry = find_builtin (self, map, unit, &text);
  g_autoptr (HnSettings) settings = NULL;
  g_autofree char *real = NULL;
  gsize length = entry != NULL ? strlen (text) : 0;

  if (entry == NULL)
    entry = read_fragment (self, map, unit, &text, &length, error);
  if (entry == NULL)
    return NULL;

  if (entry->fragment.path != NULL)
    real = hn_root_path (entry->fragment.root, entry->fragment.path);
  settings = begin_settings (self, entry);
  /* Translators: in place of the path of a unit file, for a service that has none */
  hn_unit_file_parse (settings, real != NULL ? real : _ ("built into systemd"), text, length);
  for (guint i = 0; i < entry->drop_ins->len; i++)
    {
      const HnUnitMapFile *file = &g_array_index (entry->drop_ins, HnUnitMapFile, i);

      /* Those behind the one that is left out have the last word over whatever comes in its place.
       */
      if (without == NULL || compare_name (file, without) != 0)
        apply_drop_in (self, settings, file, without != NULL && compare_name (file, without) > 0);
    }

  return g_steal_pointer (&settings);
}

/* Whether the unit file of @unit has anything to do with a bus name: what a drop-in adds to a
 * service that has none by itself is not looked for. */
static gboolean
mentions_bus_name (HnUnitLoader *self, const char *unit)
{
  g_autoptr (HnUnitMapEntry) entry = hn_unit_map_find (self->map, unit);
  g_autofree char *text = NULL;
  gsize length;

  return entry->fragment.path != NULL &&
         read_file (&entry->fragment, &text, &length, NULL) == HN_ROOT_FILE_READ &&
         g_strstr_len (text, (gssize) length, "BusName") != NULL;
}

char *
hn_unit_loader_dup_bus_rival (HnUnitLoader *self, const HnSettings *settings)
{
  const char *name = settings->bus_name;
  g_auto (GStrv) units = name != NULL ? hn_unit_loader_list (self) : NULL;

  for (guint i = 0; units != NULL && units[i] != NULL; i++)
    {
      g_autoptr (HnSettings) other = NULL;

      if (strcmp (units[i], settings->context.unit) == 0 ||
          hn_unit_name_classify (units[i]) == HN_UNIT_NAME_TEMPLATE ||
          !mentions_bus_name (self, units[i]))
        continue;
      other = hn_unit_loader_load (self, units[i], NULL);
      if (other != NULL && g_strcmp0 (other->bus_name, name) == 0)
        return g_strdup (units[i]);
    }

  return NULL;
}

/* Says why @path is no unit file, when it is not. */
static gboolean
check_file (const char *path, GError **error)
{
  struct stat st;

  if (lstat (path, &st) != 0)
    g_set_error (error, HN_LOADER_ERROR,
                 errno == ENOENT ? HN_LOADER_ERROR_NOT_FOUND : HN_LOADER_ERROR_UNREADABLE,
                 /* Translators: a path, then why it cannot be read */
                 _ ("%s: %s"), path, g_strerror (errno));
  else if (S_ISDIR (st.st_mode))
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_UNREADABLE,
                 _ ("%s is a folder, not a unit file"), path);
  else if (!S_ISREG (st.st_mode) && !S_ISLNK (st.st_mode))
    g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_UNREADABLE, _ ("%s is not a regular file"),
                 path);
  else
    return TRUE;

  return FALSE;
}

/* Finds the unit that a file stands for, and the map that has its folder before all others. Returns
 * the name of the unit, or NULL. */
static char *
find_file (HnUnitLoader *self, const char *path, HnUnitMap **ret_map, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  HnUnitNameKind kind = hn_unit_name_classify (name);

  if (kind == HN_UNIT_NAME_INVALID)
    {
      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME,
                   _ ("%s: a unit file needs the name of a service, which ends in “.service”"),
                   path);
      return NULL;
    }

  /* An instance rarely has a file of its own. */
  if (kind == HN_UNIT_NAME_INSTANCE && !g_file_test (absolute, G_FILE_TEST_IS_SYMLINK) &&
      !g_file_test (absolute, G_FILE_TEST_EXISTS))
    {
      g_autofree char *template = hn_unit_name_dup_template (name);
      g_autofree char *beside = g_build_filename (folder, template, NULL);

      if (g_file_test (beside, G_FILE_TEST_EXISTS))
        {
          g_free (absolute);
          absolute = g_steal_pointer (&beside);
        }
    }

  if (!check_file (absolute, error))
    return NULL;

  g_autofree char *file_name = g_path_get_basename (absolute);
  g_autoptr (HnUnitMap) map =
      hn_unit_map_new (self->root, folder, (const char *const *) self->search_path, self->version);
  if (!hn_unit_map_is_beside (map, file_name))
    {
      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_UNREADABLE,
                   /* Translators: %s is the path of a symbolic link */
                   _ ("%s: systemd ignores this link"), absolute);
      return NULL;
    }

  if (kind == HN_UNIT_NAME_TEMPLATE)
    {
      gboolean old = self->version != 0 && self->version < TEST_INSTANCE_SINCE;
      char *instance = hn_unit_name_with_instance (name, old ? TEST_INSTANCE_OLD : TEST_INSTANCE);

      if (instance == NULL)
        {
          g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME,
                       _ ("%s: the name is too long for a copy of a template"), path);
          return NULL;
        }
      g_free (name);
      name = instance;
    }

  *ret_map = g_steal_pointer (&map);
  return g_steal_pointer (&name);
}

/* Where the files of a service are looked up, told by its name or by a path, and its name there.
 * @ret_own: (transfer full): the map, when it is not that of @self */
static HnUnitMap *
find_map (
    HnUnitLoader *self, const char *unit, char **ret_name, HnUnitMap **ret_own, GError **error)
{
  if (strchr (unit, '/') == NULL)
    {
      *ret_name = g_strdup (unit);
      return self->map;
    }

  *ret_name = find_file (self, unit, ret_own, error);
  return *ret_own;
}

gboolean
hn_unit_loader_find (
    HnUnitLoader *self, const char *unit, char **fragment, GStrv *drop_ins, GError **error)
{
  g_autoptr (HnUnitMap) own = NULL;
  g_autofree char *name = NULL;
  HnUnitMap *map = find_map (self, unit, &name, &own, error);
  g_autoptr (HnUnitMapEntry) entry = map != NULL ? find_entry (map, name, error) : NULL;

  if (entry == NULL)
    return FALSE;
  if (fragment != NULL)
    *fragment = hn_root_path (entry->fragment.root, entry->fragment.path);
  if (drop_ins != NULL)
    *drop_ins = dup_drop_ins (entry);

  return TRUE;
}

HnSettings *
hn_unit_loader_load_unfinished (HnUnitLoader *self,
                                const char *unit,
                                const char *without,
                                GError **error)
{
  g_autoptr (HnUnitMap) own = NULL;
  g_autofree char *name = NULL;
  HnUnitMap *map = find_map (self, unit, &name, &own, error);

  return map != NULL ? read_from_map (self, map, name, without, error) : NULL;
}

HnSettings *
hn_unit_loader_load (HnUnitLoader *self, const char *unit, GError **error)
{
  g_autoptr (HnUnitMap) own = NULL;
  g_autofree char *name = NULL;
  HnUnitMap *map = find_map (self, unit, &name, &own, error);
  g_autoptr (HnSettings) settings =
      map != NULL ? read_from_map (self, map, name, NULL, error) : NULL;

  if (settings == NULL)
    return NULL;

  if (self->profile != NULL)
    hn_unit_file_parse (settings, self->profile_path, self->profile, strlen (self->profile));
  hn_unit_file_finish (settings);

  return hn_unit_loader_check_loaded (settings, name, error) ? g_steal_pointer (&settings) : NULL;
}
