/* The command with a running manager: a fake one, which this program plays while the command runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../source/fake-manager.h"

typedef struct
{
  FakeManager *fake;
  char *output;
  char *errors;
  int status;
  gboolean done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_manager_new ((FakeKind) GPOINTER_TO_INT (data));
  fake_manager_add (fixture->fake, "b.service")->private_tmp = TRUE;
  fake_manager_add (fixture->fake, "a.service");
}

/* Removes what the tests put beside the socket. */
static void
remove_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_files (child);
      g_remove (child);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *files = g_build_filename (fixture->fake->folder, "config", NULL);

  remove_files (files);
  g_rmdir (files);
  fake_manager_free (fixture->fake);
  g_free (fixture->output);
  g_free (fixture->errors);
}

static void
write_unit (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = NULL;
  g_autofree char *parent = NULL;
  g_autoptr (GError) error = NULL;

  path = g_build_filename (fixture->fake->folder, "config/systemd/user", name, NULL);
  parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &fixture->output,
                                        &fixture->errors, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

/* Runs the command with @words against the fake, whose answers come from this main loop. */
static void
run (Fixture *fixture, int status, const char *const *words)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *config = g_build_filename (fixture->fake->folder, "config", NULL);

  g_clear_pointer (&fixture->output, g_free);
  g_clear_pointer (&fixture->errors, g_free);
  fixture->done = FALSE;

  g_ptr_array_add (command, (gpointer) g_getenv ("HARDNUTCTL"));
  for (; *words != NULL; words++)
    g_ptr_array_add (command, (gpointer) *words);
  g_ptr_array_add (command, (gpointer) "--user");
  g_ptr_array_add (command, NULL);

  launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", fixture->fake->address, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "SYSTEMD_UNIT_PATH");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, told_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (g_subprocess_get_if_exited (process));
  if (g_subprocess_get_exit_status (process) != status)
    g_test_message ("%s", fixture->errors);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  g_assert_null (strstr (fixture->errors, "CRITICAL"));
}

#define RUN(fixture, status, ...) run (fixture, status, (const char *const[]){ __VA_ARGS__, NULL })

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("“%s” is missing in: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

/* One line, as every failure has. */
static void
assert_failure (Fixture *fixture, const char *part)
{
  g_assert_cmpstr (fixture->output, ==, "");
  g_assert_true (g_str_has_prefix (fixture->errors, "hardnutctl: "));
  g_assert_true (strchr (fixture->errors, '\n') == fixture->errors + strlen (fixture->errors) - 1);
  assert_has (fixture->errors, part);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  FakeUnit *masked = fake_manager_add (fixture->fake, "masked.service");

  g_free (masked->load_state);
  masked->load_state = g_strdup ("masked");
  RUN (fixture, 0, "list", "--json");
  assert_has (fixture->output, "[\n  {\n    \"unit\": \"a.service\",\n    \"exposure\": ");
  assert_has (fixture->output, "\n    \"unit\": \"b.service\",");
  g_assert_null (strstr (fixture->output, "masked"));
  g_assert_cmpstr (fixture->errors, ==, "");
  RUN (fixture, 3, "list", "--threshold=0");
}

static void
test_list_all (Fixture *fixture, gconstpointer data)
{
  write_unit (fixture, "a.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "disk.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "once.service", "[Service]\nType=oneshot\nExecStart=/bin/true\n");
  write_unit (fixture, "many@.service", "[Service]\nExecStart=/bin/true\n");
  RUN (fixture, 0, "list");
  g_assert_null (strstr (fixture->output, "disk.service"));
  RUN (fixture, 0, "list", "--all");
  assert_has (fixture->output, "disk.service");
  assert_has (fixture->output, "once.service");
  g_assert_null (strstr (fixture->output, "many@"));
  g_assert_null (strstr (strstr (fixture->output, "a.service") + 1, "\na.service"));
}

/* What the manager refused to load is in the list of all alone, with the line that is to blame. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const states[] = { "bad-setting", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *name = g_strconcat (states[i], ".service", NULL);
      FakeUnit *unit = fake_manager_add (fixture->fake, name);

      g_free (unit->load_state);
      unit->load_state = g_strdup (states[i]);
    }
  write_unit (fixture, "bad-setting.service", "[Service]\nExecStart=/bin/true\nUser=%Q\n");

  RUN (fixture, 0, "list", "--json");
  g_assert_null (strstr (fixture->output, "bad-setting.service"));
  g_assert_null (strstr (fixture->output, "error.service"));
  g_assert_cmpstr (fixture->errors, ==, "");

  RUN (fixture, 0, "list", "--all", "--json");
  assert_has (fixture->output, "\"unit\": \"bad-setting.service\",\n    \"exposure\": null,");
  assert_has (fixture->output, "bad-setting.service:3: User=");
  assert_has (fixture->output, "error.service is not loaded: systemd says “error”");
  assert_has (fixture->errors, "bad-setting.service:3: User=");

  RUN (fixture, 1, "show", "bad-setting");
  assert_failure (fixture, "bad-setting.service:3: User=");
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  write_unit (fixture, "b.service", "[Service]\nExecStart=/bin/true\nNonsense=1\n");
  RUN (fixture, 0, "show", "b", "--json");
  assert_has (fixture->output, "\"version\": \"257.13-1~deb13u1\",\n    \"scope\": \"user\"");
  assert_has (fixture->output, "\"source\": \"running manager\"");
  assert_has (fixture->output, "b.service\",\n      \"line\": 3,");
  /* It runs by no process that this machine has. */
  assert_has (fixture->output, "\"facts\": {\n    \"sockets_visible\"");
  assert_has (fixture->output, "\"listens\": []");
  assert_has (fixture->output, "\"has_run\": \"now\"");
  RUN (fixture, 0, "show", "b");
  assert_has (fixture->output, "On this machine:\n  Listens on the Network: ");
  assert_has (fixture->output, "Started by: Nothing but commands, or other services\n");
  RUN (fixture, 0, "show", "b", "--offline", "--json");
  g_assert_null (strstr (fixture->output, "facts"));
  RUN (fixture, 0, "preview", "b", "NoNewPrivileges=yes", "--json");
  g_assert_null (strstr (fixture->output, "facts"));
}

