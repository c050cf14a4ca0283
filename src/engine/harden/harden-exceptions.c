/* Exceptions. A path of a file says little of where the service will write next: what it makes
 * anew, it makes in a folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/harden/harden-exceptions.h"

#include <errno.h>
#include <string.h>

#include "engine/types/paths.h"
#include "engine/validate.h"
#include "engine/weaken-closed.h"

/* More of them are no exceptions any more. */
#define MOST 16

/* Where each service has a folder of its own. */
static const char *const bases[] = {
  "/var/lib", "/var/log", "/var/cache", "/var/spool", "/var/mail", "/var/www",
  "/var/opt", "/srv",     "/opt",       "/home",      "/mnt",      "/media",
};

/* Whoever may write there may do whatever the directive is against. */
static const char *const too_wide[] = { "/", "/etc", "/usr", "/boot", "/efi", "/var", "/home" };

static gboolean
is_one_of (const char *path, const char *const *paths, guint n)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (path, paths[i]) == 0)
      return TRUE;

  return FALSE;
}

/* (transfer full): @path cut off behind @n parts */
static char *
dup_cut (const char *path, guint n)
{
  const char *end = path;

  while (n-- > 0 && *end != '\0')
    end += 1 + strcspn (end + 1, "/");

  return g_strndup (path, (gsize) (end - path));
}

static guint
count_parts (const char *path)
{
  guint n = 0;

  for (; *path != '\0'; path++)
    n += *path == '/';

  return n;
}

/* Whether a recipe means a file by it, as far as the name tells. */
static gboolean
has_ending (const char *path)
{
  return strchr (strrchr (path, '/'), '.') != NULL;
}

/* @folder: whether @path may be one itself
 *
 * Returns: (transfer full) (nullable): the folder to open */
static char *
dup_folder (const char *path, gboolean folder)
{
  g_autofree char *place = hn_path_dup_todays_name (path);
  g_autofree char *found = NULL;

  if (place[0] != '/' || !hn_path_simplify (place))
    return NULL;
  if (hn_path_is_below (place, "/run"))
    return g_strdup ("/run");
  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (bases); i++)
    if (hn_path_is_below (place, bases[i]))
      {
        guint parts = count_parts (bases[i]);
        gboolean below = count_parts (place) > parts + 1 ||
                         (count_parts (place) == parts + 1 && folder && !has_ending (place));

        found = dup_cut (place, below ? parts + 1 : parts);
      }
  if (found == NULL && folder && !has_ending (place))
    found = g_strdup (place);
  if (found == NULL)
    found = g_path_get_dirname (place);

  return is_one_of (found, too_wide, G_N_ELEMENTS (too_wide)) ? NULL : g_steal_pointer (&found);
}

static gboolean
is_below_any (const char *name, GPtrArray *folders)
{
  g_autofree char *path = hn_path_dup_todays_name (name);

  for (guint i = 0; i < folders->len; i++)
    if (hn_path_is_below (path, folders->pdata[i]))
      return TRUE;

  return FALSE;
}

/* @folder: (transfer full) */
static void
add_folder (GPtrArray *folders, char *folder)
{
  if (is_below_any (folder, folders))
    {
      g_free (folder);
      return;
    }
  for (guint i = folders->len; i > 0; i--)
    if (hn_path_is_below (folders->pdata[i - 1], folder))
      g_ptr_array_remove_index (folders, i - 1);
  g_ptr_array_add (folders, folder);
}

/* What the kernel fills is not closed with the rest. */
static gboolean
is_place (const char *path)
{
  return path[0] == '/' && !hn_path_is_below (path, "/dev") && !hn_path_is_below (path, "/proc") &&
         !hn_path_is_below (path, "/sys");
}

static gboolean
is_written (const HnUse *use)
{
  return use->error == 0 && is_place (use->path) &&
         (strcmp (use->kind, HN_SEEN_WRITE) == 0 || strcmp (use->kind, HN_SEEN_CHANGE) == 0);
}

/* Whether anything else is written below @path, which so is a folder. */
static gboolean
is_folder (const HnEvidence *evidence, const char *path)
{
  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (is_written (use) && strcmp (use->path, path) != 0 && hn_path_is_below (use->path, path))
        return TRUE;
    }

  return FALSE;
}

/* (transfer full) (nullable): the folders that it writes to; NULL where one is too wide */
static GPtrArray *
find_folders (const HnAdviceSource *source, const HnSettings *now, GPtrArray *open)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  /* Many a program needs these when there is more to do than usual. */
  if (!hn_settings_is_enabled (now, HN_DIRECTIVE_PRIVATE_TMP))
    {
      add_folder (folders, g_strdup ("/tmp"));
      add_folder (folders, g_strdup ("/var/tmp"));
    }

  for (guint i = 0; source->recipe != NULL && i < source->recipe->needs->len; i++)
    {
      const HnRecipeNeed *need = source->recipe->needs->pdata[i];
      char *folder;

      if (need->resource != HN_RESOURCE_WRITES ||
          !hn_recipe_need_holds (need, source->distributions) || is_below_any (need->what, open))
        continue;
      folder = dup_folder (need->what, TRUE);
      if (folder == NULL && need->weight == HN_WEIGHT_COPES)
        continue;
      if (folder == NULL)
        return NULL;
      add_folder (folders, folder);
    }
  for (guint i = 0; source->evidence != NULL && i < source->evidence->uses->len; i++)
    {
      const HnUse *use = source->evidence->uses->pdata[i];
      char *folder;

      if (!is_written (use) || is_below_any (use->path, open))
        continue;
      folder = dup_folder (use->path, is_folder (source->evidence, use->path));
      if (folder == NULL)
        return NULL;
      add_folder (folders, folder);
    }

  return g_steal_pointer (&folders);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What is not there is passed over. */
