/* Which services are not restarted, how long the others are watched, and what speaks against them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/drop-in.h"
#include "engine/never-restart.h"
#include "engine/unit-file.h"
#include "engine/weaken.h"
#include "helper/calls/change-words.h"
#include "helper/errors.h"
#include "helper/watch.h"
#include "properties/unit-properties.h"

static gboolean
never (const char *names, HnScope scope)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  return hn_never_restart_find_any ((const char *const *) list, scope) != NULL;
}

static void
test_never_restart (void)
{
  const char *const not_restarted[] = {
    "dbus.service",
    "dbus-broker.service",
    "systemd-logind.service",
    "display-manager.service",
    "gdm3.service display-manager.service",
    "user@1000.service",
    "getty@tty1.service",
    "serial-getty@ttyS0.service",
    "polkit.service",
    "systemd-udevd.service",
    "systemd-journald.service",
    "systemd-journald@x.service",
    "NetworkManager.service",
    "wpa_supplicant.service",
    "wpa_supplicant@wlan0.service",
    "emergency.service",
    "rescue.service",
    "hardnut-helper.service",
    /* By an alias of it. */
    "some-manager.service display-manager.service",
    "x.service dbus.service",
  };
  const char *const restarted[] = {
    "nginx.service", "helloworld.service",
    "dbus2.service", "mydbus.service",
    "user.service",  "networkmanager.service",
    "getty.service", "NetworkManager-wait-online.service",
  };

  for (guint i = 0; i < G_N_ELEMENTS (not_restarted); i++)
    g_assert_true (never (not_restarted[i], HN_SCOPE_SYSTEM));
  for (guint i = 0; i < G_N_ELEMENTS (restarted); i++)
    g_assert_false (never (restarted[i], HN_SCOPE_SYSTEM));
  g_assert_true (never ("dbus.service", HN_SCOPE_USER));
  g_assert_true (never ("org.gnome.Shell@wayland.service", HN_SCOPE_USER));
  g_assert_false (never ("pipewire.service", HN_SCOPE_USER));
}

