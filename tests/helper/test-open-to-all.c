/* Whether what a file says is no secret on this machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "helper/open-to-all.h"

typedef struct
{
  char *root;
  char *file; /* ROOT/folder/file */
  char *folder;
} Tree;

static void
set_up (Tree *tree, gconstpointer data)
{
  /* Not in a folder of the user's own, which might be closed itself. */
  tree->root = g_mkdtemp (g_strdup ("/tmp/hardnut-open-XXXXXX"));
  g_assert_nonnull (tree->root);
  tree->folder = g_build_filename (tree->root, "folder", NULL);
  tree->file = g_build_filename (tree->folder, "file", NULL);
  g_assert_cmpint (g_chmod (tree->root, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (tree->folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (tree->folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (tree->file, "x", -1, NULL));
  g_assert_cmpint (g_chmod (tree->file, 0644), ==, 0);
}

static void
tear_down (Tree *tree, gconstpointer data)
{
  static const char *const links[] = { "link", "loop", "relative" };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *path = g_build_filename (tree->root, links[i], NULL);

      g_unlink (path);
    }
  g_unlink (tree->file);
  g_rmdir (tree->folder);
  g_rmdir (tree->root);
  g_free (tree->root);
  g_free (tree->file);
  g_free (tree->folder);
}

static void
test_modes (Tree *tree, gconstpointer data)
{
  g_autofree char *missing = g_strconcat (tree->file, "x", NULL);

  g_assert_true (hn_is_open_to_all (tree->file));
  g_assert_true (hn_is_open_to_all (missing));

  g_chmod (tree->file, 0640);
  g_assert_false (hn_is_open_to_all (tree->file));
  g_chmod (tree->file, 0604);
  g_assert_true (hn_is_open_to_all (tree->file));

  /* Who may list a folder cannot open what is in it, and need not list it to do so. */
  g_chmod (tree->folder, 0754);
  g_assert_false (hn_is_open_to_all (tree->file));
  g_assert_false (hn_is_open_to_all (missing));
  g_chmod (tree->folder, 0711);
  g_assert_true (hn_is_open_to_all (tree->file));
  g_chmod (tree->folder, 0755);
  g_chmod (tree->root, 0700);
  g_assert_false (hn_is_open_to_all (tree->file));
  g_chmod (tree->root, 0755);

  g_assert_false (hn_is_open_to_all ("etc/passwd"));
}

static void
test_links (Tree *tree, gconstpointer data)
{
  g_autofree char *link = g_build_filename (tree->root, "link", NULL);
  g_autofree char *through =
      g_build_filename (tree->root, "relative", "..", "folder", "file", NULL);
  g_autofree char *relative = g_build_filename (tree->root, "relative", NULL);
  g_autofree char *loop = g_build_filename (tree->root, "loop", NULL);

  g_assert_cmpint (symlink (tree->file, link), ==, 0);
  g_assert_cmpint (symlink ("folder/../folder", relative), ==, 0);
  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  g_assert_true (hn_is_open_to_all (link));
  g_assert_true (hn_is_open_to_all (through));
  g_assert_false (hn_is_open_to_all (loop));

  /* What counts is where the link leads. */
  g_chmod (tree->folder, 0700);
  g_assert_false (hn_is_open_to_all (link));
  g_assert_false (hn_is_open_to_all (through));
  g_chmod (tree->folder, 0755);
  g_chmod (tree->file, 0600);
  g_assert_false (hn_is_open_to_all (link));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/open-to-all/modes", Tree, NULL, set_up, test_modes, tear_down);
  g_test_add ("/open-to-all/links", Tree, NULL, set_up, test_links, tear_down);

  return g_test_run ();
}
