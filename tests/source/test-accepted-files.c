/* What is accepted, in files: which folders count for whom, and the user's own view.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "unit-tree.h"

#include "source/files/accepted-files.h"

#define UNIT "hardnut-test.service"
#define LATER "2027-05-01"

static HnAccepted *
make_accepted (const char *unit, const char *check, const char *note)
{
  g_autoptr (GError) error = NULL;
  HnAccepted *self = hn_accepted_new (unit, check, LATER, note, &error);

  g_assert_no_error (error);

  return self;
}

/* Everybody's is that of the root, and one mistake does not hide the rest. */
static void
test_everybody (Tree *tree, gconstpointer data)
{
  g_autoptr (HnAccepted) good = make_accepted (UNIT, "PrivateTmp", "Why");
  g_autofree char *text = hn_accepted_to_text (good);
  g_autoptr (HnAcceptedFiles) files = NULL;
  g_autoptr (HnAcceptedFiles) users = NULL;
  const HnAccepted *found;

  tree_write (tree, "/etc/hardnut/accepted.d/good.conf", text);
  tree_write (tree, "/etc/hardnut/accepted.d/empty.conf", "");
  tree_write (tree, "/etc/hardnut/accepted.d/bad.conf", "[Accepted]\nUnit=nothing\n");
  tree_write (tree, "/etc/hardnut/accepted.d/other.txt", "nothing");
  files = hn_accepted_files_load (tree->root, HN_SCOPE_SYSTEM, TRUE);
  g_assert_cmpuint (files->all->len, ==, 1);
  found = files->all->pdata[0];
  g_assert_true (found->everybody);
  g_assert_true (g_str_has_suffix (found->path, "/etc/hardnut/accepted.d/good.conf"));
  g_assert_cmpuint (files->wrong->len, ==, 1);
  g_assert_nonnull (strstr (files->wrong->pdata[0], "/etc/hardnut/accepted.d/bad.conf: "));

  users = hn_accepted_files_load (tree->root, HN_SCOPE_USER, TRUE);
  g_assert_cmpuint (users->all->len, ==, 0);
}

static guint
count_own (HnScope scope, const char **ret_note)
{
  g_autoptr (HnAcceptedFiles) files = hn_accepted_files_load (NULL, scope, TRUE);
  guint n = 0;

  for (guint i = 0; i < files->all->len; i++)
    {
      const HnAccepted *accepted = files->all->pdata[i];

      if (accepted->everybody)
        continue;
      n++;
      *ret_note = g_intern_string (accepted->note);
    }

  return n;
}

/* Those of one's own services are apart, a second word takes the place of the first, and root's
 * count can leave all of it out. */
static void
test_own (void)
{
  g_autoptr (HnAccepted) first = make_accepted (UNIT, "PrivateTmp", "First");
  g_autoptr (HnAccepted) second = make_accepted (UNIT, "PrivateTmp", "Second");
  g_autoptr (HnAcceptedFiles) without = NULL;
  g_autoptr (GError) error = NULL;
  const char *note = NULL;

  g_assert_cmpuint (count_own (HN_SCOPE_SYSTEM, &note), ==, 0);
  g_assert_true (hn_accepted_files_write_own (HN_SCOPE_SYSTEM, first, &error));
  g_assert_true (hn_accepted_files_write_own (HN_SCOPE_SYSTEM, second, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_own (HN_SCOPE_USER, &note), ==, 0);
  g_assert_cmpuint (count_own (HN_SCOPE_SYSTEM, &note), ==, 1);
  g_assert_cmpstr (note, ==, "Second");
  without = hn_accepted_files_load (NULL, HN_SCOPE_SYSTEM, FALSE);
  for (guint i = 0; i < without->all->len; i++)
    g_assert_true (((const HnAccepted *) without->all->pdata[i])->everybody);

  g_assert_true (
      hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, UNIT, hn_check_find ("PrivateTmp"), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_own (HN_SCOPE_SYSTEM, &note), ==, 0);
  g_assert_false (
      hn_accepted_files_remove_own (HN_SCOPE_SYSTEM, UNIT, hn_check_find ("PrivateTmp"), &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("hardnut-accepted-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/accepted-files/everybody", Tree, NULL, tree_set_up, test_everybody, tree_tear_down);
  g_test_add_func ("/accepted-files/own", test_own);

  status = g_test_run ();
  tree_remove_real (folder);

  return status;
}
