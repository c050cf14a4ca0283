/* Which programs evidence is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "observer/identity.h"

static char *
identify (const char *path, const char *other)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (path != NULL)
    g_ptr_array_add (paths, (char *) path);
  if (other != NULL)
    g_ptr_array_add (paths, (char *) other);

  return hn_identity_new (paths);
}

static void
assert_differ (const char *a, const char *b)
{
  g_assert_cmpstr (a, !=, "");
  g_assert_cmpstr (b, !=, "");
  g_assert_cmpstr (a, !=, b);
}

static void
test_content (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hardnut-identity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "program", NULL);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autofree char *missing = NULL;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *second = NULL;

  missing = identify (path, NULL);
  g_assert_true (g_file_set_contents (path, "a", 1, NULL));
  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  first = identify (path, other);
  again = identify (other, path);
  g_assert_true (g_file_set_contents (path, "b", 1, NULL));
  second = identify (path, other);

  g_assert_cmpstr (first, ==, again);
  assert_differ (first, second);
  /* What is not there may be in a folder that the service alone has. */
  g_assert_cmpstr (missing, ==, "");
  g_unlink (path);
  g_unlink (other);
  g_rmdir (folder);
}

/* What is not to be read is known by its facts, and what is not even to be found by nothing: then
 * nothing is said to be the same as before. */
static void
test_closed (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *nothing = identify (NULL, NULL);

  g_assert_cmpstr (nothing, ==, "");
  /* Root may read everything: who has no right to is somebody else. */
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  folder = g_dir_make_tmp ("hardnut-identity-XXXXXX", NULL);
  path = g_build_filename (folder, "program", NULL);
  g_assert_true (g_file_set_contents (path, "a", 1, NULL));
  g_assert_cmpint (chmod (path, 0), ==, 0);
  first = identify (path, NULL);
  g_assert_cmpint (chmod (path, 0600), ==, 0);
  g_assert_true (g_file_set_contents (path, "abc", 3, NULL));
  g_assert_cmpint (chmod (path, 0), ==, 0);
  second = identify (path, NULL);
  assert_differ (first, second);

  g_assert_cmpint (chmod (folder, 0), ==, 0);
  hidden = identify (path, NULL);
  g_assert_cmpstr (hidden, ==, "");
  g_assert_cmpint (chmod (folder, 0700), ==, 0);
  g_unlink (path);
  g_rmdir (folder);

  /* Else what looks for leaks at the end may not look at this process. */
  if (getuid () == 0)
    {
      g_assert_cmpint (seteuid (0), ==, 0);
      g_assert_cmpint (prctl (PR_SET_DUMPABLE, 1), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/content", test_content);
  g_test_add_func ("/identity/closed", test_closed);

  return g_test_run ();
}
