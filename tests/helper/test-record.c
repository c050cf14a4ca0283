/* Records of trials: what is written is read again, and what is no record is refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/record.h"

#define ID "0123456789abcdef0123456789abcdef"

static HnRecord *
make_record (void)
{
  HnRecord *record = hn_record_new ();

  record->id = g_strdup (ID);
  record->uid = 4294967294;
  record->unit = g_strdup ("nginx.service");
  record->boot_id = g_strdup ("b00t");
  record->state = HN_TRIAL_HEALTHY;
  record->restart = TRUE;
  record->keeping = TRUE;
  record->confirm = 3600;
  record->deadline = G_GUINT64_CONSTANT (18446744073709551);
  record->text = g_strdup ("[Service]\nReadWritePaths=/a\\x20b /ü\nUMask=0077\n");
  record->previous = g_strdup ("[Service]\n# ; \\ \t \"\n");
  record->text_hash = hn_record_hash (record->text);
  record->previous_hash = hn_record_hash (record->previous);
  record->control_group = g_strdup ("/system.slice/nginx.service");
  record->powers = g_strdup ("known=1 n=3");
  record->words = g_strdup ("UMask=0077; and also: ReadWritePaths=/a");
  record->timer = 4;
  record->armed = 3;
  record->tries = 7;
  record->job_time = G_GUINT64_CONSTANT (1234567890123);
  record->code = 2;
  record->status = -31;
  record->reason = g_strdup ("It's over;\nfor a reason");
  g_strfreev (record->dependents);
  record->dependents = g_strsplit ("a.service b;c.service", " ", -1);
  g_strfreev (record->stopped);
  record->stopped = g_strsplit ("d.service", " ", -1);
  g_strfreev (record->unproven);
  record->unproven = g_strsplit ("ProtectHome UMask", " ", -1);

  return record;
}

static HnRecord *
parse (const char *text, GError **error)
{
  return hn_record_from_text (text, strlen (text), error);
}

static void
test_round_trip (void)
{
  g_autoptr (HnRecord) record = make_record ();
  g_autofree char *text = hn_record_to_text (record);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnRecord) again = parse (text, &error);
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (again->uid, ==, record->uid);
  g_assert_cmpuint (again->deadline, ==, record->deadline);
  g_assert_cmpint (again->state, ==, HN_TRIAL_HEALTHY);
  g_assert_cmpstr (again->text, ==, record->text);
  g_assert_cmpstr (again->previous, ==, record->previous);
  g_assert_cmpstr (again->reason, ==, record->reason);
  g_assert_cmpstr (again->control_group, ==, record->control_group);
  g_assert_cmpstr (again->powers, ==, record->powers);
  g_assert_cmpint (again->status, ==, -31);
  g_assert_cmpuint (again->timer, ==, 4);
  g_assert_cmpuint (again->armed, ==, 3);
  g_assert_cmpuint (again->tries, ==, 7);
  g_assert_cmpuint (again->job_time, ==, record->job_time);
  g_assert_true (again->restart && again->keeping && !again->removal);
  g_assert_cmpstrv (again->dependents, record->dependents);
  g_assert_cmpstrv (again->stopped, record->stopped);
  g_assert_cmpstrv (again->unproven, record->unproven);
  g_assert_cmpstr (again->words, ==, record->words);
  text_again = hn_record_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
}

static void
test_removal (void)
{
  g_autoptr (HnRecord) record = make_record ();
  g_autofree char *text = NULL;
  g_autoptr (HnRecord) again = NULL;

  record->removal = TRUE;
  record->at_once = TRUE;
  record->uncovered = g_strdup ("[Service]\nMemoryMax=1G\n");
  g_clear_pointer (&record->text, g_free);
  g_free (record->text_hash);
  record->text_hash = hn_record_hash (NULL);
  text = hn_record_to_text (record);
  again = parse (text, NULL);
  g_assert_nonnull (again);
  g_assert_null (again->text);
  g_assert_true (again->at_once && !again->next_start);
  g_assert_cmpstr (again->uncovered, ==, record->uncovered);
}

static void
expect_refused (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HnRecord) record = parse (text, &error);

  g_assert_null (record);
  g_assert_nonnull (error);
}

/* @line of the record, replaced. */
static void
expect_line_refused (const char *from, const char *to)
{
  g_autoptr (HnRecord) record = make_record ();
  g_autofree char *text = hn_record_to_text (record);
  g_auto (GStrv) parts = g_strsplit (text, from, 2);
  g_autofree char *changed = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  changed = g_strconcat (parts[0], to, parts[1], NULL);
  expect_refused (changed);
}

static void
test_nonsense (void)
{
  g_autoptr (HnRecord) record = make_record ();
  g_autofree char *text = hn_record_to_text (record);

  expect_refused ("");
  expect_refused ("[Trial]\n");
  expect_refused ("\xff\xfe");
  expect_line_refused ("Id=0", "Id=../");
  expect_line_refused ("Unit=nginx.service", "Unit=../../etc/x.service");
  expect_line_refused ("Unit=nginx.service", "Unit=nginx.socket");
  expect_line_refused ("State=healthy", "State=well");
  expect_line_refused ("Removal=false", "Removal=true");
  /* Half a record: what a sound one must have comes first, and the state behind it. */
  for (gsize length = 0; length < (gsize) (strstr (text, "State=") - text); length += 7)
    {
      g_autofree char *half = g_strndup (text, length);

      expect_refused (half);
    }
}

