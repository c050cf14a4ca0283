/* Whose files a reload puts in force.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/unread-units.h"

#include "manager-helper.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/manager-reload/names", test_names);
  g_test_add_func ("/manager-reload/broken", test_broken);

  return g_test_run ();
}
