/* Files that the helper writes: the old one or the new one, where they belong, and nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/store.h"

#define UNIT "x.service"

typedef struct
{
  char *top;
  char *folder; /* of the unit's drop-ins */
  char *file;
  HnPlace *place;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->top = g_dir_make_tmp ("hardnut-store-XXXXXX", NULL);
  fixture->place = hn_place_new (fixture->top, "systemd/system", getuid (), FALSE, &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->top, "systemd/system", UNIT ".d", NULL);
  fixture->file = hn_place_dup_path (fixture->place, UNIT);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_SYMLINK) || !g_file_test (inner, G_FILE_TEST_IS_DIR))
        g_unlink (inner);
      else
        remove_all (inner);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hn_place_free (fixture->place);
  remove_all (fixture->top);
  g_free (fixture->top);
  g_free (fixture->folder);
  g_free (fixture->file);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;

  return n;
}

static void
assert_content (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hn_place_read (fixture->place, UNIT, &text, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) units = NULL;
  struct stat st;

  umask (0077);
  assert_content (fixture, NULL);
  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "[Service]\n", &error));
  g_assert_no_error (error);
  assert_content (fixture, "[Service]\n");
  g_assert_no_errno (stat (fixture->file, &st));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0644);
  g_assert_no_errno (stat (fixture->folder, &st));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0755);

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "[Service]\nA=b\n", &error));
  assert_content (fixture, "[Service]\nA=b\n");
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
  units = hn_place_list (fixture->place);
  g_assert_cmpuint (g_strv_length (units), ==, 1);
  g_assert_cmpstr (units[0], ==, UNIT);

  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", &error));
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", &error));
  g_assert_no_error (error);
}

static void
test_hide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = NULL;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", NULL, &error));
  g_assert_no_error (error);
  target = g_file_read_link (fixture->file, NULL);
  g_assert_cmpstr (target, ==, "/dev/null");
  g_assert_true (hn_place_write (fixture->place, UNIT, "id", NULL, &error));
  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", &error));
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

/* What is not Hardnut's stays, and so does the folder that it is in. */
static void
test_neighbours (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "override.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "a", NULL));
  g_assert_true (g_file_set_contents (other, "b", -1, NULL));
  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", &error));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* A temporary file of a trial that was killed right there. */
static void
test_leftover (Fixture *fixture, gconstpointer data)
{
  g_autofree char *temporary = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "a", NULL));
  temporary = g_build_filename (fixture->folder, ".zz-hardnut.conf.id", NULL);
  g_assert_true (g_file_set_contents (temporary, "half", -1, NULL));
  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "b", &error));
  g_assert_no_error (error);
  assert_content (fixture, "b");
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
  g_assert_true (g_file_set_contents (temporary, "half", -1, NULL));
  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", &error));
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_false (hn_place_write (fixture->place, UNIT, "id", "a", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (hn_place_read (fixture->place, UNIT, &text, &error));
  g_assert_nonnull (error);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (fixture->top, "elsewhere", NULL);
  g_autofree char *middle = g_build_filename (fixture->top, "systemd", NULL);
  g_autofree char *aside = g_build_filename (fixture->top, "aside", NULL);

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "a", NULL));
  g_assert_true (hn_place_remove (fixture->place, UNIT, "id", NULL));
  g_assert_no_errno (g_mkdir (elsewhere, 0755));
  g_assert_no_errno (symlink (elsewhere, fixture->folder));
  assert_refused (fixture);
  g_assert_cmpuint (count_files (elsewhere), ==, 0);

  /* On the way, and even when it leads to the same place. */
  g_assert_no_errno (g_unlink (fixture->folder));
  g_assert_no_errno (g_rename (middle, aside));
  g_assert_no_errno (symlink ("aside", middle));
  assert_refused (fixture);
}

static void
test_open_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *middle = g_build_filename (fixture->top, "systemd", NULL);

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "a", NULL));
  g_assert_no_errno (g_chmod (middle, 0775));
  assert_refused (fixture);
  g_assert_no_errno (g_chmod (middle, 01777));
  assert_refused (fixture);
  g_assert_no_errno (g_chmod (middle, 0755));
  if (getuid () == 0)
    {
      g_assert_no_errno (chown (fixture->folder, 12345, 0));
      assert_refused (fixture);
      g_assert_no_errno (chown (fixture->folder, 0, 0));
    }
  assert_content (fixture, "a");
}

