/* A connection to a manager: that it stands, fails in every way, and comes back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "watched.h"

static void
test_missing_socket (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;
  g_autofree char *told = NULL;

  fake_manager_add (fake, "a.service");
  fake_manager_stop (fake);
  watched = watched_new (fake);
  watched_read_all (watched);
  g_assert_null (watched->units);
  assert_error (watched->error, HN_MANAGER_ERROR_NO_BUS, fake);
  assert_error (hn_bus_connection_get_error (watched->manager), HN_MANAGER_ERROR_NO_BUS, fake);

  /* At once, not after a wait for what will not come. */
  watched_read (watched, "a.service");
  assert_error (watched->error, HN_MANAGER_ERROR_NO_BUS, fake);

  /* It comes by itself once somebody listens. */
  fake_manager_start (fake);
  watched_wait_for_state (watched, HN_MANAGER_READY);
  g_assert_null (hn_bus_connection_get_error (watched->manager));
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (watched->units->len, ==, 1);
  told = watched_take (watched);
  g_assert_cmpstr (told, ==, "gone; ready; ");
}

static void
test_bad_address (void)
{
  g_autoptr (Watched) watched = watched_new_for_address ("nonsense");

  watched_read_all (watched);
  assert_error (watched->error, HN_MANAGER_ERROR_NO_BUS, NULL);
  g_assert_nonnull (strstr (watched->error->message, "nonsense"));
}

static void
test_retry (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  fake_manager_stop (fake);
  watched = watched_new (fake);
  hn_bus_connection_set_limits (watched->manager, 500 * 1000, 1000 * 1000, 1000 * 1000);
  watched_wait_for_state (watched, HN_MANAGER_GONE);
  fake_manager_start (fake);
  hn_bus_connection_retry (watched->manager);
  g_assert_cmpint (hn_bus_connection_get_state (watched->manager), ==, HN_MANAGER_CONNECTING);
  watched_wait_for_state (watched, HN_MANAGER_READY);
}

/* Each of these is a connection that never becomes one. */
static void
test_bad_connection (gconstpointer data)
{
  static const struct
  {
    FakeKind kind;
    HnManagerError codes[2];
  } cases[] = {
    { FAKE_MUTE, { HN_MANAGER_ERROR_TIMEOUT, HN_MANAGER_ERROR_TIMEOUT } },
    { FAKE_SLAM, { HN_MANAGER_ERROR_LOST, HN_MANAGER_ERROR_LOST } },
    /* What an answer is taken for that is no D-Bus at all depends on the version of libsystemd. */
    { FAKE_JUNK, { HN_MANAGER_ERROR_DENIED, HN_MANAGER_ERROR_PROTOCOL } },
    { FAKE_EMPTY_BUS, { HN_MANAGER_ERROR_NO_MANAGER, HN_MANAGER_ERROR_NO_MANAGER } },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (FakeManager) fake = fake_manager_new (cases[i].kind);
  g_autoptr (Watched) watched = watched_new (fake);

  watched_read_all (watched);
  g_assert_null (watched->units);
  g_assert_cmpint (watched->error->domain, ==, HN_MANAGER_ERROR);
  if (watched->error->code != (int) cases[i].codes[0])
    assert_error (watched->error, cases[i].codes[1], fake);
  else
    assert_error (watched->error, cases[i].codes[0], fake);
  g_assert_cmpint (hn_bus_connection_get_state (watched->manager), ==, HN_MANAGER_GONE);

  /* It tries again. */
  while (fake->n_connections < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_no_version (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = NULL;

  g_free (fake->version);
  fake->version = g_strdup ("fine, thank you");
  watched = watched_new (fake);
  watched_read_all (watched);
  assert_error (watched->error, HN_MANAGER_ERROR_PROTOCOL, fake);
}

static guint n_polls;

static int
counting_poll (GPollFD *fds, guint n_fds, int timeout)
{
  n_polls++;

  return g_poll (fds, n_fds, timeout);
}

static void
test_quiet (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);

  fake_manager_add (fake, "a.service");
  fake->unit_path = g_strdup (fake->folder);
  watched_read_all (watched);
  run_for (200);

  /* The end of the wait is the only thing that wakes the loop. */
  g_main_context_set_poll_func (NULL, counting_poll);
  n_polls = 0;
  run_for (400);
  g_main_context_set_poll_func (NULL, g_poll);
  g_assert_cmpuint (n_polls, <=, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bus-connection/missing-socket", test_missing_socket);
  g_test_add_func ("/bus-connection/bad-address", test_bad_address);
  g_test_add_func ("/bus-connection/retry", test_retry);
  g_test_add_data_func ("/bus-connection/bad/mute", GUINT_TO_POINTER (0), test_bad_connection);
  g_test_add_data_func ("/bus-connection/bad/slam", GUINT_TO_POINTER (1), test_bad_connection);
  g_test_add_data_func ("/bus-connection/bad/junk", GUINT_TO_POINTER (2), test_bad_connection);
  g_test_add_data_func ("/bus-connection/bad/empty-bus", GUINT_TO_POINTER (3), test_bad_connection);
  g_test_add_func ("/bus-connection/no-version", test_no_version);
  g_test_add_func ("/bus-connection/quiet", test_quiet);

  return g_test_run ();
}
