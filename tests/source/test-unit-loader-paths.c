/* The search path of each manager and version, and which systemd a root holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "unit-tree.h"

#include "source/files/search-path.h"

static void
assert_path (const char *root, HnScope scope, guint version, const char *expected)
{
  g_auto (GStrv) path = hn_search_path_new (root, scope, version);
  g_autofree char *text = g_strjoinv (" ", path);

  g_assert_cmpstr (text, ==, expected);
}

#define SYSTEM_HEAD                                                                 \
  "/etc/systemd/system.control /run/systemd/system.control /run/systemd/transient " \
  "/run/systemd/generator.early /etc/systemd/system /etc/systemd/system.attached "  \
  "/run/systemd/system /run/systemd/system.attached /run/systemd/generator "        \
  "/usr/local/lib/systemd/system "

static void
test_system (Tree *tree, gconstpointer data)
{
  assert_path (tree->root, HN_SCOPE_SYSTEM, 262,
               SYSTEM_HEAD "/usr/lib/systemd/system /run/systemd/generator.late");
  assert_path (tree->root, HN_SCOPE_SYSTEM, 0,
               SYSTEM_HEAD "/usr/lib/systemd/system /run/systemd/generator.late");
  assert_path (tree->root, HN_SCOPE_SYSTEM, 252,
               SYSTEM_HEAD "/usr/lib/systemd/system /run/systemd/generator.late");
}

static void
test_split_usr (Tree *tree, gconstpointer data)
{
  /* Debian 12: /lib is a link, and yet the name under which systemd knows its units. */
  tree_write (tree, "/etc/os-release", "NAME=x\nID=debian\nVERSION_ID=\"12\"\n");
  assert_path (tree->root, HN_SCOPE_SYSTEM, 252,
               SYSTEM_HEAD
               "/lib/systemd/system /usr/lib/systemd/system /run/systemd/generator.late");
  assert_path (tree->root, HN_SCOPE_SYSTEM, 257,
               SYSTEM_HEAD "/usr/lib/systemd/system /run/systemd/generator.late");

  /* What systemd itself says goes before the name of the distribution. */
  tree_write (tree, "/usr/share/pkgconfig/systemd.pc", "prefix=/usr\nroot_prefix=/usr\n");
  assert_path (tree->root, HN_SCOPE_SYSTEM, 252,
               SYSTEM_HEAD "/usr/lib/systemd/system /run/systemd/generator.late");

  tree_write (tree, "/lib/systemd/system/a.service", SERVICE);
  assert_path (tree->root, HN_SCOPE_SYSTEM, 252,
               SYSTEM_HEAD
               "/usr/lib/systemd/system /lib/systemd/system /run/systemd/generator.late");
}

static void
test_user_root (Tree *tree, gconstpointer data)
{
  assert_path (tree->root, HN_SCOPE_USER, 257,
               "/etc/systemd/user /run/systemd/user /usr/local/share/systemd/user "
               "/usr/share/systemd/user /usr/local/lib/systemd/user /usr/lib/systemd/user");
}

#define USER_TAIL                                                                      \
  "/run/systemd/user /r/systemd/generator /h/.local/share/systemd/user "               \
  "/usr/local/share/systemd/user /usr/share/systemd/user /usr/local/lib/systemd/user " \
  "/usr/lib/systemd/user /r/systemd/generator.late"

