/* Reading the history of a user's own service: where it is, what is wrong with it, and none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "source/files/history-files.h"

static char *folder;

static void
test_load (void)
{
  g_autofree char *path = g_build_filename (folder, "a.service", NULL);
  g_autoptr (HnHistoryFile) none = NULL;
  g_autoptr (HnHistoryFile) file = NULL;
  g_autoptr (HnHistoryFile) bad = NULL;
  g_autoptr (GError) error = NULL;

  none = hn_history_file_load ("a.service", HN_SCOPE_USER, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (none->path, ==, path);
  g_assert_cmpuint (none->states->len, ==, 0);
  g_assert_cmpuint (none->wrong->len, ==, 0);

  g_assert_true (g_file_set_contents (path, "[State]\nUser=1\nLine=UMask=0077\n", -1, NULL));
  file = hn_history_file_load ("a.service", HN_SCOPE_USER, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (file->states->len, ==, 1);
  g_assert_cmpuint (file->wrong->len, ==, 0);

  g_assert_true (g_file_set_contents (path, "[State]\nUser=x\nLine=UMask=0077\n", -1, NULL));
  bad = hn_history_file_load ("a.service", HN_SCOPE_USER, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bad->states->len, ==, 1);
  g_assert_cmpuint (bad->wrong->len, ==, 1);
  g_assert_true (g_str_has_prefix (bad->wrong->pdata[0], path));

  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_null (hn_history_file_load ("a.service", HN_SCOPE_USER, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_no_errno (g_rmdir (path));
}

static void
test_list (void)
{
  const char *const names[] = { "b.service", "a@x.service", "notes", ".hidden.service" };
  g_auto (GStrv) none = hn_history_files_list (HN_SCOPE_USER);
  g_auto (GStrv) found = NULL;

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "", -1, NULL));
    }
  found = hn_history_files_list (HN_SCOPE_USER);
  g_assert_cmpstrv (found, ((const char *const[]){ "a@x.service", "b.service", NULL }));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_no_errno (g_unlink (path));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("hardnut-history-XXXXXX", NULL);
  int status;

  g_assert_true (g_setenv ("HOME", home, TRUE));
  folder = g_build_filename (home, ".local/state/hardnut/history", NULL);
  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-files/load", test_load);
  g_test_add_func ("/history-files/list", test_list);

  status = g_test_run ();
  /* They are empty by now. */
  for (gsize length = strlen (folder); length >= strlen (home); length--)
    if (folder[length] == '/' || folder[length] == '\0')
      {
        folder[length] = '\0';
        g_rmdir (folder);
      }

  return status;
}
