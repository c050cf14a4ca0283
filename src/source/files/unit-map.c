/* What stands in the folders of a search path: here it is read. Which names and drop-ins a
 * service has is told from it in unit-map-find.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/unit-map-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/files/root-file.h"
#include "source/unit-name.h"

/* So many names in a row systemd follows from an alias to its file. */
#define ALIASES_MAX 8

HnWarning *
hn_unit_map_note_new (const char *root, const char *path, const char *message)
{
  g_autofree char *real = hn_root_path (root, path);

  return hn_warning_new (real, 0, g_strdup (message));
}

HnWarning *
hn_unit_map_note_new_closed (const char *root, const char *path, int code)
{
  g_autofree char *message = NULL;

  if (code != EACCES && code != EPERM)
    return hn_unit_map_note_new (root, path, g_strerror (code));

  message =
      /* Translators: of a folder; %s is the reason, "Permission denied" */
      g_strdup_printf (_ ("This folder could not be read, so what is in it is not known here: "
                          "%s"),
                       g_strerror (code));
  return hn_unit_map_note_new (root, path, message);
}

static void
id_free (HnMapId *id)
{
  g_free (id->target);
  g_free (id);
}

static void
drop_ins_free (HnMapDropIns *folder)
{
  g_free (folder->path);
  g_free (folder->resolved);
  g_clear_pointer (&folder->files, g_ptr_array_unref);
  g_ptr_array_unref (folder->notes);
  g_free (folder);
}

static void
folder_clear (HnMapFolder *folder)
{
  g_free (folder->path);
  g_free (folder->resolved);
}

/* A list in a table of lists, made when it is missing. */
static GPtrArray *
table_list (GHashTable *table, const char *key, GDestroyNotify free_item)
{
  GPtrArray *list = g_hash_table_lookup (table, key);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (free_item);
      g_hash_table_insert (table, g_strdup (key), list);
    }

  return list;
}

static gboolean
is_below_any (HnUnitMap *self, const char *path)
{
  for (guint i = 0; self->prefixes[i] != NULL; i++)
    {
      const char *folder = self->prefixes[i];
      gsize length = strlen (folder);

      if (strncmp (path, folder, length) == 0 &&
          (path[length] == '/' || path[length] == '\0' || folder[length - 1] == '/'))
        return TRUE;
    }

  return FALSE;
}

/* Whether systemd accepts a link from the name @source to the name @target as an alias. */
static gboolean
alias_is_valid (const char *source, const char *target)
{
  HnUnitNameKind from = hn_unit_name_classify (source);
  HnUnitNameKind to = hn_unit_name_classify (target);

  if (to == HN_UNIT_NAME_INVALID)
    return FALSE;
  if (from == HN_UNIT_NAME_INSTANCE && to == HN_UNIT_NAME_TEMPLATE)
    return TRUE;
  if (from != to)
    return FALSE;
  if (from != HN_UNIT_NAME_INSTANCE)
    return TRUE;

  g_autofree char *one = hn_unit_name_dup_instance (source);
  g_autofree char *other = hn_unit_name_dup_instance (target);
  return strcmp (one, other) == 0;
}

/* About the entry @name of @folder, for those who look for @unit. */
static void
note_entry (HnUnitMap *self,
            const HnMapFolder *folder,
            const char *name,
            const char *unit,
            const char *message)
{
  g_autofree char *path = hn_unit_map_join (folder->path, name);

  g_ptr_array_add (table_list (self->name_notes, unit, (GDestroyNotify) hn_warning_free),
                   hn_unit_map_note_new (folder->root, path, message));
}

static void
note_name (HnUnitMap *self, const HnMapFolder *folder, const char *name, const char *message)
{
  note_entry (self, folder, name, name, message);
}

char *
hn_unit_map_dup_instance (const char *name, const char *instance)
{
  return instance != NULL && hn_unit_name_classify (name) == HN_UNIT_NAME_TEMPLATE
             ? hn_unit_name_with_instance (name, instance)
             : g_strdup (name);
}

/* What a symbolic link among the unit files stands for: the name it is an alias of, its own path
 * when it leads out of the search path, or NULL when systemd passes it over. */
static char *
resolve_link (HnUnitMap *self, const HnMapFolder *folder, int fd, const char *name)
{
  char target[PATH_MAX];
  ssize_t n = readlinkat (fd, name, target, sizeof target - 1);

  if (n < 0)
    {
      note_name (self, folder, name, g_strerror (errno));
      return NULL;
    }
  target[n] = '\0';

  g_autofree char *absolute =
      target[0] == '/' ? g_strdup (target) : hn_unit_map_join (folder->path, target);
  g_autofree char *resolved =
      hn_root_resolve (folder->root, absolute, HN_ROOT_NOFOLLOW | HN_ROOT_MISSING);
  if (resolved == NULL)
    {
      note_name (self, folder, name, g_strerror (errno));
      return NULL;
    }

  if (!is_below_any (self, resolved))
    return hn_unit_map_join (folder->path, name);

  const char *slash = strrchr (resolved, '/');
  if (strcmp (slash + 1, name) == 0)
    return NULL; /* a link to itself further down: that file is found anyway */

  if (!alias_is_valid (name, slash + 1))
    {
      g_autofree char *message
          /* Translators: %s is the path that a symbolic link leads to */
          = g_strdup_printf (_ ("systemd ignores this link: %s cannot be its other name"),
                             resolved);
      note_name (self, folder, name, message);
      return NULL;
    }

  return g_strdup (slash + 1);
}

