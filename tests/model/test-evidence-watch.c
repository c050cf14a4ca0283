/* What a window asks the observer, and what it makes of the answers. The observer and the manager
 * are played, and live in the same main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include "client/observer-client.h"
#include "engine/unit-file.h"
#include "fake-manager.h"
#include "fake-observer.h"
#include "model/evidence-watch.h"
#include "private-bus.h"

#define USES                                                               \
  "[('family', uint32 0, 'AF_NETLINK', uint64 3, uint64 9, 'nginx', ''), " \
  "('family', uint32 97, 'AF_PACKET', uint64 1, uint64 9, 'nginx', '')]"

static PrivateBus *bus;

typedef struct
{
  FakeManager *fake;
  FakeObserver *observer;
  HnBusConnection *manager;
  HnService *service;
  HnEvidenceWatch *watch;
  const HnEvidenceWatchInfo *info;
  guint n_told; /* of evidence */
} Fixture;

static void
told_cb (Fixture *fixture)
{
  fixture->n_told++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HnScope scope = GPOINTER_TO_INT (data);
  HnUnitContext context = { .unit = "a.service", .scope = scope, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  const char *text = "[Service]\nExecStart=/bin/a\n";

  fixture->fake = fake_manager_new (FAKE_PEER);
  fake_manager_add (fixture->fake, "a.service");
  fixture->observer = fake_observer_new (bus->address);
  fixture->observer->uses = g_strdup (USES);
  fixture->manager = hn_bus_connection_new (scope, fixture->fake->address, TRUE);
  fixture->service = hn_service_new ("a.service");
  hn_unit_file_parse (settings, "/a.service", text, strlen (text));
  hn_unit_file_finish (settings);
  hn_service_update_from_settings (fixture->service, settings, NULL);
  fixture->watch = hn_evidence_watch_new ();
  fixture->info = hn_evidence_watch_get_info (fixture->watch);
  g_signal_connect_swapped (fixture->service, "evidence-changed", G_CALLBACK (told_cb), fixture);
  while (hn_bus_connection_get_state (fixture->manager) != HN_MANAGER_READY)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hn_evidence_watch_set_service (fixture->watch, NULL, NULL);
  g_clear_pointer (&fixture->observer, fake_observer_free);
  /* Answers that nobody wants any more still have the watch. */
  while (G_OBJECT (fixture->watch)->ref_count > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->service);
  g_object_unref (fixture->manager);
  fake_manager_free (fixture->fake);
}

static void
wait_for_calls (Fixture *fixture, guint n)
{
  while (fixture->observer->calls->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_state (Fixture *fixture, HnEvidenceWatchState state)
{
  while (fixture->info->state != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_evidence (Fixture *fixture, guint n)
{
  while (fixture->n_told < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_calls (Fixture *fixture, const char *expected)
{
  g_autofree char *calls = fake_observer_dup_calls (fixture->observer);

  g_assert_cmpstr (calls, ==, expected);
}

static void
own (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fake_observer_own (fixture->observer);
  for (gboolean owned = FALSE; !owned;)
    {
      g_autoptr (GVariant) reply =
          g_dbus_connection_call_sync (fixture->observer->connection, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "NameHasOwner",
                                       g_variant_new ("(s)", "io.github.hardnut.Observer1"), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

      g_assert_no_error (error);
      g_variant_get (reply, "(b)", &owned);
    }
}

static void
look (Fixture *fixture)
{
  hn_evidence_watch_set_seen (fixture->watch, TRUE);
  hn_evidence_watch_set_service (fixture->watch, fixture->manager, fixture->service);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
peeked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidence) evidence = g_task_propagate_pointer (G_TASK (result), NULL);

  g_assert_nonnull (evidence);
  count_cb (user_data);
}

static void
test_nobody_looks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnObserverClient) other = hn_observer_client_new (HN_SCOPE_SYSTEM);
  guint n_changed = 0;

  own (fixture);
  hn_evidence_watch_set_service (fixture->watch, fixture->manager, fixture->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_calls (fixture, "");

  /* What came meanwhile is asked for once, when somebody looks. */
  fixture->observer->seen = TRUE;
  hn_evidence_watch_set_seen (fixture->watch, TRUE);
  wait_for_evidence (fixture, 1);
  assert_calls (fixture, "Get system a.service");
  hn_evidence_watch_set_seen (fixture->watch, FALSE);
  g_signal_connect_swapped (other, "changed", G_CALLBACK (count_cb), &n_changed);
  hn_observer_client_peek_async (other, "a.service", NULL, peeked_cb, &n_changed);
  while (n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_free (fake_observer_dup_calls (fixture->observer));
  fake_observer_tell (fixture->observer, "system", 0, "a.service");
  fake_observer_tell (fixture->observer, "system", 0, "a.service");
  while (n_changed < 3)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_calls (fixture, "");
  hn_evidence_watch_set_seen (fixture->watch, TRUE);
  wait_for_evidence (fixture, 2);
  assert_calls (fixture, "Get system a.service");
}

static void
test_watch (Fixture *fixture, gconstpointer data)
{
  gboolean user = GPOINTER_TO_INT (data) == HN_SCOPE_USER;
  const char *scope = user ? "user" : "system";
  g_autofree char *watched =
      g_strdup_printf ("Watch %s a.service 300 interactive; Get %s a.service", scope, scope);
  g_autofree char *stopped =
      g_strdup_printf ("Stop %s a.service interactive; Get %s a.service", scope, scope);
  const HnNeed *need;
  guint packet = (guint) hn_check_find ("RestrictAddressFamilies_AF_PACKET");

  own (fixture);
  look (fixture);
  while (fixture->info->note == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->info->note, ==, "It has not been watched");
  g_assert_null (fixture->info->trouble);
  g_free (fake_observer_dup_calls (fixture->observer));

  hn_evidence_watch_begin (fixture->watch, 300, FALSE);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_ASKING);
  wait_for_evidence (fixture, 1);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_WATCHING);
  assert_calls (fixture, watched);
  g_assert_cmpuint (fixture->info->ends, ==, fixture->observer->ends);
  g_assert_null (fixture->info->note);

  need = hn_service_get_need (fixture->service,
                              (guint) hn_check_find ("RestrictAddressFamilies_AF_NETLINK"));
  g_assert_cmpint (need->kind, ==, HN_NEED_USED);
  g_assert_cmpuint (need->count, ==, 3);
  g_assert_cmpint (hn_service_get_need (fixture->service, packet)->kind, ==, HN_NEED_REFUSED);

  /* Live: nobody is asked. Those of others are not meant. */
  g_free (fixture->observer->uses);
  fixture->observer->uses =
      g_strdup ("[('family', uint32 0, 'AF_PACKET', uint64 1, uint64 9, 'x', '')]");
  fake_observer_tell (fixture->observer, scope, user ? getuid () + 1 : 7, "a.service");
  fake_observer_tell (fixture->observer, scope, user ? getuid () : 0, "b.service");
  fake_observer_tell (fixture->observer, scope, user ? getuid () : 0, "a.service");
  wait_for_evidence (fixture, 2);
  g_assert_cmpuint (fixture->observer->calls->len, ==, 1);
  g_free (fake_observer_dup_calls (fixture->observer));
  g_assert_cmpint (hn_service_get_need (fixture->service, packet)->kind, ==, HN_NEED_USED);

  hn_evidence_watch_stop (fixture->watch);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_STOPPING);
  wait_for_evidence (fixture, 3);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_IDLE);
  assert_calls (fixture, stopped);
}

static void
test_ends_by_itself (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  look (fixture);
  hn_evidence_watch_begin (fixture->watch, 1, FALSE);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_WATCHING);
  wait_for_evidence (fixture, 1);
  fixture->observer->watched = FALSE;
  fake_observer_tell (fixture->observer, "system", 0, "a.service");
  wait_for_state (fixture, HN_EVIDENCE_WATCH_IDLE);
  g_assert_null (fixture->info->trouble);
  g_assert_nonnull (hn_service_get_evidence (fixture->service));
}

/* Whoever looks is not asked for a password; whoever presses a button is. */
static void
test_permission (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  fixture->observer->asks = fixture->observer->seen = TRUE;
  look (fixture);
  while (!fixture->info->hidden)
    g_main_context_iteration (NULL, TRUE);
  assert_calls (fixture, "Get system a.service");
  g_assert_null (fixture->info->trouble);

  hn_evidence_watch_show (fixture->watch);
  wait_for_evidence (fixture, 1);
  assert_calls (fixture, "Get system a.service interactive");
  g_assert_false (fixture->info->hidden);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_IDLE);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  fixture->observer->error = g_strdup ("NotAuthorized");
  look (fixture);
  while (!fixture->info->hidden)
    g_main_context_iteration (NULL, TRUE);
  hn_evidence_watch_begin (fixture->watch, 60, FALSE);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_IDLE);
  g_assert_cmpstr (fixture->info->trouble, ==, "Played refusal");
  hn_evidence_watch_show (fixture->watch);
  g_assert_null (fixture->info->trouble);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_IDLE);
  g_assert_cmpstr (fixture->info->trouble, ==, "Played refusal");
  g_assert_null (hn_service_get_evidence (fixture->service));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  look (fixture);
  while (!fixture->info->missing)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->info->trouble);
  hn_evidence_watch_begin (fixture->watch, 60, FALSE);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_ASKING);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_IDLE);
  g_assert_true (fixture->info->missing);
}

