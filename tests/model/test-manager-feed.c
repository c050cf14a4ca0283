/* The thread around a manager, held against a fake one. The fake lives in the default main context;
 * what the feed tells comes in another one, so that a test decides when it is told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "fake-manager.h"
#include "model/manager-feed.h"
#include "wait.h"

typedef struct
{
  FakeManager *fake;
  GMainContext *context;
  HnManagerFeed *feed;
  GThread *thread; /* of the test */

  GString *told; /* a word for each thing that was told */
  GHashTable *names;
  HnManagerState state;
  guint version;
  guint done;
  guint total;
  gboolean pending;
  GError *error;    /* the last one */
  gboolean free_it; /* at the next thing that is told */
} Fixture;

static const char *
state_word (HnManagerState state)
{
  return state == HN_MANAGER_READY ? "ready" : state == HN_MANAGER_GONE ? "gone" : "other";
}

static char *
dup_word (const HnBatch *batch)
{
  const HnUnit *unit;

  switch (batch->kind)
    {
    case HN_BATCH_STATE:
      return g_strdup (state_word (batch->state));
    case HN_BATCH_LISTING:
      return g_strdup ("listing");
    case HN_BATCH_GLANCED:
      return g_strdup ("glanced");
    case HN_BATCH_LISTED:
      return g_strdup (batch->error != NULL ? "failed" : "listed");
    case HN_BATCH_REMOVED:
      return g_strdup ("removed");
    case HN_BATCH_FILES_CHANGED:
      return g_strdup ("files");
    case HN_BATCH_FACTS:
      return NULL;
    case HN_BATCH_UNITS:
      /* Of a listing, only what it brings is of interest. */
      if (batch->total > 0 || batch->units->len == 0)
        return NULL;
      unit = batch->units->pdata[0];
      return g_strconcat (unit->settings != NULL ? "read:" : "gone:", unit->name, NULL);
    case HN_BATCH_SETTINGS:
    case HN_BATCH_SCANNED:
    default:
      g_assert_not_reached ();
    }
}

static void
take_cb (HnBatch *batch, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *word = dup_word (batch);

  g_assert_true (g_thread_self () == fixture->thread);
  fixture->pending = batch->pending;

  switch (batch->kind)
    {
    case HN_BATCH_STATE:
      fixture->state = batch->state;
      fixture->version = batch->version;
      g_assert_true ((batch->error != NULL) == (batch->state == HN_MANAGER_GONE));
      break;

    case HN_BATCH_LISTING:
      fixture->done = 0;
      g_hash_table_remove_all (fixture->names);
      break;

    case HN_BATCH_UNITS:
      for (guint i = 0; i < batch->units->len; i++)
        {
          const HnUnit *unit = batch->units->pdata[i];

          g_assert_true (g_hash_table_add (fixture->names, g_strdup (unit->name)) ||
                         batch->total == 0);
          g_assert_true (unit->settings != NULL || batch->total == 0);
        }
      g_assert_cmpuint (batch->units->len, <=, 32);
      if (batch->total == 0)
        break;
      g_assert_cmpuint (batch->done, >=, fixture->done);
      fixture->done = batch->done;
      fixture->total = batch->total;
      break;

    case HN_BATCH_LISTED:
      g_clear_error (&fixture->error);
      fixture->error = g_steal_pointer (&batch->error);
      g_assert_true ((fixture->error != NULL) == (batch->names == NULL));
      if (batch->names != NULL)
        g_assert_cmpuint (g_hash_table_size (batch->names), ==, g_hash_table_size (fixture->names));
      break;

    case HN_BATCH_FACTS:
      g_assert_nonnull (batch->facts);
      break;

    case HN_BATCH_GLANCED:
    case HN_BATCH_REMOVED:
    case HN_BATCH_FILES_CHANGED:
    case HN_BATCH_SETTINGS:
    case HN_BATCH_SCANNED:
    default:
      break;
    }

  if (word == NULL)
    return;

  g_string_append_printf (fixture->told, "%s ", word);
  if (fixture->free_it)
    g_clear_pointer (&fixture->feed, hn_manager_feed_free);
}

