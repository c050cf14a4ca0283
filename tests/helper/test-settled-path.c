/* Paths that lead elsewhere, or could be made to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/drop-in.h"
#include "engine/unit-file.h"
#include "helper/settled-path.h"

typedef struct
{
  char *folder; /* of our own */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("hardnut-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer unused)
{
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
test_real_folders (Fixture      *fixture,
                   gconstpointer unused)
{
  g_assert_true (hn_path_is_settled ("/", 0));
  g_assert_true (hn_path_is_settled ("/etc", 0));
  g_assert_true (hn_path_is_settled ("/etc/", 0));
  g_assert_true (hn_path_is_settled ("/etc/passwd", 0));
  /* What is not there can be made by root alone. */
  g_assert_true (hn_path_is_settled ("/etc/hardnut-is-not-here/nor-here", 0));
}

static void
test_links (Fixture      *fixture,
            gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *below = g_build_filename (link, "passwd", NULL);

  g_assert_cmpint (symlink ("/etc", link), ==, 0);
  g_assert_false (hn_path_is_settled (link, getuid ()));
  g_assert_false (hn_path_is_settled (below, getuid ()));
  g_unlink (link);
}

static void
test_writable_by_others (Fixture      *fixture,
                         gconstpointer unused)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);

  g_assert_cmpint (chmod (fixture->folder, 01777), ==, 0);
  g_assert_false (hn_path_is_settled (fixture->folder, getuid ()));
  g_assert_false (hn_path_is_settled (missing, getuid ()));
  g_assert_cmpint (chmod (fixture->folder, 0770), ==, 0);
  g_assert_false (hn_path_is_settled (fixture->folder, getuid ()));
}

static void
test_relative (Fixture      *fixture,
               gconstpointer unused)
{
  g_assert_false (hn_path_is_settled ("etc", 0));
  g_assert_false (hn_path_is_settled ("", 0));
}

static gboolean
may_open (const char *vendor,
          const char *directive,
          const char *value)
{
  const HnUnitContext context = { .unit = "a.service", .version = 257 };
  g_autoptr (HnSettings) settings = hn_settings_new (&context);
  g_autofree char *line = g_strconcat (directive, "=", value, NULL);
  const char *const words[] = { line, NULL };
  g_autoptr (GPtrArray) edits = hn_drop_in_parse_edits (words, NULL);

  hn_unit_file_apply (settings, "a.service", vendor, strlen (vendor));
  hn_unit_file_finish (settings);
  g_assert_nonnull (edits);

  return hn_paths_may_open_more (settings, edits);
}

static void
test_edits (Fixture      *fixture,
            gconstpointer unused)
{
  const char *closed = "[Service]\nExecStart=/bin/true\nProtectSystem=full\n";
  const char *open = "[Service]\nExecStart=/bin/true\n";
  g_autofree char *optional = g_strconcat ("/etc -", fixture->folder, NULL);
  g_autofree char *inner = g_strconcat ("+", fixture->folder, "/inner", NULL);

  g_assert_cmpint (chmod (fixture->folder, 01777), ==, 0);
  g_assert_true (may_open (closed, "ReadWritePaths", fixture->folder));
  g_assert_true (may_open (closed, "ReadWritePaths", optional));
  g_assert_true (may_open (closed, "ExecPaths", inner));
  g_assert_true (may_open (closed, "ReadWritePaths", "\"/etc\""));
  g_assert_false (may_open (closed, "ReadWritePaths", "/etc -/etc/passwd"));
  g_assert_false (may_open (closed, "ReadWritePaths", ""));
  g_assert_false (may_open (closed, "InaccessiblePaths", fixture->folder));
  /* Where nothing is closed, nothing is opened. */
  g_assert_false (may_open (open, "ReadWritePaths", fixture->folder));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/settled-path/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("real-folders", test_real_folders);
  ADD ("links", test_links);
  ADD ("writable-by-others", test_writable_by_others);
  ADD ("relative", test_relative);
  ADD ("edits", test_edits);

  return g_test_run ();
}
