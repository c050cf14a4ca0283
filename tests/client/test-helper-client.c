/* The client: whether there is a helper, what it is asked, and what goes wrong with that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client-fixture.h"
#include "engine/etag.h"

static void
count_cb (HnHelperClient *client, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_owned (Fixture *fixture, gconstpointer data)
{
  guint n_state = 0;

  fixture_connect (fixture, fixture->bus->address);
  g_signal_connect (fixture->client, "state-changed", G_CALLBACK (count_cb), &n_state);
  g_assert_cmpint (hn_helper_client_get_state (fixture->client), ==, HN_HELPER_CONNECTING);
  g_assert_false (hn_helper_client_get_available (fixture->client));

  WAIT_UNTIL (hn_helper_client_get_available (fixture->client));
  g_assert_null (hn_helper_client_get_error (fixture->client));
  g_assert_cmpuint (n_state, ==, 1);

  fake_helper_disown (fixture->helper);
  WAIT_UNTIL (!hn_helper_client_get_available (fixture->client));
  g_assert_cmpint (hn_helper_client_get_state (fixture->client), ==, HN_HELPER_MISSING);
  g_assert_error (hn_helper_client_get_error (fixture->client), HN_HELPER_ERROR,
                  HN_HELPER_ERROR_UNAVAILABLE);

  fake_helper_own (fixture->helper);
  WAIT_UNTIL (hn_helper_client_get_available (fixture->client));
  g_assert_cmpuint (n_state, ==, 3);
}

/* A helper that does not run, but would, and one that is installed meanwhile. */
static void
test_activatable (Fixture *fixture, gconstpointer data)
{
  fake_helper_disown (fixture->helper);
  fixture_connect (fixture, fixture->bus->address);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) != HN_HELPER_CONNECTING);
  g_assert_cmpint (hn_helper_client_get_state (fixture->client), ==, HN_HELPER_MISSING);

  private_bus_add_service (fixture->bus, HN_HELPER_NAME, "/bin/false");
  private_bus_reload (fixture->bus);
  WAIT_UNTIL (hn_helper_client_get_available (fixture->client));

  /* It is there, and cannot be started. */
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE);
}

static void
test_no_bus (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->helper, fake_helper_free);
  private_bus_stop (fixture->bus);
  fixture_connect (fixture, fixture->bus->address);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) == HN_HELPER_GONE);
  g_assert_error (hn_helper_client_get_error (fixture->client), HN_HELPER_ERROR,
                  HN_HELPER_ERROR_NO_BUS);
  g_assert_nonnull (
      strstr (hn_helper_client_get_error (fixture->client)->message, fixture->bus->address));
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS);
  g_assert_null (fixture_etag (fixture, "web.service"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS);

  /* It connects again by itself. */
  private_bus_start (fixture->bus);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) == HN_HELPER_MISSING);
}

static void
test_addresses (void)
{
  static const char *const wrong[] = { "", "nonsense", "unix:path=/nonexistent/bus",
                                       "unixexec:path=/bin/false", "tcp:host=" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (HnHelperClient) client = hn_helper_client_new (HN_SCOPE_USER, wrong[i]);

      WAIT_UNTIL (hn_helper_client_get_state (client) == HN_HELPER_GONE);
      g_assert_nonnull (hn_helper_client_get_error (client));
    }
}

