/* Which units have files that the manager has not read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "source/manager/unread-units.h"

#include "watched.h"

typedef struct
{
  GStrv names;
  GError *error;
  gboolean done;
} Outcome;

static void
reload_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->names =
      hn_unread_units_find_finish (HN_BUS_CONNECTION (object), result, &outcome->error);
  outcome->done = TRUE;
}

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->names, g_strfreev);
  g_clear_error (&outcome->error);
  outcome->done = FALSE;
}

static void
read_reload (Watched *watched, const char *except, Outcome *outcome)
{
  outcome_clear (outcome);
  hn_unread_units_find_all_async (watched->manager, except, NULL, reload_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_names (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  Outcome outcome = { 0 };
  g_autofree char *list = NULL;
  FakeUnit *missing;

  fake_manager_add (fake, "web.service")->need_reload = TRUE;
  fake_manager_add (fake, "srv.mount")->need_reload = TRUE;
  fake_manager_add (fake, "own.service")->need_reload = TRUE;
  fake_manager_add (fake, "read.service");
  missing = fake_manager_add (fake, "missing.service");
  missing->need_reload = TRUE;
  g_free (missing->load_state);
  missing->load_state = g_strdup ("not-found");
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("many%u.timer", i);

      fake_manager_add (fake, name);
    }

  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_reload (watched, "own.service", &outcome);
  g_assert_no_error (outcome.error);
  list = g_strjoinv (" ", outcome.names);
  g_assert_cmpstr (list, ==, "srv.mount web.service");
  g_assert_cmpuint (fake->max_waiting, <=, 64);

  read_reload (watched, NULL, &outcome);
  g_assert_cmpuint (g_strv_length (outcome.names), ==, 3);
  outcome_clear (&outcome);
}

static void
test_broken (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };

  fake_manager_add (fake, "web.service")->need_reload = TRUE;
  fake_manager_add (fake, "silent.service")->mood = FAKE_SILENT;
  watched_wait_for_state (watched, HN_MANAGER_READY);

  /* One that does not answer is left out, in the time that a call may take. */
  fake->list_mood = FAKE_LIST_ODD_NAMES;
  read_reload (watched, NULL, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (g_strv_length (outcome.names), ==, 1);
  g_assert_cmpstr (outcome.names[0], ==, "web.service");

  fake->list_mood = FAKE_LIST_DENIED;
  read_reload (watched, NULL, &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);
  fake->list_mood = FAKE_LIST_WRONG_TYPE;
  read_reload (watched, NULL, &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL);

  fake->list_mood = FAKE_LIST_GOOD;
  outcome_clear (&outcome);
  hn_unread_units_find_all_async (watched->manager, NULL, cancellable, reload_cb, &outcome);
  g_cancellable_cancel (cancellable);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fake_manager_stop (fake);
  watched_wait_for_state (watched, HN_MANAGER_GONE);
  read_reload (watched, NULL, &outcome);
  g_assert_nonnull (outcome.error);
  outcome_clear (&outcome);
}

static void
unread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GStrv *) user_data = hn_unread_units_find_finish (HN_BUS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
}

/* How many services the manager is asked about, and says that they need it. */
static guint
count_unread (Watched *watched)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_auto (GStrv) unread = NULL;

  g_ptr_array_add (names, (gpointer) "a.service");
  g_ptr_array_add (names, (gpointer) "b.service");
  hn_unread_units_find_async (watched->manager, names, NULL, unread_cb, &unread);
  while (unread == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; unread[i] != NULL; i++)
    g_assert_cmpstr (unread[i], ==, "a.service");

  return g_strv_length (unread);
}

/* The manager is asked only when something that matters is newer than its last reading. */
static void
test_unread (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autofree char *folder = g_dir_make_tmp ("hardnut-units-XXXXXX", NULL);
  g_autofree char *drop_ins = g_build_filename (folder, "a.service.d", NULL);
  g_autofree char *file = g_build_filename (drop_ins, "x.conf", NULL);
  g_autofree char *other = g_build_filename (folder, "notes.txt", NULL);
  const gint64 now = g_get_real_time ();
  struct timespec future = { .tv_sec = now / G_USEC_PER_SEC + 7200 };
  g_autoptr (Watched) watched = NULL;

  fake_manager_add (fake, "a.service")->need_reload = TRUE;
  fake_manager_add (fake, "b.service");
  g_free (fake->unit_path);
  fake->unit_path = g_strdup (folder);
  g_assert_cmpint (g_mkdir (drop_ins, 0755), ==, 0);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  watched = watched_new (fake);
  watched_read (watched, "a.service");

  /* Who does not say when it read its files is asked. */
  g_assert_cmpuint (count_unread (watched), ==, 1);
  fake->loaded = now - G_TIME_SPAN_HOUR;
  g_assert_cmpuint (count_unread (watched), ==, 1);
  fake->loaded = now + G_TIME_SPAN_HOUR;
  g_assert_cmpuint (count_unread (watched), ==, 0);

  /* A drop-in alone, by the time that it bears. */
  g_assert_cmpint (utimensat (AT_FDCWD, other, (struct timespec[]){ future, future }, 0), ==, 0);
  g_assert_cmpuint (count_unread (watched), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, file, (struct timespec[]){ future, future }, 0), ==, 0);
  g_assert_cmpuint (count_unread (watched), ==, 1);

  g_remove (file);
  g_remove (other);
  g_rmdir (drop_ins);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/unread-units/all", test_names);
  g_test_add_func ("/unread-units/some", test_unread);
  g_test_add_func ("/unread-units/broken", test_broken);

  return g_test_run ();
}