static void
test_preview_notices_what_was_not_loaded (Fixture *fixture, gconstpointer data)
{
  write_unit (fixture, "a.service", "[Service]\nExecStart=/bin/true\n");
  RUN (fixture, 0, "preview", "a", "NoNewPrivileges=yes");
  assert_has (fixture->output, "NoNewPrivileges=");
  assert_has (fixture->errors, "daemon-reload");
  assert_has (fixture->errors, "a.service");
  /* The manager says nothing of files that have changed: they may as well be closed to us. */
  assert_has (fixture->errors, "could be read");
  RUN (fixture, 0, "preview", "a", "NoNewPrivileges=yes", "--json");
  g_assert_null (strstr (fixture->output, "needs_reload"));
}

/* Files that were written since are told wherever the service is, with what to do, and nowhere
 * else. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  static const char command[] = "“systemctl --user daemon-reload”";

  write_unit (fixture, "a.service", "[Service]\nExecStart=/bin/true\nNonsense=1\n");
  RUN (fixture, 0, "list");
  g_assert_null (strstr (fixture->output, "daemon-reload"));
  RUN (fixture, 0, "show", "a", "--json");
  g_assert_null (strstr (fixture->output, "needs_reload"));

  ((FakeUnit *) fixture->fake->units->pdata[1])->need_reload = TRUE;
  RUN (fixture, 0, "list");
  assert_has (fixture->output, "not read the changed files of a.service");
  assert_has (fixture->output, command);
  g_assert_null (strstr (fixture->output, "files of b.service"));
  RUN (fixture, 0, "list", "--json");
  assert_has (fixture->output, "\"needs_reload\": true");
  RUN (fixture, 0, "show", "a");
  assert_has (fixture->output, command);
  RUN (fixture, 0, "show", "a", "--json");
  assert_has (fixture->output, "\"needs_reload\": true");
  assert_has (fixture->output, command);
  RUN (fixture, 0, "preview", "a", "NoNewPrivileges=yes");
  assert_has (fixture->output, command);
  RUN (fixture, 0, "preview", "a", "NoNewPrivileges=yes", "--json");
  assert_has (fixture->output, "\"needs_reload\": true");
  assert_has (fixture->output, command);
}

static void
test_profile_reads_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = NULL;

  write_unit (fixture, "a.service", "[Service]\nExecStart=/bin/true\n");
  write_unit (fixture, "p.conf", "[Service]\nPrivateNetwork=yes\n");
  profile = g_build_filename (fixture->fake->folder, "config/systemd/user/p.conf", NULL);
  RUN (fixture, 0, "show", "a", "--json", "--profile", profile);
  assert_has (fixture->output, "p.conf:2\"");
  assert_has (fixture->output, "\"version\": \"257.13-1~deb13u1\"");
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  RUN (fixture, 1, "show", "nothing");
  assert_failure (fixture, "nothing.service");
}

/* One service that cannot be read leaves the rest of the list intact. */
static void
test_bad_one (Fixture *fixture, gconstpointer data)
{
  static const FakeMood moods[] = {
    FAKE_DENIED,
    FAKE_WRONG_TYPE,
    FAKE_EMPTY,
    FAKE_NO_DICT,
  };

  fake_manager_add (fixture->fake, "odd.service");
  for (guint i = 0; i < G_N_ELEMENTS (moods); i++)
    {
      ((FakeUnit *) fixture->fake->units->pdata[2])->mood = moods[i];
      RUN (fixture, 0, "list", "--json");
      assert_has (fixture->output, "\"a.service\"");
      assert_has (fixture->output, "\"b.service\"");
      if (moods[i] == FAKE_EMPTY)
        continue;
      g_assert_null (strstr (fixture->output, "odd.service"));
      g_assert_true (g_str_has_prefix (fixture->errors, "hardnutctl: "));
      assert_has (fixture->errors, "odd.service");
    }
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  ((FakeUnit *) fixture->fake->units->pdata[0])->mood = FAKE_CLOSE;
  RUN (fixture, 1, "list");
  assert_failure (fixture, "--offline");
  RUN (fixture, 1, "show", "b");
  assert_failure (fixture, "--offline");
}

