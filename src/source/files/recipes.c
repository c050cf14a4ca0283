/* Finding recipes, and reading each once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/recipes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/files/host.h"
#include "source/files/root-file.h"

#define BELOW "hardnut/services"

static const char *const folders[] = { "/etc/" BELOW, "/usr/local/share/" BELOW,
                                       "/usr/share/" BELOW };
static const char *const releases[] = { "/etc/os-release", "/usr/lib/os-release" };

static HnRecipes *
recipes_new (void)
{
  HnRecipes *self = g_new0 (HnRecipes, 1);

  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_recipe_free);
  self->wrong = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/* Returns: whether nothing else of its name counts */
static gboolean
read_file (HnRecipes *self, const char *root, const char *path)
{
  g_autofree char *real = hn_root_path (root, path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HnRecipe *recipe = NULL;
  gsize length = 0;

  switch (hn_root_file_read (root, path, HN_ROOT_FOLLOW, &text, &length, &error))
    {
    case HN_ROOT_FILE_MASKED:
      return TRUE;
    case HN_ROOT_FILE_READ:
      recipe = hn_recipe_parse (real, text, length, &error);
      break;
    case HN_ROOT_FILE_FAILED:
    default:
      break;
    }
  if (recipe != NULL)
    g_ptr_array_add (self->all, recipe);
  else
    g_ptr_array_add (self->wrong, g_strdup (error->message));

  return recipe != NULL;
}

/* @seen: names of files that count already; one with a mistake hides no other */
static void
read_folder (HnRecipes *self, const char *root, const char *path, GHashTable *seen)
{
  g_auto (GStrv) names = hn_root_dir_list (root, path, ".ini");

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      if (!g_hash_table_contains (seen, names[i]) && read_file (self, root, file))
        g_hash_table_add (seen, g_strdup (names[i]));
    }
}

/* Appends the words of a line that begins with @key. */
static void
add_words (GPtrArray *words, const char *text, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *plain =
          g_str_has_prefix (lines[i], key) ? g_shell_unquote (lines[i] + strlen (key), NULL) : NULL;
      g_auto (GStrv) parts = g_strsplit (plain != NULL ? plain : "", " ", -1);

      for (guint p = 0; parts[p] != NULL; p++)
        if (*parts[p] != '\0' && g_utf8_validate (parts[p], -1, NULL))
          g_ptr_array_add (words, g_strdup (parts[p]));
    }
}

/* What the machine is, and then what it is like. Without the first nothing is known. */
static GStrv
read_distributions (const char *root)
{
  GPtrArray *words = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (releases); i++)
    text = hn_root_file_dup_text (root, releases[i]);
  add_words (words, text != NULL ? text : "", "ID=");
  if (words->len > 0)
    add_words (words, text, "ID_LIKE=");
  g_ptr_array_add (words, NULL);

  return (GStrv) g_ptr_array_free (words, FALSE);
}

HnRecipes *
hn_recipes_load (const char *root)
{
  const char *host = hn_host_get_root ();
  const char *below = root != NULL ? root : host != NULL ? host : "";
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  HnRecipes *self = recipes_new ();

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    read_folder (self, below, folders[i], seen);
  read_folder (self, "", RECIPEDIR, seen);
  self->distributions = read_distributions (below);

  return self;
}

void
hn_recipes_free (HnRecipes *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->wrong);
  g_strfreev (self->distributions);
  g_free (self);
}

const HnRecipe *
hn_recipes_find (const HnRecipes *self, const HnSettings *settings)
{
  return hn_recipe_find (self->all, settings->context.unit, NULL, settings->program);
}

char *
hn_recipes_dup_wrong (const HnRecipes *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < self->wrong->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "; " : "", (char *) self->wrong->pdata[i]);

  /* Translators: %s says what is wrong in which file */
  return all->len > 0 ? g_strdup_printf (_ ("Left out, because of a mistake: %s."), all->str)
                      : NULL;
}

const char *const *
hn_recipes_get_distributions (const HnRecipes *self)
{
  return self->distributions[0] != NULL ? (const char *const *) self->distributions : NULL;
}
