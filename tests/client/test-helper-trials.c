/* The client's story of trials: told once each, whole, by the helper alone, and through every gap.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

#define WEB "trial-1 web.service "

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (HnTrialRecord) trial = NULL;
  g_autoptr (GPtrArray) pending = NULL;

  fixture_connect_and_wait (fixture);
  id = fixture_try (fixture);
  WAIT_UNTIL (fixture->told->len == 5);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 50);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), <=, 60);
  pending = hn_helper_client_list_trials (fixture->client);
  g_assert_cmpuint (pending->len, ==, 1);
  g_assert_true (fixture_keep (fixture, id));
  fixture_run (50);
  fixture_assert_told (fixture, WEB "authorized", WEB "written", WEB "loaded", WEB "restarted",
                       WEB "healthy", WEB "keeping", WEB "kept", NULL);

  trial = hn_helper_client_dup_trial (fixture->client, id);
  g_assert_cmpstr (trial->unit, ==, "web.service");
  g_assert_cmpint (trial->state, ==, HN_TRIAL_KEPT);
  g_assert_null (hn_helper_client_dup_trial (fixture->client, "trial-2"));
  g_ptr_array_unref (pending);
  pending = hn_helper_client_list_trials (fixture->client);
  g_assert_cmpuint (pending->len, ==, 0);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  g_free (fixture->helper->life);
  fixture->helper->life = g_strdup ("authorized written loaded reverting failed");
  fixture_connect_and_wait (fixture);
  id = fixture_try (fixture);
  WAIT_UNTIL (fixture->told->len == 5);
  fixture_run (200);
  fixture_assert_told (fixture, WEB "authorized", WEB "written", WEB "loaded",
                       WEB "reverting (The service did not start)",
                       WEB "failed (The service did not start)", NULL);
  g_assert_cmpstr (fixture->detail->step, ==, "restarted");
  g_assert_cmpstr (fixture->detail->result, ==, "exit-code");
  g_assert_true (fixture->detail->has_status);
  g_assert_cmpint (fixture->detail->code, ==, 1);
  g_assert_cmpint (fixture->detail->status, ==, 226);
  g_assert_cmpstr (fixture->detail->directives[0], ==, "PrivateTmp");
}

/* A state that is told twice is told on once, or again where there is more to say. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  fixture_connect_and_wait (fixture);
  id = fixture_try (fixture);
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  fake_helper_emit (fixture->helper, NULL, id, "web.service", "reverting", 0);
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "reverting", 1, "reason", "s", "why");
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "reverting", 1, "reason", "s", "why");
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "reverting", 3, "reason", "s", "why",
                    "since", "t", (guint64) 7, "until", "t", (guint64) 9);
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "failed", 0);
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "kept", 0);
  WAIT_UNTIL (fixture->told->len == 4);
  fixture_run (100);
  fixture_assert_told (fixture, WEB "reverting", WEB "reverting (why)", WEB "reverting (why) 7-9",
                       WEB "failed", NULL);
}

/* Somebody else's trial. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  fake_helper_add_trial (fixture->helper, "x", "a.service", "healthy",
                         (guint64) g_get_real_time () + 30 * G_USEC_PER_SEC);
  fixture_connect_and_wait (fixture);
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 20);
  fake_helper_emit (fixture->helper, NULL, "x", "a.service", "reverting", 0);
  WAIT_UNTIL (fixture->told->len == 2);
  fixture_assert_told (fixture, "x a.service healthy", "x a.service reverting", NULL);
}

/* Everybody may send a signal to a connection; the helper alone is believed. */
static void
test_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeHelper) forger = fake_helper_new (fixture->bus->address);
  sd_bus_message *message = NULL;
  const char *me, *unique;

  fixture_connect_and_wait (fixture);
  me = g_dbus_connection_get_unique_name (fixture->client->bus);
  WAIT_UNTIL (sd_bus_is_ready (forger->bus) > 0);
  g_assert_cmpint (sd_bus_get_unique_name (forger->bus, &unique), >=, 0);

  fake_helper_emit (forger, me, "evil", "a.service", "kept", 0);
  fake_helper_emit (forger, NULL, "evil", "a.service", "kept", 0);
  g_assert_cmpint (sd_bus_message_new_signal (forger->bus, &message, "/org/freedesktop/DBus",
                                              "org.freedesktop.DBus", "NameOwnerChanged"),
                   >=, 0);
  g_assert_cmpint (sd_bus_message_set_destination (message, me), >=, 0);
  g_assert_cmpint (sd_bus_message_append (message, "sss", HN_HELPER_NAME, "", unique), >=, 0);
  g_assert_cmpint (sd_bus_send (forger->bus, message, NULL), >=, 0);
  sd_bus_message_unref (message);
  fake_helper_emit (forger, me, "evil", "a.service", "kept", 0);

  fixture_run (200);
  g_assert_cmpuint (fixture->told->len, ==, 0);
  fake_helper_emit (fixture->helper, NULL, "good", "a.service", "healthy", 0);
  WAIT_UNTIL (fixture->told->len == 1);
}

