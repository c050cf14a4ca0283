/* Reading services over the bus: values, answers that make no sense, and many services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/assessment.h"
#include "watched.h"

static void
test_values (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  static const HnDirectiveId shown[] = {
    HN_DIRECTIVE_PRIVATE_TMP,
    HN_DIRECTIVE_PROTECT_SYSTEM,
    HN_DIRECTIVE_USER,
    HN_DIRECTIVE_UMASK,
    HN_DIRECTIVE_SUPPLEMENTARY_GROUPS,
    HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
    HN_DIRECTIVE_RESTRICT_NAMESPACES,
    HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
    HN_DIRECTIVE_SYSTEM_CALL_FILTER,
    HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES,
    HN_DIRECTIVE_DEVICE_ALLOW,
    HN_DIRECTIVE_IP_ADDRESS_DENY,
    HN_DIRECTIVE_IP_ADDRESS_ALLOW,
    HN_DIRECTIVE_PRIVATE_MOUNTS,
    HN_DIRECTIVE_SOCKET_BIND_DENY,
    HN_DIRECTIVE_SOCKET_BIND_ALLOW,
  };
  static const char *const values[] = {
    "disconnected",  "strict",  "daemon",       "0077",
    "audio video",   "AF_UNIX", "yes",          "CAP_NET_BIND_SERVICE",
    "~mount reboot", "native",  "/dev/null rw", "0.0.0.0/0",
    "127.0.0.0/8",   "yes",     "any",          "ipv4:tcp:80 ipv6:udp 8000-8010",
  };
  HnUnit *unit;

  fake_manager_add (fake, "b.service")->private_tmp = TRUE;
  fake_manager_add (fake, "a.service");
  fake_manager_add (fake, "masked.service")->load_state[0] = 'm';
  fake_manager_add (fake, "lost.service");
  g_free (((FakeUnit *) fake->units->pdata[3])->load_state);
  ((FakeUnit *) fake->units->pdata[3])->load_state = g_strdup ("not-found");

  g_assert_cmpint (hn_bus_connection_get_state (watched->manager), ==, HN_MANAGER_CONNECTING);
  g_assert_cmpuint (hn_bus_connection_get_version (watched->manager), ==, 0);
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (hn_bus_connection_get_version (watched->manager), ==, 257);
  g_assert_cmpstr (hn_bus_connection_get_version_string (watched->manager), ==, "257.13-1~deb13u1");

  /* Sorted; one that is not loaded has no settings, one that does not exist is not there. */
  g_assert_cmpuint (watched->units->len, ==, 3);
  g_assert_cmpstr (((HnUnit *) watched->units->pdata[0])->name, ==, "a.service");
  g_assert_cmpstr (((HnUnit *) watched->units->pdata[2])->name, ==, "masked.service");
  g_assert_null (((HnUnit *) watched->units->pdata[2])->settings);

  unit = watched_find (watched, "b.service");
  g_assert_cmpstr (unit->description, ==, "A fake service");
  g_assert_cmpstr (unit->active_state, ==, "active");
  g_assert_cmpstr (unit->fragment_path, ==, "/etc/fake");
  g_assert_cmpstr (hn_settings_get_type (unit->settings), ==, "simple");
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *value = hn_settings_dup_value (unit->settings, shown[i]);

      g_assert_cmpstr (value, ==, values[i]);
    }
  g_assert_cmpint (unit->settings->origin[HN_DIRECTIVE_USER].kind, ==, HN_ORIGIN_MANAGER);
  g_assert_cmpint (unit->settings->origin[HN_DIRECTIVE_GROUP].kind, ==, HN_ORIGIN_DEFAULT);
  g_assert_true (unit->settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists);
  g_assert_cmpuint (unit->settings->values[HN_DIRECTIVE_IP_ADDRESS_DENY].bits, ==,
                    HN_ADDRESSES_OTHER | HN_ADDRESSES_IPV4_ANY);
  g_assert_cmpuint (unit->settings->values[HN_DIRECTIVE_IP_ADDRESS_ALLOW].bits, ==,
                    HN_ADDRESSES_LOCALHOST);

  unit = watched_find (watched, "a.service");
  g_assert_false (hn_settings_is_enabled (unit->settings, HN_DIRECTIVE_PRIVATE_TMP));
}

