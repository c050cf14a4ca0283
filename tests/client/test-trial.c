/* Trials as a person follows them, and lists of them, against a helper and a manager that say what
 * a test wants.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "trial-fixture.h"

static GPtrArray *
make_changes (void)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_free);
  static const HnDirectiveId directives[] = { HN_DIRECTIVE_NO_NEW_PRIVILEGES,
                                              HN_DIRECTIVE_PROTECT_HOME };

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      HnChange *change = g_new (HnChange, 1);

      change->directive = directives[i];
      change->value = g_strdup ("yes");
      g_ptr_array_add (changes, change);
    }

  return changes;
}

/* (transfer full) */
static HnTrial *
begin (Fixture *fixture, HnAssessment *predicted)
{
  g_autoptr (GPtrArray) changes = make_changes ();
  HnTrialRequest request = {
    .unit = "web.service",
    .content = changes,
    .etag = "an etag",
    .restart = TRUE,
    .confirm_seconds = 30,
    .predicted = predicted,
  };

  return g_object_ref (hn_trial_list_begin (fixture->list, &request));
}

static void
assert_steps (HnTrial *trial, const char *expected)
{
  static const char signs[] = ".>*sx"; /* waiting, under way, done, skipped, failed */
  g_autoptr (GString) steps = g_string_new (NULL);

  for (HnTrialState step = HN_TRIAL_AUTHORIZED; step <= HN_TRIAL_HEALTHY; step++)
    g_string_append_c (steps, signs[hn_trial_get_step (trial, step)]);
  g_assert_cmpstr (steps->str, ==, expected);
}

/* The fake's figures, as the manager gives them. */
static HnAssessment *
read_fake_score (Fixture *fixture)
{
  HnTrial *trial;
  HnAssessment *copy;

  set_life (fixture, "written loaded restarted healthy");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_HEALTHY);
  while (hn_trial_get_info (trial)->real == NULL)
    g_main_context_iteration (NULL, TRUE);
  copy = g_memdup2 (hn_trial_get_info (trial)->real, sizeof *copy);
  hn_trial_take_back (trial);
  wait_for (trial, HN_TRIAL_REVERTED);
  end (trial);
  return copy;
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autofree HnAssessment *predicted = read_fake_score (fixture);
  g_autoptr (GArray) differences = NULL;
  HnTrial *trial;
  guint check = 0;

  /* One check is predicted wrongly; the figure may still be the same. */
  while (predicted->findings[check].badness == HN_BADNESS_NA)
    check++;
  predicted->findings[check].badness++;

  set_life (fixture, "written loaded restarted healthy");
  trial = begin (fixture, predicted);
  g_assert_cmpuint (hn_trial_get_state (trial), ==, HN_TRIAL_ASKING);
  assert_steps (trial, ">....");
  g_assert_true (hn_trial_list_find (fixture->list, "web.service") == trial);
  wait_for (trial, HN_TRIAL_WRITTEN);
  wait_for (trial, HN_TRIAL_HEALTHY);
  assert_steps (trial, "*****");
  g_assert_cmpuint (hn_trial_get_seconds_left (trial), <=, 30);
  g_assert_cmpuint (hn_trial_get_seconds_left (trial), >=, 20);
  g_assert_cmpuint (hn_trial_get_info (trial)->seconds, ==, 30);

  hn_trial_keep (trial);
  g_assert_cmpuint (hn_trial_get_state (trial), ==, HN_TRIAL_KEEPING);
  wait_for (trial, HN_TRIAL_KEPT);
  g_assert_cmpuint (hn_trial_get_seconds_left (trial), ==, 0);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  g_assert_null (hn_trial_get_info (trial)->error);
  g_assert_false (hn_trial_get_info (trial)->failed);

  while (hn_trial_get_info (trial)->real == NULL)
    g_main_context_iteration (NULL, TRUE);
  differences = hn_trial_list_differences (trial);
  g_assert_cmpuint (differences->len, ==, 1);
  g_assert_cmpuint (g_array_index (differences, guint, 0), ==, check);
  end (trial);
}

static void
assert_suspects (HnTrial *trial, const char *expected)
{
  g_autoptr (GPtrArray) suspects = hn_trial_list_suspects (trial);
  g_autofree char *text = dup_lines (suspects);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded reverting reverted");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_REVERTING);
  wait_for (trial, HN_TRIAL_REVERTED);
  g_assert_true (hn_trial_get_info (trial)->failed);
  assert_steps (trial, "***x.");
  g_assert_cmpstr (hn_trial_get_info (trial)->reason, ==, "The service did not start");
  g_assert_nonnull (strstr (hn_trial_get_info (trial)->explanation, "NAMESPACE"));
  assert_suspects (trial, "ProtectHome=yes ");
  g_assert_null (hn_trial_get_info (trial)->error);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  end (trial);
}

