/* Where files are opened in a sandbox whose "/usr" and "/etc" are not the machine's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "source/files/host.h"

static char *host; /* a folder such as /run/host */

static void
make_file (const char *path)
{
  g_autofree char *real = g_strconcat (host, path, NULL);
  g_autofree char *folder = g_path_get_dirname (real);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (real, "[Unit]\n", -1, NULL));
}

static void
make_link (const char *path, const char *target)
{
  g_autofree char *real = g_strconcat (host, path, NULL);
  g_autofree char *folder = g_path_get_dirname (real);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, real), ==, 0);
}

static void
assert_below (const char *path, const char *expected)
{
  g_autofree char *found = hn_host_dup_path_below (host, path);
  g_autofree char *wanted = g_strconcat (host, expected, NULL);

  g_assert_cmpstr (found, ==, wanted);
}

static void
assert_same (const char *root, const char *path)
{
  g_autofree char *found = hn_host_dup_path_below (root, path);

  g_assert_cmpstr (found, ==, path);
}

static void
test_here (void)
{
  g_assert_null (hn_host_get_root ());
  assert_same (NULL, "/usr/lib/systemd/system/a.service");
  assert_same (NULL, "/etc/systemd/system/a.service");
}

static void
test_files (void)
{
  make_file ("/usr/lib/systemd/system/a.service");
  make_file ("/etc/systemd/system/b.service");
  assert_below ("/usr/lib/systemd/system/a.service", "/usr/lib/systemd/system/a.service");
  assert_below ("/etc/systemd/system/b.service", "/etc/systemd/system/b.service");
}

static void
test_elsewhere (void)
{
  assert_same (host, "/run/systemd/transient/a.service");
  assert_same (host, "/home/nut/.config/systemd/user/a.service");
  assert_same (host, "/usrlocal/a.service");
}

static void
test_links (void)
{
  /* A link to the machine's /usr must not end in the sandbox's. */
  make_link ("/etc/systemd/system/linked.service", "/usr/lib/systemd/system/a.service");
  assert_below ("/etc/systemd/system/linked.service", "/usr/lib/systemd/system/a.service");

  make_link ("/lib", "usr/lib");
  assert_below ("/lib/systemd/system/a.service", "/usr/lib/systemd/system/a.service");

  /* Nor does one that climbs out of the folder. */
  make_link ("/etc/systemd/system/up.service",
             "../../../../../../usr/lib/systemd/system/a.service");
  assert_below ("/etc/systemd/system/up.service", "/usr/lib/systemd/system/a.service");

  make_link ("/etc/systemd/system/run.service", "/run/systemd/transient/a.service");
  {
    g_autofree char *found = hn_host_dup_path_below (host, "/etc/systemd/system/run.service");

    g_assert_cmpstr (found, ==, "/run/systemd/transient/a.service");
  }
}

static void
test_missing (void)
{
  assert_below ("/usr/lib/systemd/system/none.service", "/usr/lib/systemd/system/none.service");

  make_link ("/etc/loop-a", "/etc/loop-b");
  make_link ("/etc/loop-b", "/etc/loop-a");
  assert_below ("/etc/loop-a", "/etc/loop-a");
}

static void
remove_all (const char *path)
{
  GDir *folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);

  if (folder != NULL)
    {
      for (const char *name = g_dir_read_name (folder); name != NULL;
           name = g_dir_read_name (folder))
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_all (child);
        }
      g_dir_close (folder);
    }

  g_assert_cmpint (g_remove (path), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  host = g_dir_make_tmp ("hardnut-host-XXXXXX", NULL);
  g_assert_nonnull (host);

  g_test_add_func ("/host/here", test_here);
  g_test_add_func ("/host/files", test_files);
  g_test_add_func ("/host/elsewhere", test_elsewhere);
  g_test_add_func ("/host/links", test_links);
  g_test_add_func ("/host/missing", test_missing);
  status = g_test_run ();

  remove_all (host);
  g_free (host);
  return status;
}