/* Whoever tampers with a text of a drop-in does not get it written. */
static void
test_hash (void)
{
  expect_line_refused ("UMask=0077", "UMask=0000");
  expect_line_refused ("PreviousHash=", "PreviousHash=0");
}

static void
test_ids (void)
{
  g_assert_true (hn_trial_id_is_valid (ID));
  g_assert_false (hn_trial_id_is_valid (""));
  g_assert_false (hn_trial_id_is_valid (ID "0"));
  g_assert_false (hn_trial_id_is_valid ("0123456789ABCDEF0123456789ABCDEF"));
  g_assert_false (hn_trial_id_is_valid ("../../../../../../../../../../etc"));
}

static void
touch_at (int folder_fd, const char *name)
{
  int fd = openat (folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  g_assert_no_errno (fd);
  close (fd);
}

/* Whoever is killed while it writes a record leaves half of one; nothing else goes with that. */
static void
test_halves (void)
{
  static const char *const others[] = { ID ".trial", ".other", ("." ID), "..trial" };
  g_autofree char *path = g_dir_make_tmp ("hardnut-record-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  struct stat st;
  int fd = hn_record_open_folder (path, getuid (), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    touch_at (fd, others[i]);
  touch_at (fd, "." ID ".trial");

  hn_record_remove_halves (fd);
  g_assert_cmpint (fstatat (fd, "." ID ".trial", &st, 0), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_no_errno (fstatat (fd, others[i], &st, 0));
      unlinkat (fd, others[i], 0);
    }

  close (fd);
  g_rmdir (path);
}

static void
test_folder (void)
{
  g_autofree char *top = g_dir_make_tmp ("hardnut-record-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (top, "records", NULL);
  g_autoptr (HnRecord) record = make_record ();
  g_autoptr (HnRecord) again = NULL;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  gboolean unreadable;
  struct stat st;
  int fd = hn_record_open_folder (path, getuid (), &error);

  g_assert_no_error (error);
  g_assert_no_errno (stat (path, &st));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0700);

  g_assert_true (hn_record_save (record, fd, &error));
  g_assert_no_errno (fstatat (fd, ID ".trial", &st, 0));
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  again = hn_record_load (fd, ID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->unit, ==, "nginx.service");
  ids = hn_record_list (fd, &error);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);

  g_assert_true (hn_record_exists (fd, "nginx.service"));
  g_assert_false (hn_record_exists (fd, "nginx2.service"));
  record->state = HN_TRIAL_FAILED;
  g_assert_true (hn_record_save (record, fd, &error));
  g_assert_false (hn_record_exists (fd, "nginx.service"));

  /* A record under the name of another one is none. */
  g_assert_no_errno (renameat (fd, ID ".trial", fd,
                               "ff"
                               "23456789abcdef0123456789abcdef.trial"));
  g_assert_null (hn_record_load (fd, "ff23456789abcdef0123456789abcdef", &unreadable, &error));
  g_assert_nonnull (error);
  g_assert_false (unreadable);
  g_clear_error (&error);
  g_assert_null (hn_record_load (fd, ID, &unreadable, &error));
  g_assert_no_error (error);
  g_assert_false (unreadable);

  g_assert_true (hn_record_remove (fd, "ff23456789abcdef0123456789abcdef", &error));
  g_assert_true (hn_record_remove (fd, ID, &error));
  close (fd);

  /* Others could read it. */
  g_assert_no_errno (g_chmod (path, 0750));
  g_assert_cmpint (hn_record_open_folder (path, getuid (), &error), ==, -1);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_no_errno (g_chmod (path, 0700));
  g_assert_cmpint (hn_record_open_folder (path, getuid () + 1, &error), ==, -1);
  g_assert_nonnull (error);

  g_rmdir (path);
  g_rmdir (top);
}

/* What cannot be read for want of a descriptor is on record all the same; a folder is not. */
static void
test_unreadable (void)
{
  g_autofree char *path = g_dir_make_tmp ("hardnut-record-XXXXXX", NULL);
  g_autoptr (HnRecord) record = make_record ();
  g_autoptr (GError) error = NULL;
  gboolean unreadable;
  struct rlimit before, limit;
  int fd = hn_record_open_folder (path, getuid (), &error);

  g_assert_no_error (error);
  g_assert_true (hn_record_save (record, fd, &error));
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &before));
  limit = before;
  limit.rlim_cur = (rlim_t) fd + 1;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
  g_assert_null (hn_record_load (fd, ID, &unreadable, &error));
  g_assert_true (unreadable);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (hn_record_list (fd, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (hn_record_exists (fd, "other.service"));
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &before));
  g_assert_false (hn_record_exists (fd, "other.service"));

  g_assert_true (hn_record_remove (fd, ID, &error));
  g_assert_no_errno (mkdirat (fd, ID ".trial", 0700));
  g_assert_null (hn_record_load (fd, ID, &unreadable, &error));
  g_assert_false (unreadable);
  g_assert_nonnull (error);

  unlinkat (fd, ID ".trial", AT_REMOVEDIR);
  close (fd);
  g_rmdir (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/round-trip", test_round_trip);
  g_test_add_func ("/record/removal", test_removal);
  g_test_add_func ("/record/nonsense", test_nonsense);
  g_test_add_func ("/record/hash", test_hash);
  g_test_add_func ("/record/ids", test_ids);
  g_test_add_func ("/record/halves", test_halves);
  g_test_add_func ("/record/folder", test_folder);
  g_test_add_func ("/record/unreadable", test_unreadable);

  return g_test_run ();
}
