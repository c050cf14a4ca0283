/* The thread around a manager, held against a fake one. The fake lives in the default main context;
 * what the reader tells comes in another one, so that a test decides when it is told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "fake-manager.h"
#include "model/service-reader.h"

/* A machine under load is no failure (in µs). */
#define PATIENCE (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  FakeManager *fake;
  GMainContext *context;
  HnServiceReader *reader;
  GThread *thread; /* of the test */

  GString *told; /* a word for each thing that was told */
  GHashTable *names;
  HnManagerState state;
  guint version;
  guint done;
  guint total;
  guint n_slices;
  GError *error;    /* the last one */
  gboolean free_it; /* at the next thing that is told */
} Fixture;

static void
note (Fixture *fixture, const char *word)
{
  g_assert_true (g_thread_self () == fixture->thread);
  g_string_append_printf (fixture->told, "%s ", word);
  if (fixture->free_it)
    g_clear_pointer (&fixture->reader, hn_service_reader_free);
}

static void
keep_error (Fixture *fixture, const GError *error)
{
  g_clear_error (&fixture->error);
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
state_cb (HnManagerState state, const GError *error, guint version, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->state = state;
  fixture->version = version;
  g_assert_true ((error != NULL) == (state == HN_MANAGER_GONE));
  note (fixture, state == HN_MANAGER_READY ? "ready" : state == HN_MANAGER_GONE ? "gone" : "other");
}

static void
units_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < units->len; i++)
    {
      const HnUnit *unit = units->pdata[i];

      g_assert_true (g_hash_table_add (fixture->names, g_strdup (unit->name)));
      g_assert_nonnull (unit->settings);
    }
  g_assert_cmpuint (done, >=, fixture->done);
  fixture->done = done;
  fixture->total = total;
}

static void
glanced_cb (gpointer user_data)
{
  note (user_data, "glanced");
}

static void
listed_cb (const GError *error, gpointer user_data)
{
  keep_error (user_data, error);
  note (user_data, error != NULL ? "failed" : "listed");
}

static void
read_cb (const char *name, HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autofree char *word = g_strconcat (unit != NULL ? "read:" : "unread:", name, NULL);

  g_assert_true ((unit != NULL) != (error != NULL));
  keep_error (user_data, error);
  note (user_data, word);
}

static void
changed_cb (const char *name, gpointer user_data)
{
  g_autofree char *word = g_strconcat ("changed:", name, NULL);

  note (user_data, word);
}

static void
removed_cb (const char *name, gpointer user_data)
{
  g_autofree char *word = g_strconcat ("removed:", name, NULL);

  note (user_data, word);
}

static void
files_changed_cb (gpointer user_data)
{
  note (user_data, "files");
}

static void
reset_cb (gpointer user_data)
{
  note (user_data, "reset");
}

static void
sliced_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_slices++;
}

static const HnServiceReaderFuncs funcs = {
  .state = state_cb,
  .units = units_cb,
  .glanced = glanced_cb,
  .listed = listed_cb,
  .read = read_cb,
  .changed = changed_cb,
  .removed = removed_cb,
  .files_changed = files_changed_cb,
  .reset = reset_cb,
  .sliced = sliced_cb,
};

/* Waits while the fake manager answers; tells nothing. */
#define wait_for(condition)                                     \
  G_STMT_START                                                  \
  {                                                             \
    gint64 deadline = g_get_monotonic_time () + PATIENCE;       \
    while (!(condition))                                        \
      {                                                         \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline); \
        if (!g_main_context_iteration (NULL, FALSE))            \
          g_usleep (1000);                                      \
      }                                                         \
  }                                                             \
  G_STMT_END

/* The same, and is told. */
#define wait_told(fixture, word)                                   \
  wait_for ((g_main_context_iteration ((fixture)->context, FALSE), \
             strstr ((fixture)->told->str, word) != NULL))

static void
answer_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  wait_for (g_get_monotonic_time () >= end);
}

static void
start (Fixture *fixture, const char *address)
{
  g_main_context_push_thread_default (fixture->context);
  fixture->reader = hn_service_reader_new (HN_SCOPE_SYSTEM, address, &funcs, fixture);
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
  hn_service_reader_free (fixture->reader);
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
  hn_service_reader_list (fixture->reader);
  wait_for (fixture->fake->n_reads == 300);
  answer_for (200);

  /* All of it while nobody listened, and then all of it at once. */
  g_assert_cmpstr (fixture->told->str, ==, "");
  hn_service_reader_catch_up (fixture->reader);
  g_assert_cmpstr (fixture->told->str, ==, "ready listed ");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->version, >, 0);
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 300);
  g_assert_cmpuint (fixture->done, ==, 300);
  g_assert_cmpuint (fixture->total, ==, 300);
  g_assert_cmpuint (fixture->n_slices, ==, 1);
  g_assert_cmpuint (fixture->fake->n_connections, ==, 1);

  g_assert_false (g_main_context_iteration (fixture->context, FALSE) &&
                  strlen (fixture->told->str) > strlen ("ready listed "));
}