static void
set (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/* A service that does well, until a test changes it. */
static HnLook *
make_look (const char *type)
{
  HnLook *look = g_new0 (HnLook, 1);

  look->unit = hn_unit_new ("x.service");
  hn_unit_begin_settings (look->unit, HN_SCOPE_SYSTEM, 257);
  set (&look->unit->load_state, "loaded");
  set (&look->unit->active_state, "active");
  set (&look->unit->sub_state, "running");
  look->result = g_strdup ("success");
  look->invocation = g_strdup ("a");
  look->unit->settings = (hn_settings_free (look->unit->settings), NULL);
  if (type != NULL)
    {
      HnUnitContext context = { .unit = "x.service", .version = 257 };
      g_autofree char *text = g_strdup_printf ("[Service]\nType=%s\nExecStart=/x\n", type);

      look->unit->settings = hn_settings_new (&context);
      hn_unit_file_parse (look->unit->settings, "/x.service", text, strlen (text));
      hn_unit_file_finish (look->unit->settings);
    }

  return look;
}

static guint64
watch_seconds (const char *type, guint64 restart_seconds)
{
  g_autoptr (HnLook) look = make_look (type);

  look->restart_usec = restart_seconds > G_MAXUINT64 / G_USEC_PER_SEC
                           ? G_MAXUINT64
                           : restart_seconds * G_USEC_PER_SEC;

  return hn_watch_time (look) / G_USEC_PER_SEC;
}

static void
test_watch_time (void)
{
  g_assert_cmpuint (watch_seconds ("notify", 0), ==, 10);
  g_assert_cmpuint (watch_seconds ("notify-reload", 0), ==, 10);
  g_assert_cmpuint (watch_seconds ("dbus", 1), ==, 10);
  g_assert_cmpuint (watch_seconds ("simple", 0), ==, 30);
  g_assert_cmpuint (watch_seconds ("forking", 15), >, 30);
  g_assert_cmpuint (watch_seconds ("notify", 20), >, 40);
  g_assert_cmpuint (watch_seconds ("simple", 3600), ==, 300);
  g_assert_cmpuint (watch_seconds ("simple", G_MAXUINT64), ==, 300);
}

static void
expect_fault (HnLook *look, gboolean expected)
{
  g_autofree char *fault = hn_watch_dup_fault (look, "a", 0);

  g_assert_cmpint (fault != NULL, ==, expected);
  if (fault != NULL)
    g_assert_cmpstr (fault, !=, "");
  hn_look_free (look);
}

static void
test_faults (void)
{
  g_autofree char *fault = NULL;
  HnLook *look;

  expect_fault (make_look ("simple"), FALSE);

  look = make_look ("simple");
  set (&look->unit->active_state, "failed");
  expect_fault (look, TRUE);

  look = make_look ("simple");
  set (&look->unit->active_state, "activating");
  set (&look->unit->sub_state, "auto-restart");
  expect_fault (look, TRUE);

  look = make_look ("simple");
  set (&look->invocation, "b");
  expect_fault (look, TRUE);

  look = make_look ("simple");
  look->n_restarts = 1;
  expect_fault (look, TRUE);

  /* One that had been started again before the change is not to blame on it. */
  look = make_look ("simple");
  look->n_restarts = 3;
  g_assert_null (hn_watch_dup_fault (look, "a", 3));
  hn_look_free (look);

  look = make_look ("simple");
  set (&look->result, "exit-code");
  expect_fault (look, TRUE);

  look = make_look ("simple");
  set (&look->unit->load_state, "masked");
  expect_fault (look, TRUE);

  /* Ended by itself: a fault, unless that is what it is there for. */
  look = make_look ("simple");
  set (&look->unit->active_state, "inactive");
  expect_fault (look, TRUE);
  look = make_look ("simple");
  set (&look->unit->active_state, "inactive");
  look->on_demand = TRUE;
  expect_fault (look, FALSE);
  look = make_look ("oneshot");
  set (&look->unit->active_state, "inactive");
  expect_fault (look, FALSE);

  /* Right between the stop and the start of a restart it has not ended by itself. */
  look = make_look ("simple");
  set (&look->unit->active_state, "inactive");
  look->job = 7;
  fault = hn_watch_dup_fault (look, "a", 0);
  g_assert_cmpstr (fault, ==, "The service was started again while it was watched");
  hn_look_free (look);
}

/* Every error has a name of its own on the bus. */
static void
test_errors (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GError other = { .domain = g_quark_from_static_string ("other"), .code = 1 };

  for (int i = 0; i < HN_N_HELPER_ERRORS_ON_BUS; i++)
    {
      GError error = { .domain = HN_HELPER_ERROR, .code = i };
      const char *name = hn_helper_error_get_name (&error);

      g_assert_true (g_str_has_prefix (name, "io.github.hardnut.Error."));
      g_assert_true (g_hash_table_add (seen, (gpointer) name));
    }
  g_assert_cmpstr (hn_helper_error_get_name (&other), ==, "io.github.hardnut.Error.Failed");
}

static void
expect_words (const char *changes, const char *previous, const char *expected)
{
  g_auto (GStrv) lines = g_strsplit (changes, "|", -1);
  g_auto (GStrv) lines_before = g_strsplit (previous != NULL ? previous : "", "|", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) now = hn_drop_in_parse_changes ((const char *const *) lines, &error);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  if (previous != NULL)
    before = hn_drop_in_parse_changes ((const char *const *) lines_before, &error);
  g_assert_no_error (error);
  words = hn_change_dup_words (now, before, nothing, FALSE);
  g_assert_cmpstr (words, ==, expected);
}

/* What the one who is asked for a password reads: what changes, and of that first what is new. */
static void
test_words (void)
{
  g_autofree char *many = g_strnfill (300, 'x');
  g_autofree char *line = g_strconcat ("ReadWritePaths=/", many, NULL);
  g_autofree char *all = g_strconcat (line, "|UMask=0077", NULL);
  g_autofree char *long_words = NULL;
  g_autofree char *expected = NULL;
  const char *changes[] = { line, NULL };
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) list = hn_drop_in_parse_changes (changes, NULL);

  expect_words ("PrivateTmp=yes|UMask=0077", NULL, "UMask=0077, PrivateTmp=yes");
  expect_words ("PrivateTmp=yes|UMask=0077", "PrivateTmp=yes", "UMask=0077");
  expect_words ("PrivateTmp=yes|UMask=0027", "UMask=0077|PrivateTmp=yes", "UMask=0027");
  expect_words ("UMask=0027", "PrivateTmp=yes|UMask=0077", "UMask=0027, without PrivateTmp=yes");
  expect_words ("UMask=0027|PrivateTmp=yes|NoNewPrivileges=yes", NULL,
                "NoNewPrivileges=yes, UMask=0027, PrivateTmp=yes");
  expect_words ("PrivateTmp=yes", "PrivateTmp=yes|UMask=0077", "without UMask=0077");
  expect_words ("ReadWritePaths=/a|ReadWritePaths=/c", "ReadWritePaths=/a|ReadWritePaths=/b",
                "ReadWritePaths=/c, without ReadWritePaths=/b");
  expect_words ("ReadWritePaths=/a|ReadWritePaths=/b", "ReadWritePaths=/b|ReadWritePaths=/a",
                "ReadWritePaths=/a, ReadWritePaths=/b");
  /* However much stands there already, the one new line is read. */
  expect_words (all, line, "UMask=0077");

  long_words = hn_change_dup_words (list, NULL, nothing, FALSE);
  expected = g_strdup_printf ("ReadWritePaths= with %zu characters", strlen (line));
  g_assert_cmpstr (long_words, ==, expected);
  g_free (g_steal_pointer (&long_words));
  long_words = hn_change_dup_words (NULL, list, nothing, FALSE);
  g_assert_cmpstr (long_words, ==, "remove Hardnut's changes");
}