/* One that could be started is not, by a look alone. */
static void
test_not_started (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mark = g_build_filename (bus->folder, "started", NULL);
  g_autofree char *command = g_strdup_printf ("/usr/bin/touch %s", mark);

  private_bus_add_service (bus, "io.github.hardnut.Observer1", command);
  private_bus_reload (bus);
  look (fixture);
  while (!fixture->info->hidden)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->info->missing);
  g_assert_null (fixture->info->trouble);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
}

static void
test_goes_away (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  look (fixture);
  hn_evidence_watch_begin (fixture->watch, 60, FALSE);
  wait_for_evidence (fixture, 1);
  fake_observer_disown (fixture->observer);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_IDLE);
  g_assert_true (g_str_has_prefix (fixture->info->trouble, "Hardnut’s observer has gone away"));
  /* What was seen until then stays. */
  g_assert_nonnull (hn_service_get_evidence (fixture->service));
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  fixture->observer->seen = fixture->observer->broken = TRUE;
  look (fixture);
  while (fixture->info->trouble == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->info->trouble, ==,
                   "Hardnut’s observer gives an answer that makes no sense here");
  g_assert_null (hn_service_get_evidence (fixture->service));
}

/* An answer about one service is not one about the next. */
static void
test_other_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnService) other = hn_service_new ("b.service");

  own (fixture);
  fixture->observer->late = fixture->observer->seen = TRUE;
  look (fixture);
  wait_for_calls (fixture, 1);
  hn_evidence_watch_begin (fixture->watch, 60, FALSE);
  wait_for_calls (fixture, 2);
  hn_evidence_watch_set_service (fixture->watch, fixture->manager, other);
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_IDLE);
  fixture->observer->seen = FALSE;
  wait_for_calls (fixture, 3);
  fake_observer_answer_late (fixture->observer);
  while (hn_service_get_evidence (other) == NULL && fixture->info->note == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (hn_service_get_evidence (fixture->service));
  g_assert_null (fixture->info->trouble);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  look (fixture);
  hn_evidence_watch_read_restart (fixture->watch);
  g_assert_true (fixture->info->restart_due);
  while (fixture->info->restart_due)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->info->unrestartable);
  hn_evidence_watch_begin (fixture->watch, 60, TRUE);
  while (fixture->fake->restarted == NULL)
    g_main_context_iteration (NULL, TRUE);
  /* Not before: its start would not be seen. */
  g_assert_true (fixture->observer->watched);
  g_assert_cmpstr (fixture->fake->restarted, ==, "a.service");
  g_assert_null (fixture->info->trouble);
}