/* Waits, and is told. */
#define wait_told(fixture, word)                                     \
  wait_until ((g_main_context_iteration ((fixture)->context, FALSE), \
               strstr ((fixture)->told->str, word) != NULL))

static void
answer_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  wait_until (g_get_monotonic_time () >= end);
}

static void
start (Fixture *fixture, const char *address)
{
  g_main_context_push_thread_default (fixture->context);
  fixture->feed = hn_manager_feed_new (HN_SCOPE_SYSTEM, address, take_cb, fixture);
  g_main_context_pop_thread_default (fixture->context);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->thread = g_thread_self ();
  fixture->context = g_main_context_new ();
  fixture->told = g_string_new ("");
  fixture->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->fake = fake_manager_new (data != NULL ? GPOINTER_TO_INT (data) : FAKE_PEER);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%03u.service", i);

      fake_manager_add (fixture->fake, name);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->feed, hn_manager_feed_free);
  fake_manager_free (fixture->fake);
  g_string_free (fixture->told, TRUE);
  g_hash_table_unref (fixture->names);
  g_clear_error (&fixture->error);
  g_main_context_unref (fixture->context);
}

static void
test_reads_ahead (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  wait_until (fixture->fake->n_reads == 300);
  answer_for (200);

  /* All of it while nobody listened, and then all of it at once. */
  g_assert_cmpstr (fixture->told->str, ==, "");
  hn_manager_feed_catch_up (fixture->feed);
  g_assert_cmpstr (fixture->told->str, ==, "listing ready listed ");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->version, >, 0);
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 300);
  g_assert_cmpuint (fixture->done, ==, 300);
  g_assert_cmpuint (fixture->total, ==, 300);
  g_assert_false (fixture->pending);
  g_assert_cmpuint (fixture->fake->n_connections, ==, 1);

  g_assert_false (g_main_context_iteration (fixture->context, FALSE) &&
                  strlen (fixture->told->str) > strlen ("listing ready listed "));
}

static void
test_catches_up_half_way (Fixture *fixture, gconstpointer data)
{
  fixture->fake->slow = TRUE;
  start (fixture, fixture->fake->address);
  wait_until (fixture->fake->n_reads >= 100);

  hn_manager_feed_catch_up (fixture->feed);
  g_assert_null (strstr (fixture->told->str, "listed"));
  g_assert_cmpuint (g_hash_table_size (fixture->names), <, 300);

  wait_told (fixture, "listed");
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 300);
}

/* What happens between the reading and the first look at it is neither lost nor told too early. */
static void
test_keeps_the_order (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  wait_until (fixture->fake->n_reads == 300);
  answer_for (200);
  fake_manager_emit_state (fixture->fake, "s001.service", "failed");
  answer_for (300);

  hn_manager_feed_catch_up (fixture->feed);
  g_assert_cmpstr (fixture->told->str, ==, "listing ready listed read:s001.service ");
  g_assert_false (fixture->pending);

  /* Of a service that the manager cannot find any more. */
  fake_manager_emit_unit (fixture->fake, "UnitNew", "nobody.service");
  wait_told (fixture, "gone:nobody.service");
  g_assert_false (fixture->pending);

  fake_manager_emit_unit (fixture->fake, "UnitRemoved", "s002.service");
  wait_told (fixture, "removed");
}

static void
test_no_manager (Fixture *fixture, gconstpointer data)
{
  start (fixture, "unix:path=/nonexistent/bus");
  answer_for (200);
  hn_manager_feed_catch_up (fixture->feed);
  g_assert_cmpstr (fixture->told->str, ==, "listing gone failed ");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  fixture->fake->list_mood = FAKE_LIST_DENIED;
  start (fixture, fixture->fake->address);
  wait_told (fixture, "failed");
  g_assert_cmpstr (fixture->told->str, ==, "listing ready failed ");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);
}

static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  wait_told (fixture, "listed");

  fake_manager_stop (fixture->fake);
  wait_told (fixture, "gone");
  fake_manager_start (fixture->fake);
  g_string_truncate (fixture->told, 0);
  hn_manager_feed_retry (fixture->feed);
  wait_told (fixture, "ready listing listed");
}

