/* The files of evidence: found again, apart for each service, bounded in number, and whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "observer/identity.h"
#include "observer/store.h"

typedef struct
{
  char *path;
  int fd;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_dir_make_tmp ("hardnut-store-XXXXXX", NULL);
  fixture->fd = hn_store_open (fixture->path);
  g_assert_cmpint (fixture->fd, >=, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    unlinkat (fixture->fd, name, 0);
  close (fixture->fd);
  g_rmdir (fixture->path);
  g_free (fixture->path);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static void
save_of (Fixture *fixture, guint owner, gboolean user, guint uid, const char *unit, guint starts)
{
  HnSubject subject = { user, uid, (char *) unit };
  g_autoptr (HnObserved) observed = hn_observed_new ("sum");

  observed->owner = owner;
  observed->starts = starts;
  g_assert_cmpint (hn_store_save (fixture->fd, &subject, observed, FALSE), ==, 0);
}

static void
save (Fixture *fixture, gboolean user, guint uid, const char *unit, guint starts)
{
  save_of (fixture, user ? uid : 0, user, uid, unit, starts);
}

static guint
load_starts (Fixture *fixture, gboolean user, guint uid, const char *unit)
{
  HnSubject subject = { user, uid, (char *) unit };
  g_autoptr (HnObserved) observed = hn_store_load (fixture->fd, &subject);

  return observed != NULL ? observed->starts : 0;
}

static void
test_apart (Fixture *fixture, gconstpointer data)
{
  save (fixture, FALSE, 0, "a.service", 1);
  save (fixture, TRUE, 1000, "a.service", 2);
  save (fixture, TRUE, 1001, "a.service", 3);
  save (fixture, FALSE, 0, "b.service", 4);
  save (fixture, FALSE, 0, "b.service", 5);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "a.service"), ==, 1);
  g_assert_cmpuint (load_starts (fixture, TRUE, 1000, "a.service"), ==, 2);
  g_assert_cmpuint (load_starts (fixture, TRUE, 1001, "a.service"), ==, 3);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "b.service"), ==, 5);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "c.service"), ==, 0);
  g_assert_cmpuint (count_files (fixture), ==, 4);
}

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < HN_STORE_MAX_FILES + 3; i++)
    {
      g_autofree char *unit = g_strdup_printf ("%u.service", i);

      save (fixture, FALSE, 0, unit, 1);
    }
  g_assert_cmpuint (count_files (fixture), ==, HN_STORE_MAX_FILES);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "0.service"), ==, 0);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "258.service"), ==, 1);
}

/* Whoever has many services watched replaces what was kept for the same caller, not for others. */
static void
test_shares (Fixture *fixture, gconstpointer data)
{
  save_of (fixture, 0, FALSE, 0, "root.service", 1);
  save_of (fixture, 1001, FALSE, 0, "other.service", 2);
  save_of (fixture, 1001, TRUE, 1001, "mine.service", 3);
  for (guint i = 0; i < 2 * HN_STORE_MAX_FILES_OF_USER; i++)
    {
      g_autofree char *unit = g_strdup_printf ("%u.service", i);

      save_of (fixture, 1000, i % 2 == 0, i % 2 == 0 ? 1000 : 0, unit, 1);
    }
  g_assert_cmpuint (count_files (fixture), ==, HN_STORE_MAX_FILES_OF_USER + 3);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "root.service"), ==, 1);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "other.service"), ==, 2);
  g_assert_cmpuint (load_starts (fixture, TRUE, 1001, "mine.service"), ==, 3);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "63.service"), ==, 1);

  /* Root has no share, and still takes nobody else's who has less. */
  for (guint i = 0; i < HN_STORE_MAX_FILES; i++)
    {
      g_autofree char *unit = g_strdup_printf ("root-%u.service", i);

      save_of (fixture, 0, FALSE, 0, unit, 1);
    }
  g_assert_cmpuint (count_files (fixture), ==, HN_STORE_MAX_FILES);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "other.service"), ==, 2);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "63.service"), ==, 1);
}

/* What cannot be written leaves what was there. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  HnSubject subject = { FALSE, 0, (char *) "a.service" };
  g_autoptr (HnObserved) observed = hn_observed_new ("sum");
  const struct rlimit none = { 16, 16 };

  save (fixture, FALSE, 0, "a.service", 7);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  g_assert_cmpint (hn_store_save (fixture->fd, &subject, observed, FALSE), ==, -EFBIG);
  g_assert_cmpuint (load_starts (fixture, FALSE, 0, "a.service"), ==, 7);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_missing (void)
{
  HnSubject subject = { FALSE, 0, (char *) "a.service" };
  g_autoptr (HnObserved) observed = hn_observed_new ("sum");

  g_assert_cmpint (hn_store_open ("/nonexistent"), ==, -ENOENT);
  g_assert_cmpint (hn_store_save (-1, &subject, observed, FALSE), ==, -ENOENT);
  g_assert_null (hn_store_load (-1, &subject));
}

/* Another content, another name, another order of names. */
static void
test_identity (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *a = g_build_filename (fixture->path, "a", NULL);
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *more = NULL;

  g_assert_true (g_file_set_contents (a, "1", -1, NULL));
  g_ptr_array_add (paths, g_strdup (a));
  first = hn_identity_new (paths);
  g_ptr_array_add (paths, g_strdup (a));
  again = hn_identity_new (paths);
  g_assert_true (g_file_set_contents (a, "2", -1, NULL));
  changed = hn_identity_new (paths);
  g_ptr_array_add (paths, g_strdup ("/nonexistent"));
  more = hn_identity_new (paths);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, changed);
  g_assert_cmpstr (changed, !=, more);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/apart", Fixture, NULL, set_up, test_apart, tear_down);
  g_test_add ("/store/bounded", Fixture, NULL, set_up, test_bounded, tear_down);
  g_test_add ("/store/shares", Fixture, NULL, set_up, test_shares, tear_down);
  g_test_add ("/store/identity", Fixture, NULL, set_up, test_identity, tear_down);
  g_test_add_func ("/store/missing", test_missing);
  /* Behind the others: from here on no file grows any more. */
  g_test_add ("/store/without-room", Fixture, NULL, set_up, test_full, tear_down);

  return g_test_run ();
}
