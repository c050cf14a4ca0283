/* What Hardnut has changed, and the states that one can go back to: of a user's own services, whose
 * folders are the test's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "changes-tree.h"
#include "model/hardening/hardened.h"
#include "model/service-history.h"

#define STATES                                                               \
  "[State]\n\n"                                                              \
  "[State]\nWhen=2026-01-31T12:00:00Z\nUser=0\nLine=PrivateTmp=yes\n"        \
  "Line=ReadOnlyPaths=/a%b\n\n"                                              \
  "[State]\nWhen=2026-02-01T12:00:00Z\nUser=4000000000\nLine=UMask=0077\n\n" \
  "[State]\nIncomplete=yes\nLine=UMask=0077\n\n"                             \
  "[State]\nWhen=2026-02-02T12:00:00Z\nUser=0\nLine=Strange=yes\n"

static char *home;

/* (transfer full): the path of it */
static char *
put (const char *path, const char *text)
{
  g_autofree char *file = g_build_filename (home, path, NULL);
  g_autofree char *folder = g_path_get_dirname (file);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (file, text, -1, NULL));

  return g_steal_pointer (&file);
}

static void
write_history (const char *unit, const char *text)
{
  g_autofree char *path = g_strconcat (".local/state/hardnut/history/", unit, NULL);
  G_GNUC_UNUSED g_autofree char *file = put (path, text);
}

static void
clean (void)
{
  tree_remove_real (home);
  g_assert_no_errno (g_mkdir (home, 0700));
}

/* ---- The states of one service ---- */

static void
wait_read (HnServiceHistory *history)
{
  while (!hn_service_history_is_read (history))
    g_main_context_iteration (NULL, TRUE);
}

static const HnPastState *
get_state (HnServiceHistory *history, guint i)
{
  return hn_service_history_get_states (history)->pdata[i];
}

static guint
find_exposure (Tree *tree, const char *lines)
{
  g_autoptr (HnSettings) settings = load (tree, "web.service", lines);
  HnAssessment assessment;

  hn_assess (settings, NULL, &assessment);

  return assessment.exposure;
}

static void
test_states (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (HnServiceHistory) history = NULL;
  gboolean removal;

  tree_write (tree, WEB, "[Service]\nExecStart=/bin/true\n");
  tree_write (tree, OWN, "[Service]\nUMask=0077\n");
  write_history ("web.service", STATES);
  changes = create_changes (tree, "web.service");
  history = hn_service_history_new ("web.service", HN_SCOPE_USER, changes);
  wait_read (history);

  g_assert_null (hn_service_history_get_error (history));
  g_assert_cmpuint (hn_service_history_get_states (history)->len, ==, 5);
  /* The newest first. What this Hardnut does not know it cannot go back to, nor to what it does not
   * have. */
  g_assert_null (get_state (history, 0)->changes);
  g_assert_nonnull (get_state (history, 0)->why_not);
  g_assert_null (get_state (history, 1)->changes);
  g_assert_nonnull (get_state (history, 1)->why_not);
  g_assert_false (get_state (history, 1)->known);
  g_assert_true (get_state (history, 2)->now);
  g_assert_cmpstr (get_state (history, 2)->user, ==, "4000000000");
  g_assert_false (get_state (history, 3)->now);
  g_assert_cmpstr (get_state (history, 3)->user, ==, "root");
  g_assert_true (get_state (history, 3)->known);
  g_assert_cmpuint (get_state (history, 3)->exposure, ==,
                    find_exposure (tree, "[Service]\nPrivateTmp=yes\nReadOnlyPaths=/a%%b\n"
                                         "UMask=0022\n"));
  g_assert_null (get_state (history, 4)->user);
  g_assert_cmpuint (get_state (history, 4)->exposure, ==,
                    find_exposure (tree, "[Service]\nUMask=0022\n"));

  /* All of it, and nothing else. */
  hn_changes_set (changes, hn_directive_find ("PrivateDevices"), "yes");
  g_assert_true (hn_service_history_stage (history, 3, &removal));
  g_assert_false (removal);
  assert_text (changes, "[Service]\nPrivateTmp=yes\nReadOnlyPaths=/a%%b\n");
  hn_changes_undo (changes);
  g_assert_true (hn_changes_is_changed (changes, hn_directive_find ("PrivateDevices")));
  g_assert_false (hn_service_history_stage (history, 4, &removal));
  g_assert_true (removal);
  g_assert_true (hn_changes_is_changed (changes, hn_directive_find ("PrivateDevices")));
  clean ();
}