static void
write_unit (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->fake->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Of this machine's own manager: first what the files say, and the manager when it is asked again.
 */
static void
test_glances_at_files (Fixture *fixture, gconstpointer data)
{
  write_unit (fixture, "s007.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "s299.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "not-loaded.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "s008.service", "[Service]\nUMask=0077\n");
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", fixture->fake->address, TRUE);
  g_setenv ("SYSTEMD_UNIT_PATH", fixture->fake->folder, TRUE);

  start (fixture, NULL);
  wait_told (fixture, "glanced");
  g_assert_cmpstr (fixture->told->str, ==, "listing ready glanced ");
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 2);
  g_assert_true (g_hash_table_contains (fixture->names, "s007.service"));
  g_assert_true (g_hash_table_contains (fixture->names, "s299.service"));
  g_assert_cmpuint (fixture->done, ==, 300);
  g_assert_cmpuint (fixture->total, ==, 300);
  answer_for (300);
  g_assert_cmpuint (fixture->fake->n_reads, ==, 0);

  g_hash_table_remove_all (fixture->names);
  fixture->done = 0;
  hn_manager_feed_confirm (fixture->feed);
  wait_told (fixture, "listed");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 300);

  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  g_unsetenv ("SYSTEMD_UNIT_PATH");
}

/* A manager that gives no list is asked again, and then glanced at. */
static void
test_glances_later (Fixture *fixture, gconstpointer data)
{
  fixture->fake->list_mood = FAKE_LIST_DENIED;
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", fixture->fake->address, TRUE);
  g_setenv ("SYSTEMD_UNIT_PATH", fixture->fake->folder, TRUE);

  start (fixture, NULL);
  wait_told (fixture, "failed");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);

  fixture->fake->list_mood = FAKE_LIST_GOOD;
  hn_manager_feed_retry (fixture->feed);
  wait_told (fixture, "glanced");

  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  g_unsetenv ("SYSTEMD_UNIT_PATH");
}

static guint
count_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint n = 0;

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL))
        n += g_str_equal (g_strchomp (name), "manager");
    }

  return n;
}

/* Whatever it is doing: once the feed is free nothing is told, and its thread and its connection
 * are gone. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    {
      fixture->fake->slow = i % 2 == 1;
      start (fixture, fixture->fake->address);
      answer_for (i * 4);
      wait_until (count_threads () == 1);
      g_clear_pointer (&fixture->feed, hn_manager_feed_free);
      wait_until (count_threads () == 0);
      if (fixture->fake->kind == FAKE_PEER)
        wait_until (fixture->fake->peers->len == 0);
      while (g_main_context_iteration (fixture->context, FALSE))
        ;
      g_assert_cmpstr (fixture->told->str, ==, "");
    }
}

static void
test_ends_while_told (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  fixture->free_it = TRUE;
  wait_told (fixture, "listing");
  g_assert_null (fixture->feed);
  answer_for (100);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpstr (fixture->told->str, ==, "listing ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, kind, function) \
  g_test_add (path, Fixture, GINT_TO_POINTER (kind), set_up, function, tear_down)
  /* First, while there are no threads: they change the environment. */
  ADD ("/manager-feed/glances-at-files", FAKE_BUS, test_glances_at_files);
  ADD ("/manager-feed/glances-later", FAKE_BUS, test_glances_later);
  ADD ("/manager-feed/reads-ahead", FAKE_PEER, test_reads_ahead);
  ADD ("/manager-feed/catches-up-half-way", FAKE_PEER, test_catches_up_half_way);
  ADD ("/manager-feed/keeps-the-order", FAKE_PEER, test_keeps_the_order);
  ADD ("/manager-feed/no-manager", FAKE_PEER, test_no_manager);
  ADD ("/manager-feed/denied", FAKE_PEER, test_denied);
  ADD ("/manager-feed/comes-back", FAKE_PEER, test_comes_back);
  ADD ("/manager-feed/ends", FAKE_PEER, test_ends);
  ADD ("/manager-feed/ends-while-told", FAKE_PEER, test_ends_while_told);
  ADD ("/manager-feed/ends-without-an-answer", FAKE_MUTE, test_ends);
#undef ADD

  return g_test_run ();
}
