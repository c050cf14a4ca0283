/* How much of the helper one caller may take.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/errors.h"
#include "helper/quota.h"

#define ROOT 0

/* Accounts of services have low numbers, and nobody logs in as one. */
static gboolean
is_person (uid_t uid)
{
  return uid >= 1000;
}

/* Lets @uid take all it can, and returns how much that was. */
static guint
fill (GArray *users, uid_t uid)
{
  guint n = 0;

  while (hn_quota_check (ROOT, uid, users, is_person, NULL))
    {
      g_array_append_val (users, uid);
      g_assert_cmpuint (++n, <, 1000);
    }

  return n;
}

static gboolean
has_place (GArray *users, uid_t uid)
{
  g_autoptr (GError) error = NULL;
  gboolean place = hn_quota_check (ROOT, uid, users, is_person, &error);

  if (!place)
    g_assert_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY);

  return place;
}

static void
test_one_user (void)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  g_assert_cmpuint (fill (users, 1000), ==, HN_QUOTA_USER);
  g_assert_false (has_place (users, 1000));
  g_assert_true (has_place (users, 1001));
  g_assert_true (has_place (users, 33));
  g_assert_true (has_place (users, ROOT));

  /* One less, and there is a place for one more. */
  g_array_remove_index (users, 0);
  g_assert_true (has_place (users, 1000));
}

/* The accounts of services are as good as one user. */
static void
test_without_session (void)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));
  guint n = 0;

  for (uid_t uid = 33; uid < 37; uid++)
    n += fill (users, uid);
  g_assert_cmpuint (n, ==, HN_QUOTA_NO_SESSION);
  g_assert_false (has_place (users, 37));
  g_assert_cmpuint (fill (users, 1000), ==, HN_QUOTA_USER);
  g_assert_true (has_place (users, ROOT));
}

/* Four who are logged in, and all who are not, leave a place for another. */
static void
test_many_users (void)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  for (uid_t uid = 1000; uid < 1004; uid++)
    g_assert_cmpuint (fill (users, uid), ==, HN_QUOTA_USER);
  g_assert_cmpuint (fill (users, 33) + fill (users, 34), ==, HN_QUOTA_NO_SESSION);
  g_assert_true (has_place (users, 1004));

  /* Whoever comes, the helper does not take more than it can. */
  for (uid_t uid = 1004; uid < 1100; uid++)
    fill (users, uid);
  g_assert_cmpuint (users->len, ==, HN_QUOTA_USERS);
  g_assert_cmpuint (fill (users, ROOT), ==, HN_QUOTA_ROOT);
}

/* Root takes nothing away from others. */
static void
test_root (void)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));

  g_assert_cmpuint (fill (users, ROOT), ==, HN_QUOTA_ROOT);
  g_assert_false (has_place (users, ROOT));
  g_assert_cmpuint (fill (users, 33), ==, HN_QUOTA_USER);
  g_assert_cmpuint (fill (users, 1000), ==, HN_QUOTA_USER);
}

/* In a user's own manager there is nobody else. */
static void
test_own_manager (void)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (uid_t));
  uid_t uid = 33;

  for (guint i = 0; i < HN_QUOTA_ROOT; i++)
    {
      g_assert_true (hn_quota_check (uid, uid, users, is_person, NULL));
      g_array_append_val (users, uid);
    }
  g_assert_false (hn_quota_check (uid, uid, users, is_person, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/quota/one-user", test_one_user);
  g_test_add_func ("/quota/without-session", test_without_session);
  g_test_add_func ("/quota/many-users", test_many_users);
  g_test_add_func ("/quota/root", test_root);
  g_test_add_func ("/quota/own-manager", test_own_manager);

  return g_test_run ();
}