static GPtrArray *
make_paths (GPtrArray *folders)
{
  g_autoptr (GString) value = g_string_new (NULL);
  GPtrArray *changes;

  g_ptr_array_sort (folders, compare_texts);
  for (guint i = 0; i < folders->len; i++)
    g_string_append_printf (value, "%s-%s", i > 0 ? " " : "", (char *) folders->pdata[i]);
  if (folders->len == 0 || folders->len > MOST || strpbrk (value->str, "\"'\\%") != NULL ||
      !hn_validate_value (HN_DIRECTIVE_READ_WRITE_PATHS, value->str, 0, NULL, NULL))
    return NULL;
  changes = hn_change_list_new ();
  g_ptr_array_add (changes, hn_change_new (HN_DIRECTIVE_READ_WRITE_PATHS, value->str));

  return changes;
}

/* Those that it was seen to open; a recipe does not say what is the device and what a folder. */
static GPtrArray *
find_devices (const HnEvidence *evidence)
{
  g_autoptr (GPtrArray) changes = hn_change_list_new ();
  g_autoptr (GHashTable) modes = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer path, writes;

  for (guint i = 0; evidence != NULL && i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (strcmp (use->value, HN_SEEN_DEVICE) != 0 || use->error != 0 ||
          !g_str_has_prefix (use->path, "/dev/"))
        continue;
      writes = g_hash_table_lookup (modes, use->path);
      if (strcmp (use->kind, HN_SEEN_WRITE) == 0)
        writes = GINT_TO_POINTER (TRUE);
      g_hash_table_insert (modes, use->path, writes);
    }
  g_hash_table_iter_init (&iter, modes);
  while (g_hash_table_iter_next (&iter, &path, &writes))
    {
      g_autofree char *value = g_strdup_printf ("%s %s", (char *) path, writes ? "rw" : "r");

      if (strpbrk (path, " \"'\\%") != NULL ||
          !hn_validate_value (HN_DIRECTIVE_DEVICE_ALLOW, value, 0, NULL, NULL))
        return NULL;
      g_ptr_array_add (changes, hn_change_new (HN_DIRECTIVE_DEVICE_ALLOW, value));
    }
  if (changes->len == 0 || changes->len > MOST)
    return NULL;

  return hn_change_list_copy (changes);
}

GPtrArray *
hn_harden_find_exceptions (const HnAdviceSource *source,
                           const HnSettings *now,
                           HnDirectiveId directive)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) folders = NULL;

  /* In a user's manager both take what an account does not have. */
  if (now->context.scope != HN_SCOPE_SYSTEM)
    return NULL;
  if (directive == HN_DIRECTIVE_DEVICE_POLICY)
    return find_devices (source->evidence);
  if (directive != HN_DIRECTIVE_PROTECT_SYSTEM)
    return NULL;
  open = hn_open_places (now, HN_CLOSED_WRITE);
  folders = find_folders (source, now, open);

  return folders != NULL ? make_paths (folders) : NULL;
}

/* (transfer full): the paths that @exceptions (nullable) open */
static GPtrArray *
dup_paths (GPtrArray *exceptions)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; exceptions != NULL && i < exceptions->len; i++)
    {
      const HnChange *change = exceptions->pdata[i];
      g_auto (GStrv) words = g_strsplit (change->value, " ", -1);

      for (guint k = 0; words[k] != NULL; k++)
        if (words[k][0] == '/' || words[k][0] == '-')
          g_ptr_array_add (paths, g_strdup (words[k] + (words[k][0] == '-')));
    }

  return paths;
}

GPtrArray *
hn_harden_widen_exceptions (GPtrArray *exceptions, const HnEvidence *refused)
{
  g_autoptr (GPtrArray) before = dup_paths (exceptions);
  g_autoptr (GPtrArray) folders = dup_paths (exceptions);
  gboolean any = FALSE;

  for (guint i = 0; i < refused->uses->len; i++)
    {
      const HnUse *use = refused->uses->pdata[i];
      char *folder;

      if (use->error != EROFS || !is_place (use->path))
        continue;
      folder = is_below_any (use->path, before) ? NULL : dup_folder (use->path, FALSE);
      if (folder == NULL)
        return NULL;
      add_folder (folders, folder);
      any = TRUE;
    }

  return any ? make_paths (folders) : NULL;
}