static void
test_read_one (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  FakeUnit *unit = fake_manager_add (fake, "a.service");

  unit->need_reload = TRUE;
  g_strfreev (unit->drop_ins);
  unit->drop_ins = g_strsplit ("/etc/x.conf /etc/y.conf", " ", 0);
  g_free (fake_manager_add (fake, "m.service")->load_state);
  ((FakeUnit *) fake->units->pdata[1])->load_state = g_strdup ("masked");
  g_free (fake_manager_add (fake, "bad.service")->load_state);
  ((FakeUnit *) fake->units->pdata[2])->load_state = g_strdup ("bad-setting");

  watched_read (watched, "a.service");
  g_assert_no_error (watched->error);
  g_assert_cmpstr (watched->unit->unit_file_state, ==, "enabled");
  g_assert_true (watched->unit->need_daemon_reload);
  g_assert_cmpuint (g_strv_length (watched->unit->drop_ins), ==, 2);
  g_assert_cmpstr (watched->unit->drop_ins[1], ==, "/etc/y.conf");
  g_assert_nonnull (watched->unit->settings);

  watched_read (watched, "none.service");
  assert_error (watched->error, HN_MANAGER_ERROR_NOT_FOUND, fake);
  watched_read (watched, "m.service");
  assert_error (watched->error, HN_MANAGER_ERROR_MASKED, NULL);
  watched_read (watched, "bad.service");
  assert_error (watched->error, HN_MANAGER_ERROR_BAD_UNIT, NULL);
  watched_read (watched, "../../etc/passwd");
  assert_error (watched->error, HN_MANAGER_ERROR_NOT_FOUND, NULL);
  watched_read (watched, "getty@.service");
  assert_error (watched->error, HN_MANAGER_ERROR_NOT_FOUND, NULL);
}

/* One service that cannot be read does not spoil the list. */
static void
test_bad_unit (gconstpointer data)
{
  FakeMood mood = GPOINTER_TO_UINT (data);
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);

  fake_manager_add (fake, "a.service");
  fake_manager_add (fake, "bad.service")->mood = mood;
  fake_manager_add (fake, "c.service");
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (watched->units->len, ==, 2);
  g_assert_nonnull (watched_find (watched, "a.service")->settings);
  g_assert_nonnull (watched_find (watched, "c.service")->settings);

  watched_read (watched, "bad.service");
  g_assert_cmpint (watched->error->domain, ==, HN_MANAGER_ERROR);
  if (mood == FAKE_SILENT)
    assert_error (watched->error, HN_MANAGER_ERROR_TIMEOUT, fake);
  else if (mood == FAKE_DENIED)
    assert_error (watched->error, HN_MANAGER_ERROR_DENIED, fake);
  else if (mood != FAKE_EMPTY)
    {
      assert_error (watched->error, HN_MANAGER_ERROR_PROTOCOL, NULL);
      g_assert_nonnull (strstr (watched->error->message, "bad.service"));
    }
  g_assert_cmpint (hn_bus_connection_get_state (watched->manager), ==, HN_MANAGER_READY);
}

static void
test_bad_list (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);

  fake_manager_add (fake, "a.service");
  fake->list_mood = FAKE_LIST_WRONG_TYPE;
  watched_read_all (watched);
  assert_error (watched->error, HN_MANAGER_ERROR_PROTOCOL, fake);

  fake->list_mood = FAKE_LIST_DENIED;
  watched_read_all (watched);
  assert_error (watched->error, HN_MANAGER_ERROR_DENIED, fake);

  fake->list_mood = FAKE_LIST_ODD_NAMES;
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (watched->units->len, ==, 1);
  g_assert_nonnull (watched_find (watched, "a.service"));
}

static void
test_closes_half_way (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  g_autofree char *told = NULL;
  FakeUnit *unit;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("u%u.service", i);

      unit = fake_manager_add (fake, name);
      if (i == 100)
        unit->mood = FAKE_CLOSE;
    }
  watched_read_all (watched);
  g_assert_null (watched->units);
  assert_error (watched->error, HN_MANAGER_ERROR_LOST, fake);
  assert_error (hn_bus_connection_get_error (watched->manager), HN_MANAGER_ERROR_LOST, fake);

  ((FakeUnit *) fake->units->pdata[100])->mood = FAKE_GOOD;
  fake_manager_start (fake);
  watched_wait_for (watched, "reset");
  told = watched_take (watched);
  g_assert_cmpstr (told, ==, "ready; gone; ready; reset; ");
  watched_read_all (watched);
  g_assert_no_error (watched->error);
  g_assert_cmpuint (watched->units->len, ==, 200);
}

static void
progress_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  guint *seen = user_data;

  g_assert_cmpuint (total, ==, 2000);
  seen[0] += units->len;
  seen[1]++;
  g_assert_cmpuint (seen[0], ==, done);
}

static void
many_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **) user_data = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &error);
  g_assert_no_error (error);
}

static void
test_many (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  g_autoptr (GPtrArray) units = NULL;
  guint seen[2] = { 0 };

  /* A busy machine takes its time for this many. */
  hn_bus_connection_set_limits (watched->manager, 60 * G_USEC_PER_SEC, 50, 400);
  fake->slow = TRUE;
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("u%u.service", i);

      fake_manager_add (fake, name);
    }
  hn_unit_reader_read_many_async (watched->reader, NULL, HN_READ_PATHS, progress_cb, seen, NULL,
                                  many_cb, &units);
  while (units == NULL)
    g_main_context_iteration (NULL, TRUE);
  run_for (1);

  g_assert_cmpuint (units->len, ==, 2000);
  g_assert_cmpuint (fake->n_reads, ==, 2000);
  g_assert_cmpuint (seen[0], ==, 2000);
  g_assert_cmpuint (seen[1], >, 10);
  /* More than one call at a time, and never more than a bus lets wait. */
  g_assert_cmpuint (fake->max_waiting, >, 16);
  g_assert_cmpuint (fake->max_waiting, <=, HN_MANAGER_MAX_IN_FLIGHT);
}

