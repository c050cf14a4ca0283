/* Portable profiles: where they are looked for and how they are read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "unit-tree.h"

#include "source/files/profile.h"

#define NAME "hardnut-test-profile"

static char *
write_profile (Tree *tree, const char *folder, const char *text, gssize length)
{
  g_autofree char *parent = NULL;
  g_autoptr (GError) error = NULL;
  char *path;

  parent = g_build_filename (tree->root, folder, "portable/profile", NAME, NULL);
  path = g_build_filename (parent, "service.conf", NULL);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);

  return path;
}

static void
test_find (Tree *tree, gconstpointer data)
{
  static const char *const folders[] = {
    "usr/lib/systemd",
    "usr/local/lib/systemd",
    "run/systemd",
    "etc/systemd",
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (hn_profile_find (NAME, HN_SCOPE_SYSTEM, tree->root, &error));
  g_assert_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = write_profile (tree, folders[i], "", 0);
      g_autofree char *found = NULL;

      found = hn_profile_find (NAME, HN_SCOPE_SYSTEM, tree->root, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, path);
    }
}

static void
test_find_of_a_user (Tree *tree, gconstpointer data)
{
  g_autofree char *systems = write_profile (tree, "etc/systemd", "", 0);
  g_autofree char *found = NULL;
  g_autofree char *users = NULL;
  g_autoptr (GError) error = NULL;

  found = hn_profile_find (NAME, HN_SCOPE_USER, tree->root, &error);
  g_assert_cmpstr (found, ==, systems);
  g_clear_pointer (&found, g_free);
  users = write_profile (tree, "usr/lib/systemd/user", "", 0);
  found = hn_profile_find (NAME, HN_SCOPE_USER, tree->root, &error);
  g_assert_cmpstr (found, ==, users);
  g_assert_no_error (error);
}

static void
test_names (Tree *tree, gconstpointer data)
{
  static const char *const bad[] = { "", ".", "..", "a/b", "/" };
  g_autofree char *path = write_profile (tree, "run/systemd", "", 0);
  g_autofree char *again = write_profile (tree, "etc/systemd", "", 0);
  g_auto (GStrv) names = hn_profile_list (HN_SCOPE_SYSTEM, tree->root);
  guint n = 0;

  g_assert_cmpstr (path, !=, again);
  for (guint i = 0; names[i] != NULL; i++)
    n += g_str_equal (names[i], NAME);
  g_assert_cmpuint (n, ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hn_profile_find (bad[i], HN_SCOPE_SYSTEM, tree->root, &error));
      g_assert_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_BAD_NAME);
    }
}

static void
test_load (Tree *tree, gconstpointer data)
{
  g_autofree char *path = write_profile (tree, "etc/systemd", "a\0b\n", 4);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  text = hn_profile_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a\nb\n");

  g_assert_null (hn_profile_load (tree->root, &error));
  g_assert_error (error, HN_PROFILE_ERROR, HN_PROFILE_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, tree->root));
}

static void
add (const char *path, void (*test) (Tree *tree, gconstpointer data))
{
  g_test_add (path, Tree, NULL, tree_set_up, test, tree_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/profile/find", test_find);
  add ("/profile/find-of-a-user", test_find_of_a_user);
  add ("/profile/names", test_names);
  add ("/profile/load", test_load);

  return g_test_run ();
}