static void
test_wire (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
      fixture_changes ("ProtectSystem=strict", "SystemCallFilter=", "SystemCallFilter=~@mount %h",
                       NULL);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autofree char *trial = NULL;

  fixture_connect_and_wait (fixture);
  hn_helper_client_try_async (fixture->client, "a-b.service", changes, "0123abcd", 77, FALSE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);
  trial = fixture->answer;
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (trial, ==, "trial-1");
  g_assert_cmpstr (fixture_last_call (fixture), ==,
                   "Try a-b.service [ProtectSystem=strict|SystemCallFilter=|"
                   "SystemCallFilter=~@mount %h] 0123abcd 77 no-restart interactive");

  g_assert_true (fixture_keep (fixture, trial));
  g_assert_cmpstr (fixture_last_call (fixture), ==, "Keep trial-1 interactive");

  fixture->done = FALSE;
  hn_helper_client_try_async (fixture->client, "a-b.service", nothing, "9876", 5, TRUE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_free (trial);
  trial = fixture->answer;
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture_last_call (fixture), ==,
                   "Remove a-b.service 9876 5 restart interactive");
  g_assert_true (fixture_revert (fixture, trial));
  g_assert_cmpstr (fixture_last_call (fixture), ==, "Revert trial-2 interactive");

  g_assert_false (fixture_revert (fixture, "trial-2"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_SUCH_TRIAL);
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HnAccepted) one =
      hn_accepted_new ("a-b.service", "PrivateTmp", "2999-01-31", "So", &fixture->error);
  g_autoptr (HnAccepted) all = hn_accepted_new ("", "UMask", "2999-01-31", "So", &fixture->error);

  fixture_connect_and_wait (fixture);
  hn_helper_client_accept_async (fixture->client, one, FALSE, NULL, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture_last_call (fixture), ==,
                   "Accept a-b.service [PrivateTmp] [2999-01-31] [So] interactive");
  fixture->done = FALSE;
  hn_helper_client_accept_async (fixture->client, all, TRUE, NULL, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture_last_call (fixture), ==, "Accept  [UMask] [] [] interactive");

  fixture->done = FALSE;
  fixture->helper->error = g_strdup ("NotAuthorized");
  hn_helper_client_accept_async (fixture->client, one, FALSE, NULL, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    HnHelperError code;
    gboolean words; /* the helper's own are told as well */
  } cases[] = {
    { "InvalidArgs", HN_HELPER_ERROR_INVALID_ARGS, TRUE },
    { "InvalidUnit", HN_HELPER_ERROR_INVALID_UNIT, TRUE },
    { "NotFound", HN_HELPER_ERROR_NOT_FOUND, TRUE },
    { "UnitRefused", HN_HELPER_ERROR_UNIT_REFUSED, TRUE },
    { "InvalidValue", HN_HELPER_ERROR_INVALID_VALUE, TRUE },
    { "DirectiveRefused", HN_HELPER_ERROR_DIRECTIVE_REFUSED, TRUE },
    { "TooOld", HN_HELPER_ERROR_TOO_OLD, TRUE },
    { "TooLarge", HN_HELPER_ERROR_TOO_LARGE, TRUE },
    { "Changed", HN_HELPER_ERROR_CHANGED, TRUE },
    { "Busy", HN_HELPER_ERROR_BUSY, TRUE },
    { "NotAuthorized", HN_HELPER_ERROR_NOT_AUTHORIZED, TRUE },
    { "AuthorizationFailed", HN_HELPER_ERROR_AUTHORIZATION_FAILED, TRUE },
    { "NoSuchTrial", HN_HELPER_ERROR_NO_SUCH_TRIAL, TRUE },
    { "NotYours", HN_HELPER_ERROR_NOT_YOURS, TRUE },
    { "Failed", HN_HELPER_ERROR_FAILED, TRUE },
    { "SomethingNew", HN_HELPER_ERROR_FAILED, TRUE },
    { "!org.freedesktop.DBus.Error.AccessDenied", HN_HELPER_ERROR_NOT_AUTHORIZED, TRUE },
    { "!org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      HN_HELPER_ERROR_NOT_AUTHORIZED, TRUE },
    { "!org.freedesktop.DBus.Error.ServiceUnknown", HN_HELPER_ERROR_UNAVAILABLE, TRUE },
    { "!org.freedesktop.DBus.Error.Spawn.ExecFailed", HN_HELPER_ERROR_UNAVAILABLE, TRUE },
    { "!org.freedesktop.DBus.Error.LimitsExceeded", HN_HELPER_ERROR_BUSY, TRUE },
    { "!org.freedesktop.DBus.Error.TimedOut", HN_HELPER_ERROR_TIMEOUT, FALSE },
    { "!org.freedesktop.DBus.Error.NoReply", HN_HELPER_ERROR_LOST, FALSE },
    { "!org.freedesktop.DBus.Error.UnknownMethod", HN_HELPER_ERROR_PROTOCOL, TRUE },
    { "!com.example.Odd", HN_HELPER_ERROR_PROTOCOL, TRUE },
  };
  g_autoptr (GHashTable) messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  fixture_connect_and_wait (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      fixture->helper->error = g_strdup (cases[i].name);
      g_assert_null (fixture_try (fixture));
      g_assert_error (fixture->error, HN_HELPER_ERROR, (int) cases[i].code);
      g_assert_cmpint (strstr (fixture->error->message, "the helper’s words") != NULL, ==,
                       cases[i].words);
      /* Each of the helper's own says something else, and which service it is about. */
      if (i < 15)
        {
          g_assert_nonnull (strstr (fixture->error->message, "web.service"));
          g_assert_true (g_hash_table_add (messages, g_strdup (fixture->error->message)));
        }
      g_assert_false (fixture_keep (fixture, "trial-1"));
      g_assert_error (fixture->error, HN_HELPER_ERROR, (int) cases[i].code);
      g_clear_pointer (&fixture->helper->error, g_free);
    }
  g_assert_cmpuint (fixture->told->len, ==, 0);
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_WRONG_TYPE;
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL);

  fixture->done = FALSE;
  hn_helper_client_read_trials_async (fixture->client, NULL, fixture_list_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_null (fixture->answer);
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL);

  fixture->helper->answer = FAKE_ANSWER_EMPTY;
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->told->len, ==, 0);
}