static gboolean
ignore_messages_cb (const char *domain,
                    GLogLevelFlags level,
                    const char *message,
                    gpointer user_data)
{
  return (level & G_LOG_LEVEL_MASK) < G_LOG_LEVEL_MESSAGE;
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  static char *many[4001];
  sd_bus_message *message = NULL;

  g_test_log_set_fatal_handler (ignore_messages_cb, NULL);
  fixture_connect_and_wait (fixture);

  g_assert_cmpint (sd_bus_message_new_signal (fixture->helper->bus, &message, HN_HELPER_PATH,
                                              HN_HELPER_INTERFACE, "TrialChanged"),
                   >=, 0);
  g_assert_cmpint (sd_bus_message_append (message, "su", "x", 7), >=, 0);
  g_assert_cmpint (sd_bus_send (fixture->helper->bus, message, NULL), >=, 0);
  sd_bus_message_unref (message);

  for (guint i = 0; i < G_N_ELEMENTS (many) - 1; i++)
    many[i] = (char *) "line";
  /* Types that are others than agreed, keys that nobody knows, a state from the future. */
  fake_helper_emit (fixture->helper, NULL, "x", "a.service", "dancing", 8, "reason", "i", 5, "code",
                    "s", "1", "status", "i", 9, "directives", "s", "no", "deadline", "i", -4,
                    "restart", "s", "yes", "novelty", "as", many, "since", "s", "then");
  WAIT_UNTIL (fixture->told->len == 1);
  fixture_assert_told (fixture, "x a.service unknown", NULL);
  g_assert_false (fixture->detail->has_status);
  g_assert_null (fixture->detail->reason);
  g_assert_null (fixture->detail->directives);
  g_assert_cmpint (fixture->detail->deadline, ==, 0);
  g_assert_false (fixture->detail->restart);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), ==, 0);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  fake_helper_emit (fixture->helper, NULL, "a", "a.service", "healthy", 4, "seconds", "u", 30,
                    "restart", "b", 1, "removal", "b", 1, "note", "s", "next-start");
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 20);
  g_assert_true (fixture->detail->restart);
  g_assert_true (fixture->detail->removal);
  g_assert_cmpstr (fixture->detail->note, ==, "next-start");

  /* The clock was set: the seconds are right. */
  fake_helper_emit (fixture->helper, NULL, "b", "a.service", "healthy", 2, "seconds", "u", 30,
                    "deadline", "t", (guint64) 1);
  WAIT_UNTIL (fixture->told->len == 2);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 20);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), <=, 30);

  fake_helper_emit (fixture->helper, NULL, "c", "a.service", "healthy", 1, "deadline", "t",
                    G_MAXUINT64);
  WAIT_UNTIL (fixture->told->len == 3);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 1000);
  fake_helper_emit (fixture->helper, NULL, "d", "a.service", "healthy", 1, "seconds", "u", -1);
  WAIT_UNTIL (fixture->told->len == 4);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), >, 1000);
  fake_helper_emit (fixture->helper, NULL, "e", "a.service", "healthy", 1, "deadline", "t",
                    (guint64) 1);
  WAIT_UNTIL (fixture->told->len == 5);
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), ==, 0);
}

static void
replace_helper (Fixture *fixture, const char *state)
{
  g_clear_pointer (&fixture->helper, fake_helper_free);
  fixture->helper = fake_helper_new (fixture->bus->address);
  if (state != NULL)
    fake_helper_add_trial (fixture->helper, "trial-1", "web.service", state, 0);
  fake_helper_own (fixture->helper);
}

/* The helper is killed and started again, and goes on where it was. */
static void
test_helper_restarts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  fixture_connect_and_wait (fixture);
  id = fixture_try (fixture);
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  replace_helper (fixture, "reverting");
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_true (hn_helper_client_get_available (fixture->client));
  fake_helper_emit (fixture->helper, NULL, id, "web.service", "reverted", 0);
  WAIT_UNTIL (fixture->told->len == 2);
  fixture_assert_told (fixture, WEB "reverting", WEB "reverted", NULL);
}

static void
test_helper_forgets (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  g_free (fixture_try (fixture));
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  replace_helper (fixture, NULL);
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_true (g_str_has_prefix (fixture->told->pdata[0], WEB "ended (The trial ended while"));
  g_assert_cmpuint (hn_trial_detail_get_seconds_left (fixture->detail), ==, 0);

  /* It knows better after all. */
  fake_helper_emit (fixture->helper, NULL, "trial-1", "web.service", "reverted", 0);
  WAIT_UNTIL (fixture->told->len == 2);
  g_assert_cmpstr (fixture->told->pdata[1], ==, WEB "reverted");
}

static void
test_helper_vanishes (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  g_free (fixture_try (fixture));
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  g_clear_pointer (&fixture->helper, fake_helper_free);
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_true (g_str_has_prefix (fixture->told->pdata[0], WEB "ended (The helper that watched"));
}