static void
test_restart_fails (Fixture *fixture, gconstpointer data)
{
  own (fixture);
  fixture->fake->refuses_restart = TRUE;
  look (fixture);
  hn_evidence_watch_read_restart (fixture->watch);
  while (fixture->info->restart_due)
    g_main_context_iteration (NULL, TRUE);
  hn_evidence_watch_begin (fixture->watch, 60, TRUE);
  while (fixture->info->trouble == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (
      g_str_has_prefix (fixture->info->trouble, "a.service is watched, but was not restarted: "));
  g_assert_cmpint (fixture->info->state, ==, HN_EVIDENCE_WATCH_WATCHING);
}

static void
test_no_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnService) guarded = hn_service_new ("dbus.service");

  own (fixture);
  fake_manager_add (fixture->fake, "dbus.service");
  hn_evidence_watch_set_seen (fixture->watch, TRUE);
  hn_evidence_watch_set_service (fixture->watch, fixture->manager, guarded);
  hn_evidence_watch_read_restart (fixture->watch);
  while (fixture->info->restart_due)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (fixture->info->unrestartable);
  hn_evidence_watch_begin (fixture->watch, 60, TRUE);
  wait_for_state (fixture, HN_EVIDENCE_WATCH_WATCHING);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->fake->restarted);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/evidence-watch/nobody-looks", test_nobody_looks },
    { "/evidence-watch/watch", test_watch },
    { "/evidence-watch/ends-by-itself", test_ends_by_itself },
    { "/evidence-watch/permission", test_permission },
    { "/evidence-watch/denied", test_denied },
    { "/evidence-watch/missing", test_missing },
    { "/evidence-watch/goes-away", test_goes_away },
    { "/evidence-watch/nonsense", test_nonsense },
    { "/evidence-watch/other-service", test_other_service },
    { "/evidence-watch/restart", test_restart },
    { "/evidence-watch/restart-fails", test_restart_fails },
    { "/evidence-watch/no-restart", test_no_restart },
    { "/evidence-watch/not-started", test_not_started },
  };
  int status;

  bus = private_bus_new ();
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", bus->address, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GINT_TO_POINTER (HN_SCOPE_SYSTEM), set_up, tests[i].test,
                tear_down);
  g_test_add ("/evidence-watch/watch-of-user", Fixture, GINT_TO_POINTER (HN_SCOPE_USER), set_up,
              test_watch, tear_down);
  status = g_test_run ();
  private_bus_free (bus);

  return status;
}