static void
test_not_utf8 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = fixture_changes ("ReadWritePaths=/\xff", NULL);
  g_autoptr (GPtrArray) good = fixture_changes ("PrivateTmp=yes", NULL);
  guint n_calls;

  fixture_connect_and_wait (fixture);
  n_calls = fixture->helper->calls->len;
  hn_helper_client_try_async (fixture->client, "web.service", changes, "E", 60, TRUE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE);

  fixture->done = FALSE;
  hn_helper_client_try_async (fixture->client, "\xff.service", good, "E", 60, TRUE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE);
  g_assert_cmpuint (fixture->helper->calls->len, ==, n_calls);
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  hn_helper_client_set_limits (fixture->client, 100, 200, 20, 50);
  fixture->helper->answer = FAKE_ANSWER_SILENT;
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_TIMEOUT);
  g_assert_false (fixture_keep (fixture, "trial-1"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_TIMEOUT);
  /* The others go on. */
  g_assert_true (hn_helper_client_get_available (fixture->client));
}

static void
test_helper_leaves (Fixture *fixture, gconstpointer data)
{
  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_LEAVE;
  g_assert_null (fixture_try (fixture));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) == HN_HELPER_MISSING);
}

static void
test_bus_breaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = fixture_changes ("PrivateTmp=yes", NULL);

  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_SILENT;
  fixture->done = FALSE;
  hn_helper_client_try_async (fixture->client, "web.service", changes, "E", 60, TRUE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (strcmp (fixture_last_call (fixture), "Try") == 0);
  g_clear_pointer (&fixture->helper, fake_helper_free);
  private_bus_stop (fixture->bus);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST);
  g_assert_cmpint (hn_helper_client_get_state (fixture->client), ==, HN_HELPER_GONE);

  /* It comes back by itself. */
  private_bus_start (fixture->bus);
  WAIT_UNTIL (hn_helper_client_get_state (fixture->client) == HN_HELPER_MISSING);
  fixture->helper = fake_helper_new (fixture->bus->address);
  fake_helper_own (fixture->helper);
  WAIT_UNTIL (hn_helper_client_get_available (fixture->client));
  g_free (fixture_try (fixture));
  g_assert_no_error (fixture->error);
}

/* Somebody gives up while the password is asked for, which is typed all the same. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) changes = fixture_changes ("PrivateTmp=yes", NULL);

  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_LATE;
  hn_helper_client_try_async (fixture->client, "web.service", changes, "E", 60, TRUE, cancellable,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->helper->late.length == 1);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  WAIT_UNTIL (g_str_has_prefix (fixture_last_call (fixture), "Revert trial-1"));
  WAIT_UNTIL (fixture->told->len > 0 &&
              g_str_has_suffix (fixture->told->pdata[fixture->told->len - 1], "on request)"));

  /* And one that was cancelled before it was asked. */
  fixture->done = FALSE;
  hn_helper_client_end_async (fixture->client, "x", TRUE, cancellable, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Likewise for a search: what nobody wants any more is ended. */
static void
test_search_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const char *const units[] = { "web.service", NULL };

  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_LATE;
  hn_helper_client_begin_async (fixture->client, units, 60, cancellable, fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->helper->late.length == 1);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  WAIT_UNTIL (g_str_equal (fixture_last_call (fixture), "End session-1"));
}

/* The client goes while the helper still thinks. */
static void
test_client_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) changes = fixture_changes ("PrivateTmp=yes", NULL);
  gpointer weak = NULL;

  fixture_connect_and_wait (fixture);
  fixture->helper->answer = FAKE_ANSWER_LATE;
  hn_helper_client_try_async (fixture->client, "web.service", changes, "E", 60, TRUE, cancellable,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->helper->late.length == 1);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (fixture->done);
  weak = fixture->client;
  g_object_add_weak_pointer (G_OBJECT (fixture->client), &weak);
  g_clear_object (&fixture->client);
  WAIT_UNTIL (weak == NULL);
  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  fixture_run (50);

  /* Nor may it go wrong before it is connected. */
  fixture_connect (fixture, fixture->bus->address);
  g_clear_object (&fixture->client);
  fixture_run (50);
}

static char *
write_file (Fixture *fixture, const char *name, const char *text, gssize length)
{
  char *path = g_build_filename (fixture->bus->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);

  return path;
}