/* The journal is read with one's own rights, and either it has nothing or one may not. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded reverting failed");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_FAILED);
  while (hn_trial_get_info (trial)->journal == NULL &&
         hn_trial_get_info (trial)->journal_error == NULL)
    g_main_context_iteration (NULL, TRUE);
  end (trial);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  fixture->helper->error = g_strdup ("Busy");
  trial = begin (fixture, NULL);
  g_assert_cmpuint (get_n (fixture), ==, 1);
  wait_for (trial, HN_TRIAL_REFUSED);
  g_assert_error (hn_trial_get_info (trial)->error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY);
  assert_steps (trial, "x....");
  g_assert_cmpuint (get_n (fixture), ==, 0);
  end (trial);
}

/* Whoever withdraws while a password is asked for gets nothing, even when the answer was on its
 * way. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  fixture->helper->answer = FAKE_ANSWER_LATE;
  trial = begin (fixture, NULL);
  while (g_queue_is_empty (&fixture->helper->late))
    g_main_context_iteration (NULL, TRUE);
  hn_trial_take_back (trial);
  wait_for (trial, HN_TRIAL_REFUSED);
  g_assert_error (hn_trial_get_info (trial)->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  while (!g_ptr_array_find_with_equal_func (fixture->helper->calls, "Revert trial-1", g_str_equal,
                                            NULL))
    g_main_context_iteration (NULL, TRUE);
  end (trial);
}

/* What cannot be kept is said, and the person may try again or take it back. */
static void
test_keep_refused (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded restarted healthy");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_HEALTHY);

  fixture->helper->error = g_strdup ("NotYours");
  hn_trial_keep (trial);
  wait_for (trial, HN_TRIAL_KEEPING);
  wait_for (trial, HN_TRIAL_HEALTHY);
  g_assert_error (hn_trial_get_info (trial)->error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_YOURS);

  g_clear_pointer (&fixture->helper->error, g_free);
  fixture->helper->keep_fails = TRUE;
  hn_trial_keep (trial);
  g_assert_null (hn_trial_get_info (trial)->error);
  wait_for (trial, HN_TRIAL_REVERTED);
  g_assert_cmpstr (hn_trial_get_info (trial)->reason, ==, "the file cannot be written");
  end (trial);
}

static void
test_next_start (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded kept");
  fixture->helper->note = g_strdup ("next-start");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_KEPT);
  g_assert_true (hn_trial_get_info (trial)->next_start);
  assert_steps (trial, "***ss");
  end (trial);
}

/* Where nothing is restarted, and part of it holds all the same. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded healthy");
  fixture->helper->note = g_strdup ("at-once");
  trial = begin (fixture, NULL);
  wait_for (trial, HN_TRIAL_HEALTHY);
  g_assert_true (hn_trial_get_info (trial)->at_once);
  g_assert_false (hn_trial_get_info (trial)->next_start);
  hn_trial_keep (trial);
  wait_for (trial, HN_TRIAL_KEPT);
  end (trial);
}

/* Trials of others, and of a Hardnut that is gone, are in the list, and leave it. */
static void
test_found (Fixture *fixture, gconstpointer data)
{
  guint64 deadline = (guint64) g_get_real_time () + 60 * G_USEC_PER_SEC;
  g_autoptr (HnTrialList) second = NULL;
  HnTrial *trial;

  fake_helper_add_trial (fixture->helper, "early", "web.service", "healthy", deadline);
  fake_helper_emit (fixture->helper, NULL, "early", "web.service", "healthy", 1, "deadline", "t",
                    deadline);
  while (get_n (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  trial = g_object_ref (hn_trial_list_find (fixture->list, "web.service"));
  g_assert_true (hn_trial_get_info (trial)->foreign);
  g_assert_cmpuint (hn_trial_get_state (trial), ==, HN_TRIAL_HEALTHY);
  g_assert_cmpuint (hn_trial_get_seconds_left (trial), >, 50);

  /* As at the start of a window. */
  second = hn_trial_list_new (fixture->client, NULL);
  g_assert_nonnull (hn_trial_list_find (second, NULL));

  hn_trial_take_back (trial);
  wait_for (trial, HN_TRIAL_REVERTED);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  while (hn_trial_list_find (second, NULL) != NULL)
    g_main_context_iteration (NULL, TRUE);
  end (trial);
}

/* One's own trial is in the list once, however early the helper speaks of it. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  HnTrial *trial;

  set_life (fixture, "written loaded restarted healthy");
  fixture->helper->pace = 0;
  trial = begin (fixture, NULL);
  while (hn_trial_get_state (trial) != HN_TRIAL_HEALTHY)
    {
      g_assert_cmpuint (get_n (fixture), ==, 1);
      g_main_context_iteration (NULL, TRUE);
    }
  hn_trial_take_back (trial);
  wait_for (trial, HN_TRIAL_REVERTED);
  end (trial);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/trial/keep", test_keep);
  add ("/trial/failure", test_failure);
  add ("/trial/journal", test_journal);
  add ("/trial/refused", test_refused);
  add ("/trial/withdrawn", test_withdrawn);
  add ("/trial/keep-refused", test_keep_refused);
  add ("/trial/next-start", test_next_start);
  add ("/trial/at-once", test_at_once);
  add ("/trial/found", test_found);
  add ("/trial/once", test_once);

  return g_test_run ();
}
