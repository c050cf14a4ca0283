/* What a restart of a service takes with it, as a manager tells.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/restart.h"

#include <string.h>

#include "watched.h"

typedef struct
{
  HnRestart *restart;
  GError *error;
  gboolean done;
} Outcome;

static void
restart_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->restart = hn_restart_read_finish (HN_BUS_CONNECTION (object), result, &outcome->error);
  outcome->done = TRUE;
}

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->restart, hn_restart_unref);
  g_clear_error (&outcome->error);
  outcome->done = FALSE;
}

static void
read_restart (Watched *watched, const char *name, Outcome *outcome)
{
  outcome_clear (outcome);
  hn_restart_read_async (watched->manager, name, NULL, restart_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

/* "NAME NAME(stops) …" */
static char *
list_dependents (HnRestart *restart)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < restart->dependents->len; i++)
    {
      HnDependent *dependent = restart->dependents->pdata[i];

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", dependent->name,
                              dependent->stops ? "(stops)" : "");
    }

  return g_string_free (text, FALSE);
}

static FakeUnit *
add (FakeManager *fake, const char *name, const char *state)
{
  FakeUnit *unit = fake_manager_add (fake, name);

  g_free (unit->active_state);
  unit->active_state = g_strdup (state);
  return unit;
}

static void
test_walk (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  Outcome outcome = { 0 };
  g_autofree char *list = NULL;
  FakeUnit *unit;

  unit = add (fake, "base.service", "active");
  unit->required_by = g_strsplit ("req.service idle.service", " ", 0);
  unit->consists_of = g_strsplit ("part.service req.service", " ", 0);
  unit->bound_by = g_strsplit ("bound.service", " ", 0);
  /* A ring, and one further on. */
  unit = add (fake, "req.service", "active");
  unit->required_by = g_strsplit ("base.service second.service", " ", 0);
  add (fake, "second.service", "reloading");
  add (fake, "part.service", "activating");
  add (fake, "bound.service", "active");
  /* What does not run passes nothing on. */
  unit = add (fake, "idle.service", "failed");
  unit->required_by = g_strsplit ("never.service", " ", 0);
  add (fake, "never.service", "active");

  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.restart->active);
  g_assert_true (outcome.restart->can_start);
  g_assert_cmpstr (outcome.restart->names[0], ==, "base.service");
  g_assert_cmpstr (outcome.restart->names[1], ==, "alias.service");
  list = list_dependents (outcome.restart);
  g_assert_cmpstr (list, ==, "bound.service part.service req.service second.service");
  g_assert_null (hn_restart_find_untouchable (outcome.restart, HN_SCOPE_SYSTEM, NULL));
  g_assert_cmpstr (((HnDependent *) outcome.restart->dependents->pdata[0])->description, ==,
                   "A fake service");
  outcome_clear (&outcome);
}

/* What must not be restarted from under a session is known by any of its names. */
static void
test_untouchable (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  Outcome outcome = { 0 };
  const HnDependent *dependent;
  const char *reason = NULL;
  FakeUnit *unit;

  unit = add (fake, "base.service", "active");
  unit->required_by = g_strsplit ("other.service greeter.service", " ", 0);
  add (fake, "other.service", "active");
  unit = add (fake, "greeter.service", "active");
  unit->alias = g_strdup ("display-manager.service");

  watched = watched_new (fake);
  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  dependent = hn_restart_find_untouchable (outcome.restart, HN_SCOPE_SYSTEM, &reason);
  g_assert_nonnull (dependent);
  g_assert_cmpstr (dependent->name, ==, "greeter.service");
  g_assert_nonnull (reason);
  g_assert_null (hn_restart_find_untouchable (outcome.restart, HN_SCOPE_USER, NULL));
  outcome_clear (&outcome);
}

/* A unit that is told to stop stays down, and so does what depends on it. One that restarts or
 * starts with the service does not stay down, and only the service itself passes its restart on as
 * a stop. */