static void
test_etag (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unit = write_file (fixture, "web.service", "[Service]\n", -1);
  g_autofree char *one = write_file (fixture, "10-one.conf", "nul \0 byte", 10);
  g_autofree char *gone = g_build_filename (fixture->bus->folder, "gone.conf", NULL);
  g_autofree char *mask = g_build_filename (fixture->bus->folder, "mask.conf", NULL);
  const char *drop_ins[] = { one, gone, mask, NULL };
  HnEtag *expected = hn_etag_new ();
  g_autofree char *tag = NULL, *other = NULL, *same = NULL, *changed = NULL;

  g_assert_cmpint (symlink ("/dev/null", mask), ==, 0);
  fake_helper_add_unit (fixture->helper, "web.service", unit, drop_ins);
  hn_etag_add (expected, unit, "[Service]\n", 10);
  hn_etag_add (expected, one, "nul \0 byte", 10);
  hn_etag_add_missing (expected, gone);
  hn_etag_add (expected, mask, NULL, 0);
  tag = hn_etag_finish (expected);

  fixture_connect_and_wait (fixture);
  other = fixture_etag (fixture, "web.service");
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (other, ==, tag);

  g_free (write_file (fixture, "10-one.conf", "other", -1));
  changed = fixture_etag (fixture, "web.service");
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (changed, !=, tag);
  g_free (write_file (fixture, "10-one.conf", "nul \0 byte", 10));
  same = fixture_etag (fixture, "web.service");
  g_assert_cmpstr (same, ==, tag);
}

static void
test_etag_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (fixture->bus->folder, "fifo", NULL);
  g_autofree char *huge = write_file (fixture, "huge.conf", "", 0);
  const char *drop_ins[] = { fifo, NULL };
  const char *huge_ones[] = { huge, NULL };
  const char *looping[] = { "/proc/self/cwd", NULL };
  g_autofree char *unit = write_file (fixture, "web.service", "", 0);

  /* Nobody writes into it: reading would wait for ever. */
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (truncate (huge, 64 * 1024 * 1024), ==, 0);
  fake_helper_add_unit (fixture->helper, "fifo.service", unit, drop_ins);
  fake_helper_add_unit (fixture->helper, "huge.service", unit, huge_ones);
  fake_helper_add_unit (fixture->helper, "folder.service", unit, looping);
  fixture_connect_and_wait (fixture);
  g_assert_null (fixture_etag (fixture, "fifo.service"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (fixture->error->message, fifo));
  g_assert_null (fixture_etag (fixture, "huge.service"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNREADABLE);
  g_assert_null (fixture_etag (fixture, "folder.service"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNREADABLE);
}

static void
test_etag_odd_manager (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *unit;
    HnHelperError code;
  } cases[] = {
    { "missing.service", HN_HELPER_ERROR_NOT_FOUND },
    { "denied.service", HN_HELPER_ERROR_NOT_AUTHORIZED },
    { "odd.service", HN_HELPER_ERROR_PROTOCOL },
    { "no-dict.service", HN_HELPER_ERROR_PROTOCOL },
    { "wrong-type.service", HN_HELPER_ERROR_PROTOCOL },
    { "empty.service", HN_HELPER_ERROR_PROTOCOL },
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture_connect_and_wait (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].unit);
      g_assert_null (fixture_etag (fixture, cases[i].unit));
      g_assert_error (fixture->error, HN_HELPER_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (fixture->error->message, cases[i].unit));
    }

  fixture->done = FALSE;
  hn_helper_client_read_etag_async (fixture->client, "web.service", cancellable, fixture_text_cb,
                                    fixture);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* No manager at all on this bus. */
  g_assert_cmpint (sd_bus_release_name (fixture->helper->bus, "org.freedesktop.systemd1"), >=, 0);
  g_assert_null (fixture_etag (fixture, "web.service"));
  g_assert_error (fixture->error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/helper-client/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("owned", test_owned);
  ADD ("activatable", test_activatable);
  ADD ("no-bus", test_no_bus);
  g_test_add_func ("/helper-client/addresses", test_addresses);
  ADD ("wire", test_wire);
  ADD ("accept", test_accept);
  ADD ("errors", test_errors);
  ADD ("malformed", test_malformed);
  ADD ("not-utf8", test_not_utf8);
  ADD ("slow", test_slow);
  ADD ("helper-leaves", test_helper_leaves);
  ADD ("bus-breaks", test_bus_breaks);
  ADD ("cancelled", test_cancelled);
  ADD ("search-cancelled", test_search_cancelled);
  ADD ("client-gone", test_client_gone);
  ADD ("etag", test_etag);
  ADD ("etag-unreadable", test_etag_unreadable);
  ADD ("etag-odd-manager", test_etag_odd_manager);

  return g_test_run ();
}