/* The bus starts it again when it is asked for the trial. */
static void
test_helper_is_started (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = NULL;

  command = g_strdup_printf ("%s --activated --address=%s --trial=trial-1:web.service:reverting:0",
                             g_getenv ("FAKE_HELPER"), fixture->bus->address);
  private_bus_add_service (fixture->bus, HN_HELPER_NAME, command);
  private_bus_reload (fixture->bus);
  fixture_connect_and_wait (fixture);
  g_free (fixture_try (fixture));
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  g_clear_pointer (&fixture->helper, fake_helper_free);
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_true (hn_helper_client_get_available (fixture->client));
  fixture_assert_told (fixture, WEB "reverting", NULL);
}

/* A helper with nothing to do leaves, and nobody starts it again for that. */
static void
test_helper_idles (Fixture *fixture, gconstpointer data)
{
  private_bus_add_service (fixture->bus, HN_HELPER_NAME, "/bin/false");
  private_bus_reload (fixture->bus);
  fixture_connect_and_wait (fixture);
  g_ptr_array_set_size (fixture->helper->calls, 0);
  fake_helper_disown (fixture->helper);
  fixture_run (600);
  g_assert_true (hn_helper_client_get_available (fixture->client));
  g_assert_cmpuint (fixture->told->len, ==, 0);
}

static void
test_bus_restarts (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  g_free (fixture_try (fixture));
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);

  private_bus_stop (fixture->bus);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) == HN_HELPER_GONE);
  /* Whether it ended nobody knows yet. */
  g_assert_cmpuint (fixture->told->len, ==, 0);
  g_clear_pointer (&fixture->helper, fake_helper_free);
  private_bus_start (fixture->bus);
  fixture->helper = fake_helper_new (fixture->bus->address);
  fake_helper_add_trial (fixture->helper, "trial-1", "web.service", "reverting", 0);
  fake_helper_own (fixture->helper);
  WAIT_UNTIL (fixture->told->len == 1 &&
              g_str_has_prefix (fixture->told->pdata[0], WEB "reverting"));
}

static void
test_malformed_list (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  g_free (fixture_try (fixture));
  WAIT_UNTIL (fixture->told->len == 5);
  g_ptr_array_set_size (fixture->told, 0);
  g_clear_pointer (&fixture->helper, fake_helper_free);
  fixture->helper = fake_helper_new (fixture->bus->address);
  fixture->helper->answer = FAKE_ANSWER_WRONG_TYPE;
  fake_helper_own (fixture->helper);
  WAIT_UNTIL (fixture->told->len == 1);
  g_assert_true (g_str_has_prefix (fixture->told->pdata[0], WEB "ended"));
}

/* What ended is remembered, but not for ever. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnTrialRecord) last = NULL;

  fixture_connect_and_wait (fixture);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);

      fake_helper_emit (fixture->helper, NULL, id, "a.service", "kept", 0);
    }
  WAIT_UNTIL (fixture->told->len == 100);
  last = hn_helper_client_dup_trial (fixture->client, "t99");
  g_assert_nonnull (last);
  g_assert_null (hn_helper_client_dup_trial (fixture->client, "t1"));
  g_assert_cmpuint (g_hash_table_size (fixture->client->trials), ==, 64);
}

static void
test_names (void)
{
  for (guint i = HN_TRIAL_AUTHORIZED; i < HN_TRIAL_ENDED; i++)
    {
      const char *name = hn_trial_state_get_name ((HnTrialState) i);

      g_assert_cmpint (hn_trial_state_from_name (name), ==, i);
    }
  g_assert_cmpint (hn_trial_state_from_name ("ended"), ==, HN_TRIAL_UNKNOWN);
  g_assert_cmpint (hn_trial_state_from_name (""), ==, HN_TRIAL_UNKNOWN);
  g_assert_cmpint (hn_trial_state_from_name (NULL), ==, HN_TRIAL_UNKNOWN);
  g_assert_false (hn_trial_state_is_end (HN_TRIAL_REVERTING));
  g_assert_true (hn_trial_state_is_end (HN_TRIAL_KEPT));
  g_assert_true (hn_trial_state_is_end (HN_TRIAL_ENDED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/helper-trials/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("life", test_life);
  ADD ("failure", test_failure);
  ADD ("twice", test_twice);
  ADD ("others", test_others);
  ADD ("forged", test_forged);
  ADD ("malformed", test_malformed);
  ADD ("numbers", test_numbers);
  ADD ("helper-restarts", test_helper_restarts);
  ADD ("helper-forgets", test_helper_forgets);
  ADD ("helper-vanishes", test_helper_vanishes);
  ADD ("helper-is-started", test_helper_is_started);
  ADD ("helper-idles", test_helper_idles);
  ADD ("bus-restarts", test_bus_restarts);
  ADD ("malformed-list", test_malformed_list);
  ADD ("memory", test_memory);
  g_test_add_func ("/helper-trials/names", test_names);

  return g_test_run ();
}
