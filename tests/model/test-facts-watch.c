/* When the facts of a service are looked for, and who is told. The manager is played, and lives in
 * the same main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "fake-manager.h"
#include "engine/unit-file.h"
#include "model/facts-watch.h"

typedef struct
{
  FakeManager *fake;
  HnBusConnection *manager;
  HnService *service;
  HnFactsWatch *watch;
  guint n_told;
} Fixture;

static void
told_cb (Fixture *fixture)
{
  fixture->n_told++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_manager_new (FAKE_PEER);
  fake_manager_add (fixture->fake, "a.service");
  fixture->manager = hn_bus_connection_new (HN_SCOPE_SYSTEM, fixture->fake->address, TRUE);
  fixture->service = hn_service_new ("a.service");
  fixture->watch = hn_facts_watch_new ();
  g_signal_connect_swapped (fixture->service, "facts-changed", G_CALLBACK (told_cb), fixture);
  while (hn_bus_connection_get_state (fixture->manager) != HN_MANAGER_READY)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->service);
  g_object_unref (fixture->manager);
  fake_manager_free (fixture->fake);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Whether it is going to look again by itself. */
static gboolean
is_waiting (Fixture *fixture)
{
  return g_main_context_find_source_by_user_data (NULL, fixture->watch) != NULL;
}

/* Waits until a reading has ended and the next one waits. */
static void
wait_for_reading (Fixture *fixture)
{
  while (!is_waiting (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_seen (Fixture *fixture, gconstpointer data)
{
  guint n_reads;

  hn_facts_watch_set_service (fixture->watch, fixture->manager, fixture->service);
  settle ();
  g_assert_cmpuint (fixture->fake->n_reads, ==, 0);
  g_assert_false (is_waiting (fixture));
  g_assert_null (hn_service_get_facts (fixture->service));

  hn_facts_watch_set_seen (fixture->watch, TRUE);
  wait_for_reading (fixture);
  g_assert_nonnull (hn_service_get_facts (fixture->service));
  g_assert_cmpuint (fixture->n_told, ==, 1);
  n_reads = fixture->fake->n_reads;
  g_assert_cmpuint (n_reads, ==, 1);

  /* By itself, and nobody hears of what is not new. */
  while (fixture->fake->n_reads == n_reads)
    g_main_context_iteration (NULL, TRUE);
  wait_for_reading (fixture);
  g_assert_cmpuint (fixture->n_told, ==, 1);

  /* Nothing is under way that would wake anybody. */
  hn_facts_watch_set_seen (fixture->watch, FALSE);
  g_assert_false (is_waiting (fixture));
  n_reads = fixture->fake->n_reads;
  settle ();
  g_signal_emit_by_name (fixture->service, "assessed");
  settle ();
  g_assert_cmpuint (fixture->fake->n_reads, ==, n_reads);
  g_assert_false (is_waiting (fixture));
}

/* What the manager tells of the service is looked at without a pause. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  hn_facts_watch_set_service (fixture->watch, fixture->manager, fixture->service);
  hn_facts_watch_set_seen (fixture->watch, TRUE);
  /* In the middle of a reading, too. */
  g_signal_emit_by_name (fixture->service, "assessed");
  wait_for_reading (fixture);
  g_assert_cmpuint (fixture->fake->n_reads, ==, 2);

  g_signal_emit_by_name (fixture->service, "assessed");
  g_assert_false (is_waiting (fixture));
  wait_for_reading (fixture);
  g_assert_cmpuint (fixture->fake->n_reads, ==, 3);
}

/* An answer about a service that is not looked at any more is dropped. */
static void
test_other_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnService) other = hn_service_new ("b.service");

  fake_manager_add (fixture->fake, "b.service");
  hn_facts_watch_set_seen (fixture->watch, TRUE);
  hn_facts_watch_set_service (fixture->watch, fixture->manager, fixture->service);
  hn_facts_watch_set_service (fixture->watch, fixture->manager, other);
  wait_for_reading (fixture);
  settle ();
  g_assert_null (hn_service_get_facts (fixture->service));
  g_assert_nonnull (hn_service_get_facts (other));

  /* Of files nobody can tell anything. */
  hn_facts_watch_set_service (fixture->watch, NULL, fixture->service);
  settle ();
  g_assert_false (is_waiting (fixture));
  g_assert_null (hn_service_get_facts (fixture->service));
}

/* What is said of settings follows the settings and the facts. */
static void
test_remarks (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "[Service]\nExecStart=/bin/true\nNoNewPrivileges=yes\n";
  HnUnitContext context = { .unit = "a.service", .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  g_autoptr (HnServiceFacts) before = hn_service_facts_new ();
  g_autoptr (HnServiceFacts) after = hn_service_facts_new ();

  hn_unit_file_parse (settings, "/a", text, strlen (text));
  hn_unit_file_finish (settings);
  before->main.pid = 5;
  before->kernel = hn_kernel_facts_new ();
  after->main.pid = 6;
  after->main.no_new_privileges = 1;
  after->kernel = hn_kernel_facts_new ();

  g_assert_null (hn_service_get_remark (fixture->service, HN_DIRECTIVE_NO_NEW_PRIVILEGES));
  hn_service_set_facts (fixture->service, before);
  hn_service_update_from_settings (fixture->service, settings, NULL);
  g_assert_cmpstr (hn_service_get_remark (fixture->service, HN_DIRECTIVE_NO_NEW_PRIVILEGES), ==,
                   "Set, but in force only after a restart of the service");
  g_assert_null (hn_service_get_remark (fixture->service, HN_DIRECTIVE_PRIVATE_TMP));
  hn_service_set_facts (fixture->service, after);
  g_assert_null (hn_service_get_remark (fixture->service, HN_DIRECTIVE_NO_NEW_PRIVILEGES));
  g_assert_cmpuint (fixture->n_told, ==, 2);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/facts-watch/seen", test_seen);
  ADD ("/facts-watch/changes", test_changes);
  ADD ("/facts-watch/other-service", test_other_service);
  ADD ("/facts-watch/remarks", test_remarks);

  return g_test_run ();
}