static void
add_drop_in_folder (HnUnitMap *self, guint index, const char *name, gboolean is_link, int fd)
{
  const HnMapFolder *folder = hn_unit_map_folder (self, index);
  const char *message = NULL;

  if (is_link)
    {
      char target[PATH_MAX];
      ssize_t n = readlinkat (fd, name, target, sizeof target - 1);

      if (n < 0)
        return;
      target[n] = '\0';

      /* systemd looks a relative target up from its own working folder, which is "/". */
      g_autofree char *absolute =
          target[0] == '/' ? g_strdup (target) : hn_unit_map_join ("", target);
      g_autofree char *resolved = hn_root_resolve (folder->root, absolute, HN_ROOT_FOLLOW);
      g_autofree char *real = resolved != NULL ? hn_root_path (folder->root, resolved) : NULL;

      if (real == NULL || !g_file_test (real, G_FILE_TEST_IS_DIR))
        message = target[0] == '/'
                      ? _ ("systemd ignores this link: it does not lead to a folder")
                      : _ ("systemd ignores this folder of settings files: it is a link with "
                           "a relative target");
    }

  HnMapDropIns *item = g_new0 (HnMapDropIns, 1);
  item->folder = index;
  item->path = hn_unit_map_join (folder->path, name);
  item->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_warning_free);
  if (message != NULL)
    {
      item->listed = TRUE;
      g_ptr_array_add (item->notes, hn_unit_map_note_new (folder->root, item->path, message));
    }

  g_ptr_array_add (table_list (self->drop_ins, name, (GDestroyNotify) drop_ins_free), item);
}

/* "cron.d" was to be "cron.service.d", if there is such a service. */
static void
note_misnamed_folder (HnUnitMap *self, guint index, const char *name)
{
  g_autofree char *unit =
      g_strdup_printf ("%.*s.service", (int) (strlen (name) - strlen (".d")), name);
  /* Translators: the name that a folder should have */
  g_autofree char *message = g_strdup_printf (_ ("systemd does not read this folder; that of the "
                                                 "service would be called “%s.d”"),
                                              unit);

  if (hn_unit_name_classify (unit) != HN_UNIT_NAME_INVALID)
    note_entry (self, hn_unit_map_folder (self, index), name, unit, message);
}

