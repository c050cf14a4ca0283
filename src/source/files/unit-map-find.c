/* What belongs to a service: its file, all its names, its drop-ins in their order. Works on what
 * unit-map.c has read; reads the folders of drop-ins on first use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/unit-map-private.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/files/root-file.h"
#include "source/unit-name.h"

/* From here on a drop-in behind a loop of links does not even hide others of its name. */
#define SKIPS_BAD_LINKS 258
/* Up to here systemd also looks for the drop-ins of a masked unit, to no effect. */
#define MASK_HAS_DROP_INS 252

/* Adds @name and its aliases to the set @names. @fragment is the name of the file, once known.
 * FALSE when an alias goes in circles. */
static gboolean
add_names (HnUnitMap *self,
           GHashTable *names,
           const char *name,
           const char *instance,
           gboolean template,
           const char *fragment)
{
  if (!template)
    g_hash_table_add (names, g_strdup (name));

  const GPtrArray *aliases = g_hash_table_lookup (self->aliases, name);
  for (guint i = 0; aliases != NULL && i < aliases->len; i++)
    {
      const char *alias = g_ptr_array_index (aliases, i);

      if (instance == NULL || hn_unit_name_classify (alias) != HN_UNIT_NAME_TEMPLATE)
        {
          g_hash_table_add (names, g_strdup (alias));
          continue;
        }

      g_autofree char *with = hn_unit_name_with_instance (alias, instance);
      const HnMapId *file = NULL;
      if (with == NULL)
        return FALSE;
      if (hn_unit_map_lookup (self, with, &file) == HN_LOOKUP_LOOP)
        return FALSE;

      /* An instance with a file of its own is no alias of the template's instance. */
      if (file != NULL && fragment != NULL && strcmp (hn_unit_map_file_name (file), fragment) != 0)
        continue;

      g_hash_table_add (names, g_steal_pointer (&with));
    }

  return TRUE;
}

/* Finds the file and the names; FALSE when aliases go in circles. */
static gboolean
find_fragment (HnUnitMap *self, const char *name, GHashTable *names, const HnMapId **file)
{
  HnUnitNameKind kind = hn_unit_name_classify (name);
  g_autofree char *instance = hn_unit_name_dup_instance (name);
  gboolean template = kind == HN_UNIT_NAME_TEMPLATE;

  if (!add_names (self, names, name, instance, template, NULL))
    return FALSE;
  if (hn_unit_map_lookup (self, name, file) == HN_LOOKUP_LOOP)
    return FALSE;

  if (*file == NULL && kind == HN_UNIT_NAME_INSTANCE)
    {
      g_autofree char *generic = hn_unit_name_dup_template (name);

      if (hn_unit_map_lookup (self, generic, file) == HN_LOOKUP_LOOP)
        return FALSE;
    }

  return *file == NULL || strcmp (hn_unit_map_file_name (*file), name) == 0 ||
         add_names (self, names, hn_unit_map_file_name (*file), instance, template,
                    hn_unit_map_file_name (*file));
}

/* The name that systemd shows the service under: that of its file. */
static char *
choose_id (const char *name, GHashTable *names, const HnMapId *file)
{
  g_autofree char *instance = hn_unit_name_dup_instance (name);
  g_autofree char *id = hn_unit_map_dup_instance (hn_unit_map_file_name (file), instance);

  if (id != NULL &&
      (g_hash_table_contains (names, id) || hn_unit_name_classify (name) == HN_UNIT_NAME_TEMPLATE))
    return g_steal_pointer (&id);

  return g_strdup (name);
}

/* The names as systemd keeps them: instances instead of templates. */
static GPtrArray *
finish_names (GHashTable *set, const char *id)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *instance = hn_unit_name_dup_instance (id);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *name = hn_unit_map_dup_instance (key, instance);

      if (name != NULL && strcmp (name, id) != 0 &&
          !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }

  g_ptr_array_sort (names, hn_unit_name_compare);
  g_ptr_array_insert (names, 0, g_strdup (id));
  return names;
}

/* Reads a folder of drop-ins, once. */
static void
list_drop_ins (HnUnitMap *self, HnMapDropIns *folder)
{
  const char *root = hn_unit_map_folder (self, folder->folder)->root;

  if (folder->listed)
    return;
  folder->listed = TRUE;

  folder->resolved = hn_root_resolve (root, folder->path, HN_ROOT_FOLLOW);
  g_autofree char *real = folder->resolved != NULL ? hn_root_path (root, folder->resolved) : NULL;
  DIR *dir = real != NULL ? opendir (real) : NULL;

  if (dir == NULL)
    {
      g_ptr_array_add (folder->notes, hn_unit_map_note_new_closed (root, folder->path, errno));
      return;
    }

  folder->files = g_ptr_array_new_with_free_func (g_free);
  for (struct dirent *entry = readdir (dir); entry != NULL; entry = readdir (dir))
    {
      const char *name = entry->d_name;

      gboolean hidden = name[0] == '.', conf = g_str_has_suffix (name, ".conf");
      const char *why = NULL;

      if (hidden && conf)
        why =
            _ ("systemd does not read this: the name of a settings file does not begin with a dot");
      else if (!hidden && !conf && entry->d_type == DT_REG && !g_str_has_prefix (name, "README"))
        why = _ ("systemd does not read this: the name of a settings file ends in “.conf”");
      if (why != NULL)
        {
          g_autofree char *path = hn_unit_map_join (folder->path, name);

          g_ptr_array_add (folder->notes, hn_unit_map_note_new (root, path, why));
        }
      if (hidden || !conf)
        continue;

      if ((self->version == 0 || self->version >= SKIPS_BAD_LINKS) &&
          (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN))
        {
          g_autofree char *path = hn_unit_map_join (folder->resolved, name);
          g_autofree char *target = hn_root_resolve (root, path, HN_ROOT_MISSING);

          if (target == NULL)
            {
              g_ptr_array_add (folder->notes,
                               hn_unit_map_note_new (root, path, g_strerror (errno)));
              continue;
            }
        }

      g_ptr_array_add (folder->files, g_strdup (name));
    }

  closedir (dir);
}