static void
test_user (Tree *tree, gconstpointer data)
{
  g_setenv ("HOME", "/h", TRUE);
  g_setenv ("XDG_RUNTIME_DIR", "/r/", TRUE);

  assert_path ("", HN_SCOPE_USER, 252,
               "/h/.config/systemd/user.control /r/systemd/user.control /r/systemd/transient "
               "/r/systemd/generator.early /h/.config/systemd/user /etc/xdg/systemd/user "
               "/etc/systemd/user /r/systemd/user " USER_TAIL);
  assert_path ("", HN_SCOPE_USER, 257,
               "/h/.config/systemd/user.control /r/systemd/user.control /r/systemd/transient "
               "/r/systemd/generator.early /h/.config/systemd/user /etc/systemd/user "
               "/r/systemd/user " USER_TAIL);
  assert_path ("", HN_SCOPE_USER, 262,
               "/h/.config/systemd/user.control /r/systemd/user.control /r/systemd/transient "
               "/r/systemd/generator.early /h/.config/systemd/user "
               "/h/.config/systemd/user.attached /etc/systemd/user /r/systemd/user "
               "/r/systemd/user.attached " USER_TAIL);

  g_setenv ("XDG_CONFIG_HOME", "/c", TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/c1:/c2", TRUE);
  g_setenv ("XDG_DATA_HOME", "/d", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/d1:/usr/share", TRUE);
  g_unsetenv ("XDG_RUNTIME_DIR");
  assert_path ("", HN_SCOPE_USER, 257,
               "/c/systemd/user.control /c/systemd/user /c1/systemd/user /c2/systemd/user "
               "/etc/systemd/user /run/systemd/user /d/systemd/user /d1/systemd/user "
               "/usr/share/systemd/user /usr/local/lib/systemd/user "
               "/usr/local/share/systemd/user /usr/lib/systemd/user");
  g_unsetenv ("XDG_CONFIG_HOME");
  g_unsetenv ("XDG_CONFIG_DIRS");
  g_unsetenv ("XDG_DATA_HOME");
  g_unsetenv ("XDG_DATA_DIRS");
}

static void
test_environment (Tree *tree, gconstpointer data)
{
  g_setenv ("SYSTEMD_UNIT_PATH", "/a//b/:/c/../d", TRUE);
  assert_path ("", HN_SCOPE_SYSTEM, 257, "/a/b /d");
  g_setenv ("SYSTEMD_UNIT_PATH", "/a:/etc/systemd/system:", TRUE);
  assert_path (tree->root, HN_SCOPE_SYSTEM, 257,
               "/a /etc/systemd/system /etc/systemd/system.control /run/systemd/system.control "
               "/run/systemd/transient /run/systemd/generator.early "
               "/etc/systemd/system.attached /run/systemd/system "
               "/run/systemd/system.attached /run/systemd/generator "
               "/usr/local/lib/systemd/system /usr/lib/systemd/system "
               "/run/systemd/generator.late");

  /* Folders that the loader then really reads. */
  tree_write (tree, "/a/x.service", SERVICE);
  tree_write (tree, "/usr/lib/systemd/system/x.service", SERVICE);
  tree_assert_files (tree, "x.service", "/a/x.service");
  g_unsetenv ("SYSTEMD_UNIT_PATH");
}

/* The loader on this machine itself, in a home of its own. */
static void
test_user_loader (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autofree char *home = tree_path (tree, "/home");
  g_autofree char *runtime = tree_path (tree, "/run");
  g_autofree char *fragment = NULL;
  g_auto (GStrv) drop_ins = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  tree_write (tree, "/home/.local/share/systemd/user/hn-test.service", SERVICE);
  tree_write (tree, "/home/.config/systemd/user/hn-test.service.d/1.conf", "");
  tree_write (tree, "/run/systemd/user.control/hn-test.service.d/2.conf", "");

  loader = hn_unit_loader_new (NULL, HN_SCOPE_USER, 257);
  g_assert_true (hn_unit_loader_find (loader, "hn-test.service", &fragment, &drop_ins, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tree_strip (tree, fragment), ==,
                   "/home/.local/share/systemd/user/hn-test.service");
  g_assert_cmpuint (g_strv_length (drop_ins), ==, 2);
  g_assert_cmpstr (tree_strip (tree, drop_ins[0]), ==,
                   "/home/.config/systemd/user/hn-test.service.d/1.conf");
  g_assert_cmpstr (tree_strip (tree, drop_ins[1]), ==,
                   "/run/systemd/user.control/hn-test.service.d/2.conf");

  g_autoptr (HnSettings) settings = hn_unit_loader_load (loader, "hn-test.service", &error);
  g_assert_no_error (error);
  g_assert_cmpint (settings->context.scope, ==, HN_SCOPE_USER);
}

static guint
find_version (Tree *tree)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (tree->root, HN_SCOPE_SYSTEM, 0);

  return hn_unit_loader_get_version (loader);
}

static void
test_version (Tree *tree, gconstpointer data)
{
  g_assert_cmpuint (find_version (tree), ==, 0);

  tree_write (tree, "/usr/lib/os-release", "ID=debian\nVERSION_ID=\"13\"\n");
  g_assert_cmpuint (find_version (tree), ==, 257);
  tree_write (tree, "/usr/lib/os-release",
              "ID='rocky'\nID_LIKE=\"rhel centos fedora\"\n"
              "VERSION_ID=9.4\n");
  g_assert_cmpuint (find_version (tree), ==, 252);
  tree_write (tree, "/usr/lib/os-release", "ID=debian\n");
  g_assert_cmpuint (find_version (tree), ==, 0);

  tree_write (tree, "/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-262.so", "");
  g_assert_cmpuint (find_version (tree), ==, 262);
  tree_write (tree, "/usr/lib/systemd/libsystemd-core-256.7-1.fc41.so", "");
  g_assert_cmpuint (find_version (tree), ==, 256);
}

int
main (int argc, char **argv)
{
  static const char *const variables[] = { "SYSTEMD_UNIT_PATH", "XDG_CONFIG_HOME",
                                           "XDG_CONFIG_DIRS",   "XDG_DATA_HOME",
                                           "XDG_DATA_DIRS",     "XDG_RUNTIME_DIR" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);

#define ADD(name, function) \
  g_test_add ("/search-path/" name, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("system", test_system);
  ADD ("split-usr", test_split_usr);
  ADD ("user-root", test_user_root);
  ADD ("user", test_user);
  ADD ("environment", test_environment);
  ADD ("user-loader", test_user_loader);
  ADD ("version", test_version);

  return g_test_run ();
}