static void
test_scores_only (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (HnBusConnection) connection =
      hn_bus_connection_new (HN_SCOPE_SYSTEM, fake->address, FALSE);
  g_autoptr (HnUnitReader) reader = hn_unit_reader_new (connection);
  g_autoptr (GPtrArray) units = NULL;
  const HnUnit *unit;

  fake_manager_add (fake, "a.service");
  hn_unit_reader_read_many_async (reader, NULL, HN_READ_LONG_RUNNING, NULL, NULL, NULL, many_cb,
                                  &units);
  while (units == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (units->len, ==, 1);
  unit = units->pdata[0];
  g_assert_nonnull (unit->settings);
  g_assert_null (unit->fragment_path);
  g_assert_cmpuint (fake->n_subscribed, ==, 0);
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *units = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &error);

  g_assert_null (units);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*(guint *) user_data)++;
}

/* A manager that freezes while it is read: nobody waits once for each of its units. */
static void
test_frozen (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("u%u.service", i);

      fake_manager_add (fake, name)->mood = i >= 20 ? FAKE_SILENT : FAKE_GOOD;
    }
  hn_bus_connection_set_limits (watched->manager, 500 * 1000, 1000 * 1000, 1000 * 1000);

  watched_read_all (watched);
  assert_error (watched->error, HN_MANAGER_ERROR_TIMEOUT, fake);
  g_assert_cmpuint (fake->n_reads, <, 150);

  while (G_OBJECT (watched->reader)->ref_count > 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_cancel (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (Watched) watched = watched_new (fake);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) waiting = g_cancellable_new ();
  g_autoptr (GCancellable) reading = g_cancellable_new ();
  guint n = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("u%u.service", i);

      fake_manager_add (fake, name)->mood = i >= 150 ? FAKE_SILENT : FAKE_GOOD;
    }

  g_cancellable_cancel (before);
  hn_unit_reader_read_many_async (watched->reader, NULL, HN_READ_PATHS, NULL, NULL, before,
                                  cancelled_cb, &n);
  hn_unit_reader_read_many_async (watched->reader, NULL, HN_READ_PATHS, NULL, NULL, waiting,
                                  cancelled_cb, &n);
  hn_unit_reader_read_many_async (watched->reader, NULL, HN_READ_PATHS, NULL, NULL, reading,
                                  cancelled_cb, &n);
  g_cancellable_cancel (waiting);
  while (n < 2)
    g_main_context_iteration (NULL, TRUE);

  while (fake->n_reads < 150)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (reading);
  while (n < 3)
    g_main_context_iteration (NULL, TRUE);

  /* What was asked before still holds the manager until it is answered or times out. */
  while (G_OBJECT (watched->reader)->ref_count > 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fake->n_reads, <, 300);
}

/* Nobody holds the manager but its own unfinished business. */
static void
test_dispose (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  Watched *watched = watched_new (fake);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("u%u.service", i);

      fake_manager_add (fake, name);
    }
  watched_read_all (watched);
  run_for (20);
  fake->slow = TRUE;
  fake_manager_emit_reloading (fake, TRUE);
  fake_manager_emit_reloading (fake, FALSE);
  while (fake->n_reads < 110)
    g_main_context_iteration (NULL, TRUE);
  watched_free (watched);
  run_for (20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/unit-reader/values", test_values);
  g_test_add_func ("/unit-reader/read-one", test_read_one);
  g_test_add_data_func ("/unit-reader/unit/silent", GUINT_TO_POINTER (FAKE_SILENT), test_bad_unit);
  g_test_add_data_func ("/unit-reader/unit/denied", GUINT_TO_POINTER (FAKE_DENIED), test_bad_unit);
  g_test_add_data_func ("/unit-reader/unit/wrong-type", GUINT_TO_POINTER (FAKE_WRONG_TYPE),
                        test_bad_unit);
  g_test_add_data_func ("/unit-reader/unit/huge", GUINT_TO_POINTER (FAKE_HUGE), test_bad_unit);
  g_test_add_data_func ("/unit-reader/unit/empty", GUINT_TO_POINTER (FAKE_EMPTY), test_bad_unit);
  g_test_add_data_func ("/unit-reader/unit/no-dict", GUINT_TO_POINTER (FAKE_NO_DICT),
                        test_bad_unit);
  g_test_add_func ("/unit-reader/bad-list", test_bad_list);
  g_test_add_func ("/unit-reader/closes-half-way", test_closes_half_way);
  g_test_add_func ("/unit-reader/many", test_many);
  g_test_add_func ("/unit-reader/scores-only", test_scores_only);
  g_test_add_func ("/unit-reader/frozen", test_frozen);
  g_test_add_func ("/unit-reader/cancel", test_cancel);
  g_test_add_func ("/unit-reader/dispose", test_dispose);

  return g_test_run ();
}