/* Takes the drop-ins of the folders named after @candidates into @found, name → HnMapDropIns: all
 * of the strongest folder of the search path first. A file name that was taken before hides this
 * one. */
static void
take_drop_ins (HnUnitMap *self,
               GPtrArray *candidates,
               GHashTable *taken,
               GHashTable *found,
               HnUnitMapEntry *entry)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  for (guint i = 0; i < candidates->len; i++)
    {
      g_autofree char *key = g_strconcat (candidates->pdata[i], ".d", NULL);
      GPtrArray *list = g_hash_table_lookup (self->drop_ins, key);

      if (list != NULL)
        g_ptr_array_extend (folders, list, NULL, NULL);
    }

  for (guint place = 0; folders->len > 0 && place < self->folders->len; place++)
    for (guint i = 0; i < folders->len; i++)
      {
        HnMapDropIns *folder = folders->pdata[i];

        if (folder->folder != place || !g_hash_table_add (taken, folder))
          continue;

        list_drop_ins (self, folder);
        g_ptr_array_extend (entry->notes, folder->notes, hn_warning_copy_item, NULL);
        for (guint j = 0; folder->files != NULL && j < folder->files->len; j++)
          if (!g_hash_table_contains (found, folder->files->pdata[j]))
            g_hash_table_insert (found, folder->files->pdata[j], folder);
      }
}

void
hn_unit_map_find_drop_ins (HnUnitMap *self, HnUnitMapEntry *entry)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList) names = NULL;

  for (guint i = 0; i < entry->names->len; i++)
    {
      g_ptr_array_set_size (candidates, 0);
      hn_unit_name_add_drop_in_names (g_ptr_array_index (entry->names, i), candidates);
      take_drop_ins (self, candidates, taken, found, entry);
    }

  g_ptr_array_set_size (candidates, 0);
  g_ptr_array_add (candidates, g_strdup ("service"));
  take_drop_ins (self, candidates, taken, found, entry);

  names = g_list_sort (g_hash_table_get_keys (found), (GCompareFunc) strcmp);
  for (const GList *name = names; name != NULL; name = name->next)
    {
      const HnMapDropIns *folder = g_hash_table_lookup (found, name->data);
      HnUnitMapFile file = {
        .root = hn_unit_map_folder (self, folder->folder)->root,
        .path = hn_unit_map_join (folder->resolved, name->data),
      };

      g_array_append_val (entry->drop_ins, file);
    }
}

static void
map_file_clear (HnUnitMapFile *file)
{
  g_free (file->path);
  g_free (file->read_path);
}

HnUnitMapEntry *
hn_unit_map_find (HnUnitMap *self, const char *name)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  HnUnitMapEntry *entry = g_new0 (HnUnitMapEntry, 1);
  const HnMapId *file = NULL;

  entry->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_warning_free);
  entry->drop_ins = g_array_new (FALSE, FALSE, sizeof (HnUnitMapFile));
  g_array_set_clear_func (entry->drop_ins, (GDestroyNotify) map_file_clear);

  g_ptr_array_extend (entry->notes, self->folder_notes, hn_warning_copy_item, NULL);

  gboolean found = find_fragment (self, name, names, &file);
  if (!found)
    g_ptr_array_add (entry->notes,
                     hn_unit_map_note_new ("", name, _ ("its aliases go in circles")));

  entry->id = found && file != NULL ? choose_id (name, names, file) : g_strdup (name);
  entry->names = finish_names (names, entry->id);

  for (guint i = 0; i < entry->names->len; i++)
    {
      GPtrArray *notes = g_hash_table_lookup (self->name_notes, entry->names->pdata[i]);

      if (notes != NULL)
        g_ptr_array_extend (entry->notes, notes, hn_warning_copy_item, NULL);
    }

  entry->missing = found && file == NULL;
  if (!found || file == NULL)
    return entry;

  const HnMapFolder *folder = hn_unit_map_folder (self, file->folder);
  entry->fragment.root = folder->root;
  if (folder->resolved != NULL)
    entry->fragment.read_path = hn_unit_map_join (folder->resolved, hn_unit_map_file_name (file));

  switch (hn_root_file_probe (
      folder->root, entry->fragment.read_path != NULL ? entry->fragment.read_path : file->target,
      entry->fragment.read_path != NULL ? HN_ROOT_RESOLVED : HN_ROOT_FOLLOW))
    {
    case HN_ROOT_PROBE_FILE:
      entry->fragment.path = g_strdup (file->target);
      entry->fragment.probed = TRUE;
      hn_unit_map_find_drop_ins (self, entry);
      break;

    case HN_ROOT_PROBE_MASKED:
      entry->fragment.path = g_strdup (file->target);
      if (self->version != 0 && self->version <= MASK_HAS_DROP_INS)
        hn_unit_map_find_drop_ins (self, entry);
      break;

    case HN_ROOT_PROBE_FAILED:
      g_ptr_array_add (entry->notes, hn_unit_map_note_new (entry->fragment.root, file->target,
                                                           g_strerror (errno)));
      break;
    }

  return entry;
}

void
hn_unit_map_entry_free (HnUnitMapEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->id);
  g_ptr_array_unref (entry->names);
  map_file_clear (&entry->fragment);
  g_array_unref (entry->drop_ins);
  g_ptr_array_unref (entry->notes);
  g_free (entry);
}