static void
test_stops (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  Outcome outcome = { 0 };
  g_autofree char *list = NULL;
  FakeUnit *unit;

  unit = add (fake, "base.service", "active");
  unit->consists_of = g_strsplit ("part.service", " ", 0);
  unit->propagates_stop_to = g_strsplit ("both.service stop.service wanted.service", " ", 0);
  unit->wants = g_strsplit ("wanted.service", " ", 0);
  unit = add (fake, "part.service", "active");
  unit->consists_of = g_strsplit ("both.service", " ", 0);
  unit->propagates_stop_to = g_strsplit ("far.service", " ", 0);
  add (fake, "both.service", "active");
  add (fake, "wanted.service", "active");
  add (fake, "far.service", "active");
  unit = add (fake, "stop.service", "active");
  unit->required_by = g_strsplit ("after.service", " ", 0);
  unit->propagates_stop_to = g_strsplit ("further.service", " ", 0);
  add (fake, "after.service", "active");
  add (fake, "further.service", "active");

  g_free (fake->version);
  fake->version = g_strdup_printf ("%u", HN_RESTART_STOPS_SINCE);
  watched = watched_new (fake);
  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  list = list_dependents (outcome.restart);
  g_assert_cmpstr (list, ==,
                   "after.service(stops) both.service further.service(stops) part.service "
                   "stop.service(stops) wanted.service");
  outcome_clear (&outcome);
}

/* An older systemd lets them be. */
static void
test_stops_not (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  Outcome outcome = { 0 };

  add (fake, "base.service", "active")->propagates_stop_to = g_strsplit ("stop.service", " ", 0);
  add (fake, "stop.service", "active");

  g_free (fake->version);
  fake->version = g_strdup_printf ("%u", HN_RESTART_STOPS_SINCE - 1);
  watched = watched_new (fake);
  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.restart->dependents->len, ==, 0);
  outcome_clear (&outcome);
}

/* A service that does not run restarts nothing, whatever depends on it. */
static void
test_idle (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  Outcome outcome = { 0 };
  FakeUnit *unit;

  unit = add (fake, "base.service", "inactive");
  unit->consists_of = g_strsplit ("part.service", " ", 0);
  unit->refuses_start = TRUE;
  add (fake, "part.service", "active");

  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_false (outcome.restart->active);
  g_assert_false (outcome.restart->can_start);
  g_assert_cmpuint (outcome.restart->dependents->len, ==, 0);
  outcome_clear (&outcome);
}

static void
test_bad (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  Outcome outcome = { 0 };
  FakeUnit *unit;
  g_autofree char *list = NULL;

  unit = add (fake, "base.service", "active");
  unit->required_by = g_strsplit ("denied.service odd.service empty.service half.service", " ", 0);
  add (fake, "denied.service", "active")->mood = FAKE_DENIED;
  add (fake, "odd.service", "active")->mood = FAKE_NO_DICT;
  add (fake, "empty.service", "active")->mood = FAKE_EMPTY;
  add (fake, "half.service", "active")->mood = FAKE_NO_STATE;

  watched_wait_for_state (watched, HN_MANAGER_READY);

  /* Better to name one too many. */
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  list = list_dependents (outcome.restart);
  g_assert_cmpstr (list, ==, "denied.service empty.service half.service odd.service");

  read_restart (watched, "missing.service", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);
  read_restart (watched, "denied.service", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);
  read_restart (watched, "odd.service", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_PROTOCOL);
  read_restart (watched, "template@.service", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);
  read_restart (watched, "../passwd", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);

  fake_manager_stop (fake);
  read_restart (watched, "base.service", &outcome);
  g_assert_error (outcome.error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_LOST);
  outcome_clear (&outcome);
}

/* A manager with more dependents than anybody reads; and one who does not wait for them. */
static void
test_many (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  Outcome outcome = { 0 };

  for (guint i = 0; i < 3 * HN_MANAGER_MAX_DEPENDENTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("part-%u.service", i);

      add (fake, name, "active");
      g_strv_builder_add (names, name);
    }
  add (fake, "base.service", "active")->consists_of = g_strv_builder_end (names);

  watched_wait_for_state (watched, HN_MANAGER_READY);
  read_restart (watched, "base.service", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.restart->dependents->len, ==, HN_MANAGER_MAX_DEPENDENTS);

  outcome_clear (&outcome);
  hn_restart_read_async (watched->manager, "base.service", cancellable, restart_cb, &outcome);
  g_cancellable_cancel (cancellable);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  outcome_clear (&outcome);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/restart/walk", test_walk);
  g_test_add_func ("/restart/untouchable", test_untouchable);
  g_test_add_func ("/restart/stops", test_stops);
  g_test_add_func ("/restart/stops-not", test_stops_not);
  g_test_add_func ("/restart/idle", test_idle);
  g_test_add_func ("/restart/bad", test_bad);
  g_test_add_func ("/restart/many", test_many);

  return g_test_run ();
}