static void
test_bad_files (Tree *tree, gconstpointer data)
{
  g_autoptr (HnServiceHistory) wrong = NULL;
  g_autoptr (HnServiceHistory) folder = NULL;
  g_autofree char *file = NULL;

  write_history ("web.service", "[State]\nWhen=soon\nLine=UMask=0077\n");
  wrong = hn_service_history_new ("web.service", HN_SCOPE_USER, NULL);
  wait_read (wrong);
  g_assert_nonnull (strstr (hn_service_history_get_error (wrong), "web.service:2: "));
  g_assert_cmpuint (hn_service_history_get_states (wrong)->len, ==, 1);
  /* Of a service that is not installed any more. */
  g_assert_null (get_state (wrong, 0)->changes);
  g_assert_false (get_state (wrong, 0)->now);

  file = put (".local/state/hardnut/history/folder.service/file", "");
  folder = hn_service_history_new ("folder.service", HN_SCOPE_USER, NULL);
  wait_read (folder);
  g_assert_nonnull (strstr (hn_service_history_get_error (folder), "folder.service"));
  g_assert_cmpuint (hn_service_history_get_states (folder)->len, ==, 0);
  clean ();
}

/* ---- All services ---- */

static void
hardened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GHashTable **) user_data = hn_hardened_read_finish (result, &error);
  g_assert_no_error (error);
}

static GHashTable *
read_hardened (GHashTable *paths)
{
  HnHardenedPlace place = { HN_SCOPE_USER, NULL, 257, NULL };
  GHashTable *found = NULL;

  hn_hardened_read_async (&place, paths, NULL, hardened_cb, &found);
  while (found == NULL)
    g_main_context_iteration (NULL, TRUE);

  return found;
}

static void
test_hardened (Tree *tree, gconstpointer data)
{
  G_GNUC_UNUSED g_autofree char *web =
      put ("config/systemd/user/web.service", "[Service]\nExecStart=/bin/true\n");
  g_autofree char *own =
      put ("config/systemd/user/web.service.d/zz-hardnut.conf", "[Service]\nUMask=0077\n");
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) kept = NULL;
  g_autoptr (GHashTable) changed_by_hand = NULL;
  struct utimbuf times = { 1000, 1000 };
  const HnHardened *hardened;
  HnAssessment before;
  g_autoptr (HnSettings) settings = NULL;

  tree_write (tree, WEB, "[Service]\nExecStart=/bin/true\n");
  settings = load (tree, "web.service", NULL);
  hn_assess (settings, NULL, &before);
  g_hash_table_insert (paths, (gpointer) "web.service", own);
  write_history ("web.service",
                 "[State]\n\n[State]\nWhen=2026-02-01T12:00:00Z\nUser=0\nLine=UMask=0077\n");
  write_history ("removed.service",
                 "[State]\n\n[State]\nWhen=2026-02-01T12:00:00Z\nUser=0\nLine=UMask=0077\n\n"
                 "[State]\nWhen=2026-02-02T12:00:00Z\nUser=0\n");
  /* Nothing was kept of it; nor does a file that is no service say anything. */
  write_history ("begun.service", "[State]\n");
  write_history ("notes", STATES);
  g_assert_no_errno (utime (own, &times));

  kept = read_hardened (paths);
  g_assert_cmpuint (g_hash_table_size (kept), ==, 2);
  hardened = g_hash_table_lookup (kept, "web.service");
  g_assert_true (hardened->present);
  g_assert_true (hardened->has_history);
  /* When it was kept, whatever became of the file's date. */
  g_assert_cmpint (hardened->when, ==, 1769947200);
  g_assert_true (hardened->known);
  g_assert_cmpuint (hardened->before, >=, 90);
  hardened = g_hash_table_lookup (kept, "removed.service");
  g_assert_false (hardened->present);
  g_assert_true (hardened->has_history);
  g_assert_cmpint (hardened->when, ==, 1770033600);
  g_assert_false (hardened->known);

  /* By hand. */
  g_assert_true (g_file_set_contents (own, "[Service]\nUMask=0027\n", -1, NULL));
  g_assert_no_errno (utime (own, &times));
  changed_by_hand = read_hardened (paths);
  hardened = g_hash_table_lookup (changed_by_hand, "web.service");
  g_assert_cmpint (hardened->when, ==, 1000);
  clean ();
}

int
main (int argc, char *argv[])
{
  g_autofree char *config = NULL;
  int status;

  home = g_dir_make_tmp ("hardnut-history-XXXXXX", NULL);
  config = g_build_filename (home, "config", NULL);
  g_assert_true (g_setenv ("HOME", home, TRUE));
  g_assert_true (g_setenv ("XDG_CONFIG_HOME", config, TRUE));
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("/service-history/states", test_states);
  ADD ("/service-history/bad-files", test_bad_files);
  ADD ("/service-history/hardened", test_hardened);

  status = g_test_run ();
  tree_remove_real (home);
  g_free (home);

  return status;
}