/* No room for all of the text: the old one stays, and nothing half. */
static void
test_disk_is_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "old", NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &before));
  limit = before;
  limit.rlim_cur = 4096;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  g_assert_false (hn_place_write (fixture->place, UNIT, "id", large, &error));
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &before));
  g_assert_nonnull (error);
  assert_content (fixture, "old");
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* No descriptor left: refused, and what is there stays. */
static void
test_no_descriptor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "old", NULL));
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &before));
  for (guint n = 0; n < 4; n++)
    {
      int next = dup (0);
      gboolean done;

      close (next);
      limit = before;
      limit.rlim_cur = (rlim_t) next + n;
      g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
      done = hn_place_write (fixture->place, UNIT, "id", "new", &error);
      g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &before));
      g_assert_true (done == (error == NULL));
      assert_content (fixture, done ? "new" : "old");
      g_assert_cmpuint (count_files (fixture->folder), ==, 1);
      g_clear_error (&error);
      g_assert_true (hn_place_write (fixture->place, UNIT, "id", "old", NULL));
    }
}

/* What stands where the file should be. */
static void
test_strange_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *huge = g_strnfill (1 << 20, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (hn_place_write (fixture->place, UNIT, "id", "a", NULL));
  g_assert_no_errno (g_unlink (fixture->file));
  g_assert_no_errno (mkfifo (fixture->file, 0644));
  g_assert_false (hn_place_read (fixture->place, UNIT, &text, &error));
  g_clear_error (&error);
  g_assert_no_errno (g_unlink (fixture->file));
  g_assert_true (g_file_set_contents (fixture->file, huge, -1, NULL));
  g_assert_false (hn_place_read (fixture->place, UNIT, &text, &error));
  g_clear_error (&error);
  g_assert_no_errno (g_unlink (fixture->file));
  g_assert_no_errno (g_mkdir (fixture->file, 0755));
  g_assert_false (hn_place_write (fixture->place, UNIT, "id", "a", &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* What stands in the place itself. */
static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *place = g_build_filename (fixture->top, "systemd/system", NULL);
  g_autofree char *path = g_build_filename (place, "a.conf", NULL);
  g_autofree char *target = g_build_filename (fixture->top, "target", NULL);
  g_autofree char *text = NULL;
  gboolean has = TRUE;
  struct stat st;
  gsize length;

  umask (0077);
  g_assert_cmpint (hn_place_count_files (fixture->place, "a.conf", &has, &error), ==, 0);
  g_assert_false (has);
  g_assert_true (hn_place_read_file (fixture->place, "a.conf", 100, &text, &length, &error));
  g_assert_null (text);
  g_assert_true (hn_place_remove_file (fixture->place, "a.conf", &error));

  g_assert_true (hn_place_write_file (fixture->place, "a.conf", "one", &error));
  g_assert_true (hn_place_write_file (fixture->place, "a.conf", "other", &error));
  g_assert_no_error (error);
  g_assert_no_errno (stat (path, &st));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0644);
  g_assert_true (hn_place_read_file (fixture->place, "a.conf", 100, &text, &length, &error));
  g_assert_cmpstr (text, ==, "other");
  g_assert_cmpuint (length, ==, 5);
  g_clear_pointer (&text, g_free);
  g_assert_false (hn_place_read_file (fixture->place, "a.conf", 4, &text, &length, &error));
  g_clear_error (&error);
  g_assert_cmpint (hn_place_count_files (fixture->place, "a.conf", &has, &error), ==, 1);
  g_assert_true (has);
  g_assert_cmpint (hn_place_count_files (fixture->place, "b.conf", &has, &error), ==, 1);
  g_assert_false (has);

  /* A link is replaced, and neither read nor followed. */
  g_assert_true (g_file_set_contents (target, "target", -1, NULL));
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (symlink (target, path));
  g_assert_false (hn_place_read_file (fixture->place, "a.conf", 100, &text, &length, &error));
  g_clear_error (&error);
  g_assert_true (hn_place_write_file (fixture->place, "a.conf", "new", &error));
  g_assert_true (g_file_get_contents (target, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "target");
  g_assert_cmpuint (count_files (place), ==, 1);

  g_assert_true (hn_place_remove_file (fixture->place, "a.conf", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (place), ==, 0);

  /* Whose folder it is, is seen each time. */
  g_assert_no_errno (g_chmod (place, 0775));
  g_assert_false (hn_place_write_file (fixture->place, "a.conf", "new", &error));
  g_clear_error (&error);
  g_assert_cmpint (hn_place_count_files (fixture->place, "a.conf", &has, &error), ==, -1);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (place), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/write", test_write);
  ADD ("/store/files", test_files);
  ADD ("/store/hide", test_hide);
  ADD ("/store/neighbours", test_neighbours);
  ADD ("/store/leftover", test_leftover);
  ADD ("/store/links", test_links);
  ADD ("/store/open-folders", test_open_folders);
  ADD ("/store/no-room", test_disk_is_full);
  ADD ("/store/no-descriptor", test_no_descriptor);
  ADD ("/store/strange-files", test_strange_files);
#undef ADD

  return g_test_run ();
}
