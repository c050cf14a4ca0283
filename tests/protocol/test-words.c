/* The names of errors and states on the bus: each has one of its own, which leads back to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "protocol/helper1.h"

static void
test_errors (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  HnHelperError code;

  for (int i = 0; i < HN_N_HELPER_ERRORS_ON_BUS; i++)
    {
      g_autoptr (GError) error = g_error_new_literal (HN_HELPER_ERROR, i, "");
      const char *name = hn_helper_error_get_name (error);

      g_assert_true (g_hash_table_add (names, (gpointer) name));
      g_assert_true (hn_helper_error_from_name (name, &code));
      g_assert_cmpint (code, ==, i);
    }

  g_assert_true (hn_helper_error_from_name ("io.github.hardnut.Error.FromTomorrow", &code));
  g_assert_cmpint (code, ==, HN_HELPER_ERROR_FAILED);
  g_assert_false (hn_helper_error_from_name ("org.freedesktop.DBus.Error.Failed", &code));
}

/* What only a client finds has no name of its own, and neither has what is of somebody else. */
static void
test_errors_without_name (void)
{
  g_autoptr (GError) lost = g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST, "");
  g_autoptr (GError) other = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_ISDIR, "");

  g_assert_cmpstr (hn_helper_error_get_name (lost), ==, "io.github.hardnut.Error.Failed");
  g_assert_cmpstr (hn_helper_error_get_name (other), ==, "io.github.hardnut.Error.Failed");
}

/* The helper says only what it can be asked about; what a client says of itself is no word of it.
 */
static void
test_states (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = HN_TRIAL_UNKNOWN; i <= HN_TRIAL_REFUSED; i++)
    {
      const char *name = hn_trial_state_get_name ((HnTrialState) i);
      gboolean on_bus = i >= HN_TRIAL_AUTHORIZED && i <= HN_TRIAL_FAILED;

      g_assert_true (g_hash_table_add (names, (gpointer) name));
      g_assert_cmpint (hn_trial_state_from_name (name), ==, on_bus ? i : HN_TRIAL_UNKNOWN);
      g_assert_cmpint (hn_trial_state_is_end ((HnTrialState) i), ==, i >= HN_TRIAL_KEPT);
    }

  g_assert_cmpint (hn_trial_state_from_name (NULL), ==, HN_TRIAL_UNKNOWN);
  g_assert_cmpint (hn_trial_state_from_name ("Healthy"), ==, HN_TRIAL_UNKNOWN);
}

/* An id becomes the name of a file. */
static void
test_ids (void)
{
  g_assert_true (hn_trial_id_is_valid ("0123456789abcdef0123456789abcdef"));
  g_assert_false (hn_trial_id_is_valid (""));
  g_assert_false (hn_trial_id_is_valid ("0123456789abcdef0123456789abcde"));
  g_assert_false (hn_trial_id_is_valid ("0123456789abcdef0123456789abcdef0"));
  g_assert_false (hn_trial_id_is_valid ("0123456789ABCDEF0123456789ABCDEF"));
  g_assert_false (hn_trial_id_is_valid ("../3456789abcdef0123456789abcdef"));
  g_assert_false (hn_trial_id_is_valid ("0123456789abcdef0123456789abcdef/.."));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/errors", test_errors);
  g_test_add_func ("/words/errors-without-name", test_errors_without_name);
  g_test_add_func ("/words/states", test_states);
  g_test_add_func ("/words/ids", test_ids);

  return g_test_run ();
}
