/* Paths that lead elsewhere, or could be made to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "properties/path-look.h"

typedef struct
{
  char *folder; /* of our own, in a folder that everybody can write to */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
assert_path (
    const char *path, gboolean exists, gboolean real, gboolean closed_parents, const char *target)
{
  HnPathFacts facts = { 0 };

  hn_path_look (path, &facts, NULL);
  g_assert_true (facts.known);
  g_assert_cmpint (facts.exists, ==, exists);
  g_assert_cmpint (facts.real, ==, real);
  g_assert_cmpint (facts.closed_parents, ==, closed_parents);
  g_assert_cmpstr (facts.target, ==, target);
  g_free (facts.target);
}

static void
test_real (Fixture *fixture, gconstpointer unused)
{
  assert_path ("/", TRUE, TRUE, TRUE, "/");
  assert_path ("/etc", TRUE, TRUE, TRUE, "/etc");
  assert_path ("//etc/./passwd", TRUE, TRUE, TRUE, "/etc/passwd");
  assert_path ("/etc/hardnut-is-not-here/nor-here", FALSE, TRUE, TRUE, NULL);
  assert_path (fixture->folder, TRUE, TRUE, FALSE, fixture->folder);
}

static void
test_links (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *below = g_build_filename (link, "passwd", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *through = g_build_filename (other, "hosts", NULL);
  g_autofree char *missing = g_build_filename (link, "hardnut-is-not-here", NULL);

  g_assert_cmpint (symlink ("/etc", link), ==, 0);
  g_assert_cmpint (symlink ("../../etc/../etc", other), ==, 0);
  assert_path (link, TRUE, FALSE, FALSE, "/etc");
  assert_path (below, TRUE, FALSE, FALSE, "/etc/passwd");
  assert_path (through, TRUE, FALSE, FALSE, "/etc/hosts");
  assert_path (missing, FALSE, FALSE, FALSE, "/etc/hardnut-is-not-here");
  g_unlink (link);
  g_unlink (other);
}

/* The link is root's, but where it leads somebody else can put another. */
static void
test_open_target (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "folder", NULL);
  g_autofree char *closed = g_build_filename (folder, "closed", NULL);
  g_autofree char *file = g_build_filename (closed, "file", NULL);

  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  g_assert_cmpint (chmod (folder, 0777), ==, 0);
  g_assert_cmpint (g_mkdir (closed, 0755), ==, 0);
  assert_path (file, FALSE, TRUE, FALSE, NULL);
  g_rmdir (closed);
  g_rmdir (folder);
}

static void
test_loop (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->folder, "loop", NULL);
  HnPathFacts facts = { 0 };

  g_assert_cmpint (symlink ("loop", link), ==, 0);
  hn_path_look (link, &facts, NULL);
  g_assert_false (facts.known);
  g_unlink (link);
}

/* A file where a folder should be. */
static void
test_file (Fixture *fixture, gconstpointer unused)
{
  HnPathFacts facts = { 0 };

  hn_path_look ("/etc/passwd", &facts, NULL);
  g_assert_true (facts.known && facts.exists && !facts.folder);
  g_free (facts.target);
  assert_path ("/etc/passwd/below", FALSE, TRUE, FALSE, NULL);
}

#define ADD(name, func) g_test_add ("/path-look/" name, Fixture, NULL, set_up, func, tear_down)

/* Against what the kernel says of the same places, where they are the same for the first process.
 */
static void
test_no_exec (Fixture *fixture, gconstpointer unused)
{
  const char *const places[] = { "/", "/proc", "/sys", "/dev", "/etc/passwd", fixture->folder };
  g_autofree char *own = NULL;
  g_autofree char *machines = NULL;

  if (!g_file_get_contents ("/proc/self/mountinfo", &own, NULL, NULL) ||
      !g_file_get_contents ("/proc/1/mountinfo", &machines, NULL, NULL) ||
      strcmp (own, machines) != 0)
    {
      g_test_skip ("the first process has other mounts");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      HnPathFacts facts = { 0 };
      struct statvfs mount;

      g_assert_cmpint (statvfs (places[i], &mount), ==, 0);
      hn_path_look (places[i], &facts, NULL);
      g_assert_cmpint (facts.no_exec, ==, (mount.f_flag & ST_NOEXEC) != 0);
      g_free (facts.target);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("real", test_real);
  ADD ("links", test_links);
  ADD ("open-target", test_open_target);
  ADD ("loop", test_loop);
  ADD ("file", test_file);
  ADD ("no-exec", test_no_exec);

  return g_test_run ();
}
