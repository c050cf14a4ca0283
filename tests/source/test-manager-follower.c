/* Following a manager: that what changed is told, that nothing else is, and that a manager may go
 * and come back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "source/manager/manager-follower.h"
#include "watched.h"

static void
add_three (FakeManager *fake)
{
  fake_manager_add (fake, "a.service");
  fake_manager_add (fake, "b.service");
  fake_manager_add (fake, "c.service");
}

/* A manager that somebody has read and follows now. */
static Watched *
follow (FakeManager *fake)
{
  Watched *watched = watched_new (fake);
  g_autofree char *told = NULL;

  watched_read_all (watched);
  g_assert_no_error (watched->error);
  run_for (50);
  told = watched_take (watched);
  g_assert_cmpstr (told, ==, "ready; ");

  return watched;
}

static void
assert_told (Watched *watched, const char *expected)
{
  g_autofree char *told = NULL;

  run_for (200);
  told = watched_take (watched);
  g_assert_cmpstr (told, ==, expected);
}

static void
reload (FakeManager *fake)
{
  fake_manager_emit_reloading (fake, TRUE);
  /* As the real one does: all units go and come. */
  for (guint i = 0; i < fake->units->len; i++)
    fake_manager_emit_unit (fake, "UnitRemoved", ((FakeUnit *) fake->units->pdata[i])->name);
  for (guint i = 0; i < fake->units->len; i++)
    fake_manager_emit_unit (fake, "UnitNew", ((FakeUnit *) fake->units->pdata[i])->name);
  fake_manager_emit_reloading (fake, FALSE);
}

static void
test_reload (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  FakeUnit *unit;

  add_three (fake);
  watched = follow (fake);

  reload (fake);
  assert_told (watched, "reloading; ready; ");

  unit = fake->units->pdata[1];
  unit->private_tmp = TRUE;
  reload (fake);
  assert_told (watched, "reloading; ready; changed b.service; ");

  /* Told once. */
  reload (fake);
  assert_told (watched, "reloading; ready; ");

  /* A drop-in that changes no setting is to be seen as well. */
  unit = fake->units->pdata[2];
  g_strfreev (unit->drop_ins);
  unit->drop_ins = g_strsplit ("/etc/x.conf", " ", 0);
  fake_manager_add (fake, "d.service");
  fake_manager_remove (fake, "a.service");
  reload (fake);
  assert_told (watched, "reloading; ready; removed a.service; new d.service; changed c.service; ");
}

/* A reading that was asked for during a reload waits for its end. */
static void
test_read_while_reloading (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);
  fake_manager_emit_reloading (fake, TRUE);
  watched_wait_for_state (watched, HN_MANAGER_RELOADING);
  fake_manager_emit_reloading (fake, FALSE);
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (watched->units->len, ==, 3);
  g_assert_cmpint (hn_bus_connection_get_state (watched->manager), ==, HN_MANAGER_READY);
}

/* The end of a reload may get lost. */
static void
test_endless_reload (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);
  ((FakeUnit *) fake->units->pdata[0])->private_tmp = TRUE;
  fake_manager_emit_reloading (fake, TRUE);
  watched_wait_for (watched, "changed a.service");
  assert_told (watched, "reloading; ready; changed a.service; ");
}

static void
test_units (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);

  /* Loaded for a moment only. */
  fake_manager_emit_unit (fake, "UnitNew", "x.service");
  fake_manager_emit_unit (fake, "UnitRemoved", "x.service");
  fake_manager_emit_unit (fake, "UnitNew", "x.timer");
  fake_manager_emit_unit (fake, "UnitNew", "x@.service");
  assert_told (watched, "");

  fake_manager_emit_unit (fake, "UnitNew", "x.service");
  assert_told (watched, "new x.service; ");
  fake_manager_emit_unit (fake, "UnitRemoved", "x.service");
  assert_told (watched, "removed x.service; ");
  fake_manager_emit_unit (fake, "UnitRemoved", "never.service");
  assert_told (watched, "");
}

/* Let go and loaded again: from the same files, and from others. */
static void
test_loaded_again (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);
  fake_manager_emit_unit (fake, "UnitRemoved", "a.service");
  fake_manager_emit_unit (fake, "UnitNew", "a.service");
  assert_told (watched, "");

  ((FakeUnit *) fake->units->pdata[0])->private_tmp = TRUE;
  fake_manager_emit_unit (fake, "UnitRemoved", "a.service");
  fake_manager_emit_unit (fake, "UnitNew", "a.service");
  assert_told (watched, "changed a.service; ");
}

static void
test_states (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);

  fake_manager_emit_state (fake, "a.service", "active");
  assert_told (watched, "");
  fake_manager_emit_state (fake, "a.service", "deactivating");
  fake_manager_emit_state (fake, "a.service", "inactive");
  fake_manager_emit_state (fake, "x.mount", "inactive");
  assert_told (watched, "changed a.service; ");
}