static void
test_no_manager (Fixture *fixture, gconstpointer data)
{
  RUN (fixture, 1, "list");
  assert_failure (fixture, fixture->fake->folder);
  assert_has (fixture->errors, "--offline");
}

/* Told until somebody has seen it; what is no worse is remembered. */
static void
test_worse (Fixture *fixture, gconstpointer data)
{
  FakeUnit *b = fixture->fake->units->pdata[0];
  g_autofree char *file =
      g_build_filename (fixture->fake->folder, "config/hardnut/last-look-user", NULL);

  RUN (fixture, 2, "list", "--seen");
  RUN (fixture, 2, "list", "--worse", "--offline");
  RUN (fixture, 2, "list", "--worse", "b");
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  RUN (fixture, 0, "list", "--worse");
  assert_has (fixture->output, "first look");
  RUN (fixture, 0, "list", "--worse");
  assert_has (fixture->output, "Nothing is worse");

  write_unit (fixture, "b.service", "[Service]\nExecStart=/bin/true\n");
  b->private_tmp = FALSE;
  RUN (fixture, 3, "list", "--worse");
  assert_has (fixture->output, "b.service  4.8 → 5.0  since 20");
  assert_has (fixture->output, "nothing sets PrivateTmp= any more");
  assert_has (fixture->output, "--worse --seen");
  g_assert_null (strstr (fixture->output, "a.service"));
  RUN (fixture, 3, "list", "--worse", "--json");
  assert_has (fixture->output, "\"unit\": \"b.service\"");
  assert_has (fixture->output, "\"PrivateTmp\"");
  assert_has (fixture->output, "\"drift\": null");
  RUN (fixture, 3, "list", "--worse", "--seen");
  g_assert_null (strstr (fixture->output, "--worse --seen"));
  RUN (fixture, 0, "list", "--worse", "--json");
  g_assert_cmpstr (fixture->output, ==, "[]\n");

  /* What Hardnut had kept, against what stands there. */
  write_unit (fixture, "../../.local/state/hardnut/history/b.service",
              "[State]\n\n[State]\nWhen=2026-01-31T12:00:00Z\nUser=0\nLine=PrivateTmp=yes\n");
  RUN (fixture, 3, "list", "--worse", "--json");
  assert_has (fixture->output, "\"drift\": \"gone\"");
  write_unit (fixture, "b.service.d/zz-hardnut.conf", "[Service]\nPrivateTmp=no\n");
  RUN (fixture, 3, "list", "--worse", "--json");
  assert_has (fixture->output, "\"drift\": \"edited\"");
  write_unit (fixture, "b.service.d/zz-hardnut.conf", "[Service]\nPrivateTmp=yes\n");
  write_unit (fixture, "b.service.d/zzz.conf", "[Service]\nPrivateTmp=no\n");
  RUN (fixture, 3, "list", "--worse", "--json");
  assert_has (fixture->output, "\"drift\": \"overridden\"");
  assert_has (fixture->output, "zzz.conf:2 has the last word");
  /* One that leaves more protection takes nothing away. */
  write_unit (fixture, "b.service.d/zzz.conf", "[Service]\nPrivateTmp=yes\nUMask=0077\n");
  RUN (fixture, 0, "list", "--worse");

  g_assert_true (g_file_set_contents (file, "[What", -1, NULL));
  RUN (fixture, 0, "list", "--worse");
  assert_has (fixture->errors, file);
  assert_has (fixture->output, "first look");
  RUN (fixture, 0, "list", "--worse");
  g_assert_cmpstr (fixture->errors, ==, "");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    FakeKind kind;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/live/list", FAKE_BUS, test_list },
    { "/live/list-all", FAKE_BUS, test_list_all },
    { "/live/worse", FAKE_BUS, test_worse },
    { "/live/refused", FAKE_BUS, test_refused },
    { "/live/show", FAKE_BUS, test_show },
    { "/live/unread", FAKE_BUS, test_unread },
    { "/live/preview-notices", FAKE_BUS, test_preview_notices_what_was_not_loaded },
    { "/live/profile", FAKE_BUS, test_profile_reads_files },
    { "/live/missing", FAKE_BUS, test_missing },
    { "/live/bad-one", FAKE_BUS, test_bad_one },
    { "/live/lost", FAKE_BUS, test_lost },
    { "/live/no-manager", FAKE_EMPTY_BUS, test_no_manager },
    { "/live/closes", FAKE_SLAM, test_no_manager },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GINT_TO_POINTER (tests[i].kind), set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
