/* Recipes: where they are looked for, which of two counts, and that those of Hardnut are whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "unit-tree.h"

#include "source/files/recipes.h"

#define TEXT(title) "[Recipe]\nTitle=" title "\nUnits=hardnut-test.service\n"

static const char *
find_title (HnRecipes *recipes)
{
  const HnRecipe *recipe = hn_recipe_find (recipes->all, "hardnut-test.service", NULL, NULL);

  return recipe != NULL ? recipe->title : NULL;
}

static void
test_folders (Tree *tree, gconstpointer data)
{
  static const char *const folders[] = { "/usr/share", "/usr/local/share", "/etc" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "hardnut/services/test.ini", NULL);
      g_autofree char *text = g_strdup_printf (TEXT ("%s"), folders[i]);
      g_autoptr (HnRecipes) recipes = NULL;

      tree_write (tree, path, text);
      recipes = hn_recipes_load (tree->root);
      g_assert_cmpstr (find_title (recipes), ==, folders[i]);
    }

  {
    g_autoptr (HnRecipes) recipes = NULL;

    /* An empty file hides those behind it. */
    tree_write (tree, "/etc/hardnut/services/test.ini", "");
    recipes = hn_recipes_load (tree->root);
    g_assert_null (find_title (recipes));
  }
}

/* A mistake in one is told, and the others count. */
static void
test_mistake (Tree *tree, gconstpointer data)
{
  g_autoptr (HnRecipes) recipes = NULL;

  tree_write (tree, "/etc/hardnut/services/bad.ini", "[Recipe]\nTitel=A\n");
  /* It does not hide the one of its name that is good. */
  tree_write (tree, "/usr/share/hardnut/services/bad.ini", TEXT ("good"));
  tree_write (tree, "/etc/hardnut/services/no-recipe.txt", "nothing");
  recipes = hn_recipes_load (tree->root);
  g_assert_cmpstr (find_title (recipes), ==, "good");
  g_assert_cmpuint (recipes->wrong->len, ==, 1);
  g_assert_nonnull (strstr (recipes->wrong->pdata[0], "/etc/hardnut/services/bad.ini:2: "));
}

static void
test_distributions (Tree *tree, gconstpointer data)
{
  g_autoptr (HnRecipes) recipes = NULL;
  g_autoptr (HnRecipes) unknown = NULL;

  unknown = hn_recipes_load (tree->root);
  g_assert_null (hn_recipes_get_distributions (unknown));

  tree_write (tree, "/usr/lib/os-release", "NAME=\"A\"\nID_LIKE=\"debian other\"\nID=ubuntu\n");
  recipes = hn_recipes_load (tree->root);
  g_assert_cmpuint (g_strv_length (recipes->distributions), ==, 3);
  g_assert_cmpstr (recipes->distributions[0], ==, "ubuntu");
  g_assert_cmpstr (recipes->distributions[1], ==, "debian");
}

/* Those that come with Hardnut: each can be read, says how it is proved, and is found. */
static void
test_shipped (Tree *tree, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (g_getenv ("HN_RECIPES"), 0, NULL);
  g_autoptr (HnRecipes) recipes = NULL;
  const char *name;
  guint n_tried = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *from = g_build_filename (g_getenv ("HN_RECIPES"), name, NULL);
      g_autofree char *to = g_build_filename ("/usr/share/hardnut/services", name, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
      tree_write (tree, to, text);
    }
  recipes = hn_recipes_load (tree->root);
  for (guint i = 0; i < recipes->wrong->len; i++)
    g_test_message ("%s", (char *) recipes->wrong->pdata[i]);
  g_assert_cmpuint (recipes->wrong->len, ==, 0);
  g_assert_cmpuint (recipes->all->len, >=, 40);
  for (guint i = 0; i < recipes->all->len; i++)
    {
      const HnRecipe *recipe = recipes->all->pdata[i];
      g_autofree char *unit = NULL;
      g_auto (GStrv) parts = g_strsplit (recipe->units[0], "*", -1);

      g_test_message ("%s", recipe->name);
      unit = g_strjoinv ("x", parts);
      g_assert_true (hn_recipe_find (recipes->all, unit, NULL, NULL) == recipe);
      g_assert_true (recipe->needs->len > 0 || recipe->passes_on != NULL || recipe->tried != NULL);
      /* What is said to have been tried was tried by something. */
      g_assert_true (recipe->tried == NULL || recipe->proofs->len > 0);
      n_tried += recipe->tried != NULL;
    }
  g_assert_cmpuint (n_tried, >=, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) \
  g_test_add ("/recipes/" path, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("folders", test_folders);
  ADD ("mistake", test_mistake);
  ADD ("distributions", test_distributions);
  ADD ("shipped", test_shipped);
#undef ADD

  return g_test_run ();
}
