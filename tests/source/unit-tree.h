/* A folder with unit files that a test builds and takes as a root.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/files/unit-loader.h"

#define ETC "/etc/systemd/system/"
#define RUN "/run/systemd/system/"
#define LIB "/usr/lib/systemd/system/"

#define SERVICE "[Service]\nExecStart=/bin/true\n"

typedef struct
{
  char *root;
  guint version; /* of the loader; 0 for 257 */
} Tree;

static inline void
tree_set_up (Tree *tree, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tree->root = g_dir_make_tmp ("hardnut-tree-XXXXXX", &error);
  g_assert_no_error (error);
  tree->version = 257;
}

/* Removes a file or a whole folder; links are not followed. */
static inline void
tree_remove_real (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      tree_remove_real (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
tree_tear_down (Tree *tree, gconstpointer data)
{
  tree_remove_real (tree->root);
  g_free (tree->root);
}

/* The real path of @path, with the folders above it made. */
static inline char *
tree_path (Tree *tree, const char *path)
{
  char *real = g_strconcat (tree->root, path, NULL);
  g_autofree char *parent = g_path_get_dirname (real);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  return real;
}

static inline void
tree_write (Tree *tree, const char *path, const char *text)
{
  g_autofree char *real = tree_path (tree, path);
  FILE *file = g_fopen (real, "w");

  /* Not g_file_set_contents(), which takes its time for each of 10,000 files. */
  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static inline void
tree_link (Tree *tree, const char *path, const char *target)
{
  g_autofree char *real = tree_path (tree, path);

  g_assert_cmpint (symlink (target, real), ==, 0);
}

static inline void
tree_mkdir (Tree *tree, const char *path)
{
  g_autofree char *real = tree_path (tree, path);

  g_assert_cmpint (g_mkdir_with_parents (real, 0755), ==, 0);
}

static inline HnUnitLoader *
tree_loader (Tree *tree)
{
  return hn_unit_loader_new (tree->root, HN_SCOPE_SYSTEM, tree->version);
}

/* A path without the root, for comparing. */
static inline const char *
tree_strip (Tree *tree, const char *path)
{
  g_assert_true (g_str_has_prefix (path, tree->root));
  return path + strlen (tree->root);
}

/* Asserts that @unit has exactly these files, given as "FRAGMENT DROP-IN DROP-IN…". */
static inline void
tree_assert_files (Tree *tree, const char *unit, const char *expected)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *fragment = NULL;
  g_auto (GStrv) drop_ins = NULL;

  hn_unit_loader_find (loader, unit, &fragment, &drop_ins, &error);
  g_assert_no_error (error);

  g_string_append (text, tree_strip (tree, fragment));
  for (guint i = 0; drop_ins[i] != NULL; i++)
    g_string_append_printf (text, " %s", tree_strip (tree, drop_ins[i]));
  g_assert_cmpstr (text->str, ==, expected);
}

static inline void
tree_assert_names (Tree *tree, const char *unit, const char *expected)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_auto (GStrv) names = hn_unit_loader_dup_names (loader, unit);
  g_autofree char *text = g_strjoinv (" ", names);

  g_assert_cmpstr (text, ==, expected);
}

static inline void
tree_assert_list (Tree *tree, const char *expected)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  g_autofree char *text = g_strjoinv (" ", names);

  g_assert_cmpstr (text, ==, expected);
}

/* Asserts that @unit is not found, and that the message speaks of @word. */
static inline void
tree_assert_missing (Tree *tree, const char *unit, const char *word)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autoptr (GError) error = NULL;

  g_assert_false (hn_unit_loader_find (loader, unit, NULL, NULL, &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, word));
}

/* Asserts that loading fails with @code, and that the message speaks of @word. */
static inline void
tree_assert_load_error (Tree *tree, const char *unit, HnLoaderError code, const char *word)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnSettings) settings = hn_unit_loader_load (loader, unit, &error);

  g_assert_error (error, HN_LOADER_ERROR, (int) code);
  g_assert_null (settings);
  g_assert_nonnull (strstr (error->message, word));
}

static inline HnSettings *
tree_load (Tree *tree, const char *unit)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autoptr (GError) error = NULL;
  HnSettings *settings = hn_unit_loader_load (loader, unit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (settings);
  return settings;
}

/* How many warnings are about the file @path. */
static inline guint
tree_count_warnings (Tree *tree, const HnSettings *settings, const char *path)
{
  g_autofree char *real = g_strconcat (tree->root, path, NULL);
  const GPtrArray *warnings = settings->warnings.all;
  guint n = 0;

  for (guint i = 0; i < warnings->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (warnings, i);

      if (g_strcmp0 (warning->file, real) == 0)
        n++;
    }

  return n;
}