static guchar
entry_type (int fd, const struct dirent *entry)
{
  struct stat st;

  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type;

  return fstatat (fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? IFTODT (st.st_mode)
                                                                    : DT_UNKNOWN;
}

static void
add_entry (HnUnitMap *self, guint index, int fd, const char *name, guchar type)
{
  const HnMapFolder *folder = hn_unit_map_folder (self, index);

  if (hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID)
    {
      if ((type == DT_DIR || type == DT_LNK) && hn_unit_name_is_drop_in_folder (name))
        add_drop_in_folder (self, index, name, type == DT_LNK, fd);
      else if (type == DT_DIR && g_str_has_suffix (name, ".d"))
        note_misnamed_folder (self, index, name);
      return;
    }

  if (type != DT_REG && type != DT_LNK)
    {
      note_name (self, folder, name,
                 type == DT_DIR ? _ ("systemd ignores this: it is a folder, not a file")
                                : _ ("systemd ignores this: it is not a regular file"));
      return;
    }

  if (g_hash_table_contains (self->ids, name))
    return;

  g_autofree char *target = type == DT_LNK ? resolve_link (self, folder, fd, name)
                                           : hn_unit_map_join (folder->path, name);
  if (target == NULL)
    return;

  HnMapId *id = g_new (HnMapId, 1);
  id->target = g_steal_pointer (&target);
  id->folder = index;
  g_hash_table_insert (self->ids, g_strdup (name), id);
}

static void
scan_folder (HnUnitMap *self, guint index)
{
  const HnMapFolder *folder = hn_unit_map_folder (self, index);
  g_autofree char *real =
      hn_root_path (folder->root, folder->resolved != NULL ? folder->resolved : folder->path);
  DIR *dir = NULL;

  /* A path that cannot be resolved still tells its reason, but must not be followed in a root. */
  if (folder->resolved != NULL || folder->root[0] == '\0')
    dir = opendir (real);
  else
    errno = folder->failure;

  if (dir == NULL)
    {
      if (errno != ENOENT)
        g_ptr_array_add (self->folder_notes,
                         hn_unit_map_note_new_closed (folder->root, folder->path, errno));
      return;
    }

  for (;;)
    {
      errno = 0;
      struct dirent *entry = readdir (dir);

      if (entry == NULL)
        {
          if (errno != 0)
            g_ptr_array_add (self->folder_notes,
                             hn_unit_map_note_new (folder->root, folder->path, g_strerror (errno)));
          break;
        }

      add_entry (self, index, dirfd (dir), entry->d_name, entry_type (dirfd (dir), entry));
    }

  closedir (dir);
}

HnLookupResult
hn_unit_map_lookup (HnUnitMap *self, const char *name, const HnMapId **file)
{
  g_autofree char *template = NULL;
  const char *current = name;

  for (guint i = 0; i < ALIASES_MAX; i++)
    {
      const HnMapId *id = g_hash_table_lookup (self->ids, current);

      if (id == NULL && current != name)
        {
          g_free (template);
          template = hn_unit_name_dup_template (current);
          if (template != NULL)
            id = g_hash_table_lookup (self->ids, template);
        }
      if (id == NULL)
        return HN_LOOKUP_NONE;

      if (id->target[0] == '/')
        {
          *file = id;
          return HN_LOOKUP_FOUND;
        }

      current = id->target;
    }

  return HN_LOOKUP_LOOP;
}

/* The reverse of the names: which ones lead to a file. A plain file that only its own name leads
 * to needs no entry; a template does, since an alias of it makes instances out of its own name. */
static void
gather_aliases (HnUnitMap *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *name = key;
      HnUnitNameKind kind = hn_unit_name_classify (name);
      const HnMapId *id = value;
      g_autofree char *instance = NULL;
      g_autofree char *target = NULL;

      if (id->target[0] == '/' && kind != HN_UNIT_NAME_TEMPLATE)
        continue;
      if (hn_unit_map_lookup (self, name, &id) != HN_LOOKUP_FOUND)
        continue;
      if (hn_root_file_probe (hn_unit_map_folder (self, id->folder)->root, id->target,
                              HN_ROOT_FOLLOW) != HN_ROOT_PROBE_FILE)
        continue;

      instance = hn_unit_name_dup_instance (name);
      target = hn_unit_map_dup_instance (hn_unit_map_file_name (id), instance);
      if (target != NULL)
        g_ptr_array_add (table_list (self->aliases, target, g_free), g_strdup (name));
    }
}

static void
add_folder (HnUnitMap *self, const char *root, const char *path, GStrvBuilder *prefixes)
{
  HnMapFolder folder = { root, g_strdup (path), hn_root_resolve (root, path, HN_ROOT_FOLLOW), 0 };

  if (folder.resolved == NULL)
    folder.failure = errno;
  g_array_append_val (self->folders, folder);
  g_strv_builder_add (prefixes, path);
  if (folder.resolved != NULL && strcmp (folder.resolved, path) != 0)
    g_strv_builder_add (prefixes, folder.resolved);
}

HnUnitMap *
hn_unit_map_new (const char *root,
                 const char *beside,
                 const char *const *search_path,
                 guint version)
{
  HnUnitMap *self = g_new0 (HnUnitMap, 1);
  GHashTable **tables[] = { &self->aliases, &self->drop_ins, &self->name_notes };
  g_autoptr (GStrvBuilder) prefixes = g_strv_builder_new ();

  self->root = g_strdup (root);
  self->version = version;
  self->folders = g_array_new (FALSE, FALSE, sizeof (HnMapFolder));
  g_array_set_clear_func (self->folders, (GDestroyNotify) folder_clear);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) id_free);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    *tables[i] =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->folder_notes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_warning_free);

  if (beside != NULL)
    {
      gsize length = strlen (root);
      gboolean inside = length > 0 && strncmp (beside, root, length) == 0 && beside[length] == '/';

      self->has_beside = TRUE;
      add_folder (self, inside ? self->root : "", inside ? beside + length : beside, prefixes);
    }
  for (guint i = 0; search_path[i] != NULL; i++)
    add_folder (self, self->root, search_path[i], prefixes);

  self->prefixes = g_strv_builder_end (prefixes);

  for (guint i = 0; i < self->folders->len; i++)
    scan_folder (self, i);
  gather_aliases (self);

  return self;
}

void
hn_unit_map_free (HnUnitMap *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->folders);
  g_strfreev (self->prefixes);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->aliases);
  g_hash_table_unref (self->drop_ins);
  g_hash_table_unref (self->name_notes);
  g_ptr_array_unref (self->folder_notes);
  g_free (self->root);
  g_free (self);
}

gboolean
hn_unit_map_is_beside (HnUnitMap *self, const char *name)
{
  const HnMapId *id = g_hash_table_lookup (self->ids, name);

  return self->has_beside && id != NULL && id->folder == 0;
}

GStrv
hn_unit_map_list (HnUnitMap *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const HnMapId *id = value;

      if (id->target[0] == '/' && *(const char *) key != '.')
        g_ptr_array_add (names, g_strdup (key));
    }

  return hn_unit_name_sort_list (names);
}