static void
test_catches_up_half_way (Fixture *fixture, gconstpointer data)
{
  fixture->fake->slow = TRUE;
  start (fixture, fixture->fake->address);
  hn_service_reader_list (fixture->reader);
  wait_for (fixture->fake->n_reads >= 100);

  hn_service_reader_catch_up (fixture->reader);
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
  hn_service_reader_list (fixture->reader);
  wait_for (fixture->fake->n_reads == 300);
  answer_for (200);
  fake_manager_emit_state (fixture->fake, "s001.service", "failed");
  answer_for (300);

  hn_service_reader_catch_up (fixture->reader);
  g_assert_cmpstr (fixture->told->str, ==, "ready listed changed:s001.service ");

  hn_service_reader_read (fixture->reader, "s001.service");
  hn_service_reader_read (fixture->reader, "nobody.service");
  wait_told (fixture, "unread:nobody.service");
  wait_told (fixture, " read:s001.service");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NOT_FOUND);

  fake_manager_emit_unit (fixture->fake, "UnitRemoved", "s002.service");
  wait_told (fixture, "removed:s002.service");
}

static void
test_no_manager (Fixture *fixture, gconstpointer data)
{
  start (fixture, "unix:path=/nonexistent/bus");
  hn_service_reader_list (fixture->reader);
  answer_for (200);
  hn_service_reader_catch_up (fixture->reader);
  g_assert_cmpstr (fixture->told->str, ==, "gone failed ");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  fixture->fake->list_mood = FAKE_LIST_DENIED;
  start (fixture, fixture->fake->address);
  hn_service_reader_list (fixture->reader);
  wait_told (fixture, "failed");
  g_assert_cmpstr (fixture->told->str, ==, "ready failed ");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);
}

static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  hn_service_reader_list (fixture->reader);
  wait_told (fixture, "listed");

  fake_manager_stop (fixture->fake);
  wait_told (fixture, "gone");
  fake_manager_start (fixture->fake);
  g_string_truncate (fixture->told, 0);
  hn_service_reader_retry (fixture->reader);
  wait_told (fixture, "reset");
  g_assert_nonnull (strstr (fixture->told->str, "ready reset"));
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
  hn_service_reader_list (fixture->reader);
  wait_told (fixture, "glanced");
  g_assert_cmpstr (fixture->told->str, ==, "ready glanced ");
  g_assert_cmpuint (g_hash_table_size (fixture->names), ==, 2);
  g_assert_true (g_hash_table_contains (fixture->names, "s007.service"));
  g_assert_true (g_hash_table_contains (fixture->names, "s299.service"));
  g_assert_cmpuint (fixture->done, ==, 300);
  g_assert_cmpuint (fixture->total, ==, 300);
  answer_for (300);
  g_assert_cmpuint (fixture->fake->n_reads, ==, 0);

  g_hash_table_remove_all (fixture->names);
  fixture->done = 0;
  hn_service_reader_list (fixture->reader);
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
  hn_service_reader_list (fixture->reader);
  wait_told (fixture, "failed");
  g_assert_error (fixture->error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_DENIED);

  fixture->fake->list_mood = FAKE_LIST_GOOD;
  hn_service_reader_list (fixture->reader);
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
        n += g_str_equal (g_strchomp (name), "reader");
    }

  return n;
}

/* Whatever it is doing: once the reader is free nothing is told, and its thread and its connection
 * are gone. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    {
      fixture->fake->slow = i % 2 == 1;
      start (fixture, fixture->fake->address);
      hn_service_reader_list (fixture->reader);
      hn_service_reader_read (fixture->reader, "s003.service");
      answer_for (i * 4);
      wait_for (count_threads () == 1);
      g_clear_pointer (&fixture->reader, hn_service_reader_free);
      wait_for (count_threads () == 0);
      if (fixture->fake->kind == FAKE_PEER)
        wait_for (fixture->fake->peers->len == 0);
      while (g_main_context_iteration (fixture->context, FALSE))
        ;
      g_assert_cmpstr (fixture->told->str, ==, "");
    }
}

static void
test_ends_while_told (Fixture *fixture, gconstpointer data)
{
  start (fixture, fixture->fake->address);
  hn_service_reader_list (fixture->reader);
  fixture->free_it = TRUE;
  wait_told (fixture, "ready");
  g_assert_null (fixture->reader);
  answer_for (100);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpstr (fixture->told->str, ==, "ready ");
  g_assert_cmpuint (fixture->n_slices, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, kind, function) \
  g_test_add (path, Fixture, GINT_TO_POINTER (kind), set_up, function, tear_down)
  /* First, while there are no threads: they change the environment. */
  ADD ("/reader/glances-at-files", FAKE_BUS, test_glances_at_files);
  ADD ("/reader/glances-later", FAKE_BUS, test_glances_later);
  ADD ("/reader/reads-ahead", FAKE_PEER, test_reads_ahead);
  ADD ("/reader/catches-up-half-way", FAKE_PEER, test_catches_up_half_way);
  ADD ("/reader/keeps-the-order", FAKE_PEER, test_keeps_the_order);
  ADD ("/reader/no-manager", FAKE_PEER, test_no_manager);
  ADD ("/reader/denied", FAKE_PEER, test_denied);
  ADD ("/reader/comes-back", FAKE_PEER, test_comes_back);
  ADD ("/reader/ends", FAKE_PEER, test_ends);
  ADD ("/reader/ends-while-told", FAKE_PEER, test_ends_while_told);
  ADD ("/reader/ends-without-an-answer", FAKE_MUTE, test_ends);
#undef ADD

  return g_test_run ();
}