static void
write_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "[Service]\n", -1, NULL));
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* Somebody writes a drop-in, and nobody tells the manager. */
static void
test_folders (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  g_autofree char *folder = g_build_filename (fake->folder, "system", NULL);
  g_autofree char *drop_ins = g_build_filename (folder, "b.service.d", NULL);
  FakeUnit *unit;

  add_three (fake);
  fake->unit_path = g_strdup (folder);
  unit = fake->units->pdata[1];
  watched = follow (fake);

  /* The search path does not even exist before. */
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (drop_ins, 0755), ==, 0);
  assert_told (watched, "files; ");

  unit->need_reload = TRUE;
  write_file (drop_ins, "x.conf");
  assert_told (watched, "files; changed b.service; ");

  /* What is no drop-in is not looked at. */
  write_file (drop_ins, "notes.txt");
  remove_file (drop_ins, "notes.txt");
  assert_told (watched, "");

  unit->need_reload = FALSE;
  remove_file (drop_ins, "x.conf");
  assert_told (watched, "files; changed b.service; ");

  write_file (folder, "new.service");
  assert_told (watched, "files; ");

  remove_file (folder, "new.service");
  remove_file (folder, "b.service.d");
  remove_file (fake->folder, "system");
}

static void
test_files_changed (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);
  fake_manager_emit_unit (fake, "UnitFilesChanged", "a.service");
  fake_manager_emit_unit (fake, "UnitFilesChanged", "a.service");
  assert_told (watched, "files; ");
}

/* A manager on a bus that is started anew: the bus stays. */
static void
test_reexec (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_BUS);
  g_autoptr (Watched) watched = NULL;
  guint n_subscribed;

  add_three (fake);
  watched = follow (fake);
  hn_bus_connection_get_error (watched->manager);
  n_subscribed = fake->n_subscribed;
  fake_manager_emit_owner (fake, ":1.1", "");
  watched_wait_for_state (watched, HN_MANAGER_GONE);
  g_assert_error (hn_bus_connection_get_error (watched->manager), HN_MANAGER_ERROR,
                  HN_MANAGER_ERROR_LOST);
  g_assert_nonnull (strstr (hn_bus_connection_get_error (watched->manager)->message, fake->folder));
  fake_manager_emit_owner (fake, "", ":1.2");
  assert_told (watched, "gone; ready; reset; ");
  g_assert_cmpuint (fake->n_connections, ==, 1);
  g_assert_cmpuint (fake->n_subscribed, ==, n_subscribed + 1);

  watched_read_all (watched);
  g_assert_no_error (watched->error);
  ((FakeUnit *) fake->units->pdata[0])->private_tmp = TRUE;
  reload (fake);
  assert_told (watched, "reloading; ready; changed a.service; ");
}

static void
test_restart (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  add_three (fake);
  watched = follow (fake);
  fake_manager_stop (fake);
  watched_wait_for_state (watched, HN_MANAGER_GONE);
  run_for (120);
  fake_manager_start (fake);
  watched_wait_for (watched, "reset");
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_string_truncate (watched->told, 0);

  fake_manager_emit_state (fake, "a.service", "failed");
  assert_told (watched, "changed a.service; ");
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Each of two hears of everything. */
static void
test_two (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  g_autoptr (HnManagerFollower) other = NULL;
  guint n_changed = 0, n_new = 0;

  add_three (fake);
  watched = follow (fake);
  other = hn_manager_follower_new (watched->reader);
  g_signal_connect_swapped (other, "unit-changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (other, "unit-new", G_CALLBACK (count_cb), &n_new);
  watched_read_all (watched);
  fake_manager_emit_state (fake, "a.service", "failed");
  fake_manager_emit_unit (fake, "UnitNew", "x.service");
  watched_wait_for (watched, "new x.service");
  watched_wait_for (watched, "changed a.service");
  while (n_changed < 1 || n_new < 1)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&other);
}

/* Let go while it looks at what a reload has changed: it goes when the last answer is there. */
static void
test_dropped (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  HnManagerFollower *follower;

  add_three (fake);
  watched = follow (fake);
  follower = hn_manager_follower_new (watched->reader);
  watched_read_all (watched);
  fake->slow = TRUE;
  reload (fake);
  watched_wait_for (watched, "reloading; ready; ");

  g_object_add_weak_pointer (G_OBJECT (follower), (gpointer *) &follower);
  g_object_unref (follower);
  g_assert_nonnull (follower);
  while (follower != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/manager-follower/reload", test_reload);
  g_test_add_func ("/manager-follower/read-while-reloading", test_read_while_reloading);
  g_test_add_func ("/manager-follower/endless-reload", test_endless_reload);
  g_test_add_func ("/manager-follower/units", test_units);
  g_test_add_func ("/manager-follower/loaded-again", test_loaded_again);
  g_test_add_func ("/manager-follower/states", test_states);
  g_test_add_func ("/manager-follower/folders", test_folders);
  g_test_add_func ("/manager-follower/files-changed", test_files_changed);
  g_test_add_func ("/manager-follower/reexec", test_reexec);
  g_test_add_func ("/manager-follower/restart", test_restart);
  g_test_add_func ("/manager-follower/two", test_two);
  g_test_add_func ("/manager-follower/dropped", test_dropped);

  return g_test_run ();
}