static void
add_weakening (GPtrArray *found, HnWeakenKind kind, HnDirectiveId directive, const char *line)
{
  HnWeakening *weakening = g_new0 (HnWeakening, 1);

  weakening->kind = kind;
  weakening->directive = directive;
  weakening->change = -1;
  weakening->line = g_strdup (line);
  g_ptr_array_add (found, weakening);
}

/* What weakens stands first and whole, however much harmless is put before it. */
static void
test_words_weaken (void)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_weakening_free);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autofree char *words = NULL;
  g_autofree char *whole = NULL;
  const char *lines[32] = { "ReadWritePaths=/var" };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *kept[] = { "ProtectHome=yes", NULL };

  for (guint i = 1; i < G_N_ELEMENTS (lines) - 1; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("InaccessiblePaths=/srv/harmless/number/%u", i));
      lines[i] = texts->pdata[i - 1];
    }
  changes = hn_drop_in_parse_changes (lines, NULL);
  before = hn_drop_in_parse_changes (kept, NULL);
  add_weakening (found, HN_WEAKEN_WEAKEST, HN_DIRECTIVE_READ_WRITE_PATHS, "ReadWritePaths=/var");
  add_weakening (found, HN_WEAKEN_LINE_GOES, HN_DIRECTIVE_PROTECT_HOME, "ProtectHome=yes");
  add_weakening (found, HN_WEAKEN_NEVER_RESTARTS, HN_DIRECTIVE_NONE, NULL);

  words = hn_change_dup_words (changes, before, found, FALSE);
  whole = hn_change_dup_words (changes, before, found, TRUE);

  g_assert_true (g_str_has_prefix (words, "ReadWritePaths=/var, without ProtectHome=yes; and also: "
                                          "InaccessiblePaths=/srv/harmless/number/1, "));
  g_assert_nonnull (strstr (words, ", and 25 more. The service is never restarted"));
  g_assert_nonnull (strstr (whole, "InaccessiblePaths=/srv/harmless/number/30. The service"));
  g_assert_null (strstr (whole, " more"));
}

/* One that ran from 100 on and is down since 300. */
static HnLook *
make_ended (const char *type, guint64 main_exit, guint64 active_exit)
{
  HnLook *look = make_look (type);

  set (&look->unit->active_state, "inactive");
  set (&look->unit->sub_state, "dead");
  look->inactive_exit = look->main_start = 100;
  look->main_exit = main_exit;
  look->active_exit = active_exit;
  look->inactive_enter = 300;

  return look;
}

/* Frees @look. */
static gboolean
was_asked (HnLook *look, guint64 job_time, gboolean missed_jobs)
{
  gboolean asked = hn_watch_stop_was_asked (look, job_time, missed_jobs);

  hn_look_free (look);

  return asked;
}

static void
test_stop (void)
{
  HnLook *look;

  /* A stop comes before the end of the process, and its job ends when the service is down. */
  g_assert_true (was_asked (make_ended ("simple", 250, 200), 301, FALSE));
  /* The last job was somebody's start, and what came then was nobody's order. */
  g_assert_false (was_asked (make_ended ("simple", 250, 200), 120, FALSE));
  g_assert_false (was_asked (make_ended ("simple", 250, 200), 0, FALSE));
  g_assert_false (was_asked (make_ended ("simple", 250, 250), 301, FALSE));
  g_assert_false (was_asked (make_ended ("simple", 250, 260), 301, TRUE));

  /* Where nobody listened the order of both has to do, if all went well. */
  g_assert_true (was_asked (make_ended ("simple", 250, 200), 0, TRUE));
  look = make_ended ("simple", 250, 200);
  set (&look->unit->active_state, "failed");
  set (&look->result, "exit-code");
  g_assert_false (was_asked (look, 0, TRUE));
  look = make_ended ("simple", 250, 200);
  set (&look->unit->active_state, "failed");
  set (&look->result, "exit-code");
  g_assert_true (was_asked (look, 300, TRUE));

  /* Stopped while it was being started; what it ended from before lies behind. */
  g_assert_true (was_asked (make_ended ("notify", 250, 90), 301, FALSE));
  /* What has done its work is down when its start is over. */
  g_assert_false (was_asked (make_ended ("oneshot", 250, 90), 301, TRUE));

  /* It counts as active without a process. */
  look = make_ended ("oneshot", 150, 200);
  look->remains = TRUE;
  g_assert_true (was_asked (look, 301, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rules/never-restart", test_never_restart);
  g_test_add_func ("/rules/watch-time", test_watch_time);
  g_test_add_func ("/rules/faults", test_faults);
  g_test_add_func ("/rules/stop", test_stop);
  g_test_add_func ("/rules/errors", test_errors);
  g_test_add_func ("/rules/words", test_words);
  g_test_add_func ("/rules/words-weaken", test_words_weaken);

  return g_test_run ();
}
