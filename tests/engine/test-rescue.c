/* The way back by hand: commands that a shell takes, and that do what they say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/rescue.h"

static void
test_commands (void)
{
  g_autofree char *goes =
      hn_rescue_dup_commands ("/etc/systemd/system/dbus.service.d/zz-hardnut.conf", NULL,
                              HN_SCOPE_SYSTEM);
  g_autofree char *strange =
      hn_rescue_dup_commands ("/etc/systemd/system/a\\x2db.service.d/zz-hardnut.conf", NULL,
                              HN_SCOPE_SYSTEM);
  g_autofree char *own =
      hn_rescue_dup_commands ("~/.config/systemd/user/dbus.service.d/zz-hardnut.conf", NULL,
                              HN_SCOPE_USER);

  g_assert_cmpstr (goes, ==,
                   "mount -o remount,rw /\n"
                   "rm /etc/systemd/system/dbus.service.d/zz-hardnut.conf\n"
                   "sync\n"
                   "reboot -f\n");
  g_assert_nonnull (
      strstr (strange, "rm '/etc/systemd/system/a\\x2db.service.d/zz-hardnut.conf'\n"));
  g_assert_cmpstr (own, ==,
                   "rm ~/.config/systemd/user/dbus.service.d/zz-hardnut.conf\n"
                   "systemctl --user daemon-reload\n");
}

/* As a shell runs them, but for the first and the last two lines. */
static void
run (const char *commands)
{
  g_auto (GStrv) lines = g_strsplit (commands, "\n", -1);
  guint n = g_strv_length (lines);
  g_autoptr (GString) script = g_string_new ("set -e\n");
  char *words[] = { (char *) "/bin/sh", (char *) "-c", NULL, NULL };
  int status;

  for (guint i = 1; i + 3 < n; i++)
    g_string_append_printf (script, "%s\n", lines[i]);
  words[2] = script->str;
  g_assert_true (
      g_spawn_sync (NULL, words, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
test_run (void)
{
  static const char text[] = "[Service]\nReadWritePaths=\"/a b\" $HOME `id`\n";
  g_autofree char *top = g_dir_make_tmp ("hardnut $x '-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "web.service.d", NULL);
  g_autofree char *path = g_build_filename (folder, "zz-hardnut.conf", NULL);
  g_autofree char *restore = hn_rescue_dup_commands (path, text, HN_SCOPE_SYSTEM);
  g_autofree char *remove = hn_rescue_dup_commands (path, NULL, HN_SCOPE_SYSTEM);
  g_autofree char *read = NULL;

  run (restore);
  g_assert_true (g_file_get_contents (path, &read, NULL, NULL));
  g_assert_cmpstr (read, ==, text);
  run (remove);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (top), ==, 0);
}

static void
test_words (void)
{
  g_autofree char *warning = hn_rescue_dup_warning ("dbus.service", "Sessions would lose the bus.");

  g_assert_nonnull (strstr (warning, "dbus.service"));
  g_assert_nonnull (strstr (warning, "Sessions would lose the bus."));
  g_assert_nonnull (strstr (hn_rescue_get_way (HN_SCOPE_SYSTEM), "systemd.unit=rescue.target"));
  g_assert_nonnull (strstr (hn_rescue_get_way (HN_SCOPE_SYSTEM), "init=/bin/sh"));
  g_assert_null (strstr (hn_rescue_get_way (HN_SCOPE_USER), "init="));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rescue/commands", test_commands);
  g_test_add_func ("/rescue/run", test_run);
  g_test_add_func ("/rescue/words", test_words);

  return g_test_run ();
}
