/* What leads from staged changes to applied ones, without a window: differences of texts, attempts
 * and their lists, against a helper and a manager that say what a test wants.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "trial-fixture.h"

static GPtrArray *
make_edits (void)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_edit_free);
  static const HnDirectiveId directives[] = { HN_DIRECTIVE_NO_NEW_PRIVILEGES,
                                              HN_DIRECTIVE_PROTECT_HOME };

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      HnEdit *edit = g_new (HnEdit, 1);

      edit->directive = directives[i];
      edit->value = g_strdup ("yes");
      g_ptr_array_add (edits, edit);
    }

  return edits;
}

/* (transfer full) */
static HnAttempt *
begin (Fixture *fixture, HnAssessment *predicted)
{
  g_autoptr (GPtrArray) edits = make_edits ();
  HnAttemptRequest request = {
    .unit = "web.service",
    .edits = edits,
    .etag = "an etag",
    .restart = TRUE,
    .confirm_seconds = 30,
    .predicted = predicted,
  };

  return g_object_ref (hn_attempt_list_begin (fixture->list, &request));
}

static void
assert_steps (HnAttempt *attempt, const char *expected)
{
  static const char signs[] = ".>*sx"; /* waiting, under way, done, skipped, failed */
  char steps[HN_N_STEPS + 1] = { 0 };

  for (HnStep step = 0; step < HN_N_STEPS; step++)
    steps[step] = signs[hn_attempt_get_step (attempt, step)];
  g_assert_cmpstr (steps, ==, expected);
}

/* The fake's figures, as the manager gives them. */
static HnAssessment *
read_fake_score (Fixture *fixture)
{
  HnAttempt *attempt;
  HnAssessment *copy;

  set_life (fixture, "written loaded restarted healthy");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_CONFIRMING);
  while (hn_attempt_get_real (attempt) == NULL)
    g_main_context_iteration (NULL, TRUE);
  copy = g_memdup2 (hn_attempt_get_real (attempt), sizeof *copy);
  hn_attempt_take_back (attempt);
  wait_for (attempt, HN_ATTEMPT_REVERTED);
  end (attempt);
  return copy;
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autofree HnAssessment *predicted = read_fake_score (fixture);
  g_autoptr (GArray) differences = NULL;
  HnAttempt *attempt;
  guint check = 0;

  /* One check is predicted wrongly; the figure may still be the same. */
  while (predicted->findings[check].badness == HN_BADNESS_NA)
    check++;
  predicted->findings[check].badness++;

  set_life (fixture, "written loaded restarted healthy");
  attempt = begin (fixture, predicted);
  g_assert_cmpuint (hn_attempt_get_state (attempt), ==, HN_ATTEMPT_ASKING);
  assert_steps (attempt, ">....");
  g_assert_true (hn_attempt_list_find (fixture->list, "web.service") == attempt);
  wait_for (attempt, HN_ATTEMPT_WORKING);
  wait_for (attempt, HN_ATTEMPT_CONFIRMING);
  assert_steps (attempt, "*****");
  g_assert_cmpuint (hn_attempt_get_seconds_left (attempt), <=, 30);
  g_assert_cmpuint (hn_attempt_get_seconds_left (attempt), >=, 20);
  g_assert_cmpuint (hn_attempt_get_seconds (attempt), ==, 30);

  hn_attempt_keep (attempt);
  g_assert_cmpuint (hn_attempt_get_state (attempt), ==, HN_ATTEMPT_KEEPING);
  wait_for (attempt, HN_ATTEMPT_KEPT);
  g_assert_cmpuint (hn_attempt_get_seconds_left (attempt), ==, 0);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  g_assert_null (hn_attempt_get_error (attempt));
  g_assert_false (hn_attempt_has_failed (attempt));

  while (hn_attempt_get_real (attempt) == NULL)
    g_main_context_iteration (NULL, TRUE);
  differences = hn_attempt_list_differences (attempt);
  g_assert_cmpuint (differences->len, ==, 1);
  g_assert_cmpuint (g_array_index (differences, guint, 0), ==, check);
  end (attempt);
}

static void
assert_suspects (HnAttempt *attempt, const char *expected)
{
  g_autoptr (GPtrArray) suspects = hn_attempt_list_suspects (attempt);
  g_autofree char *text = dup_lines (suspects);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded reverting reverted");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_REVERTING);
  wait_for (attempt, HN_ATTEMPT_REVERTED);
  g_assert_true (hn_attempt_has_failed (attempt));
  assert_steps (attempt, "***x.");
  g_assert_cmpstr (hn_attempt_get_reason (attempt), ==, "The service did not start");
  g_assert_nonnull (strstr (hn_attempt_get_explanation (attempt), "NAMESPACE"));
  assert_suspects (attempt, "ProtectHome=yes ");
  g_assert_null (hn_attempt_get_error (attempt));
  g_assert_cmpuint (get_n (fixture), ==, 0);
  end (attempt);
}

/* The journal is read with one's own rights, and either it has nothing or one may not. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded reverting failed");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_FAILED);
  while (hn_attempt_get_journal (attempt) == NULL && hn_attempt_get_journal_error (attempt) == NULL)
    g_main_context_iteration (NULL, TRUE);
  end (attempt);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  fixture->helper->error = g_strdup ("Busy");
  attempt = begin (fixture, NULL);
  g_assert_cmpuint (get_n (fixture), ==, 1);
  wait_for (attempt, HN_ATTEMPT_REFUSED);
  g_assert_error (hn_attempt_get_error (attempt), HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY);
  assert_steps (attempt, "x....");
  g_assert_cmpuint (get_n (fixture), ==, 0);
  end (attempt);
}

/* Whoever withdraws while a password is asked for gets nothing, even when the answer was on its
 * way. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  fixture->helper->answer = FAKE_ANSWER_LATE;
  attempt = begin (fixture, NULL);
  while (g_queue_is_empty (&fixture->helper->late))
    g_main_context_iteration (NULL, TRUE);
  hn_attempt_take_back (attempt);
  wait_for (attempt, HN_ATTEMPT_REFUSED);
  g_assert_error (hn_attempt_get_error (attempt), G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  while (!g_ptr_array_find_with_equal_func (fixture->helper->calls, "Revert trial-1", g_str_equal,
                                            NULL))
    g_main_context_iteration (NULL, TRUE);
  end (attempt);
}

/* What cannot be kept is said, and the person may try again or take it back. */
static void
test_keep_refused (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded restarted healthy");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_CONFIRMING);

  fixture->helper->error = g_strdup ("NotYours");
  hn_attempt_keep (attempt);
  wait_for (attempt, HN_ATTEMPT_KEEPING);
  wait_for (attempt, HN_ATTEMPT_CONFIRMING);
  g_assert_error (hn_attempt_get_error (attempt), HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_YOURS);

  g_clear_pointer (&fixture->helper->error, g_free);
  fixture->helper->keep_fails = TRUE;
  hn_attempt_keep (attempt);
  g_assert_null (hn_attempt_get_error (attempt));
  wait_for (attempt, HN_ATTEMPT_REVERTED);
  g_assert_cmpstr (hn_attempt_get_reason (attempt), ==, "the file cannot be written");
  end (attempt);
}

static void
test_next_start (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded kept");
  fixture->helper->note = g_strdup ("next-start");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_KEPT);
  g_assert_true (hn_attempt_get_next_start (attempt));
  assert_steps (attempt, "***ss");
  end (attempt);
}

/* Where nothing is restarted, and part of it holds all the same. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded healthy");
  fixture->helper->note = g_strdup ("at-once");
  attempt = begin (fixture, NULL);
  wait_for (attempt, HN_ATTEMPT_CONFIRMING);
  g_assert_true (hn_attempt_get_at_once (attempt));
  g_assert_false (hn_attempt_get_next_start (attempt));
  hn_attempt_keep (attempt);
  wait_for (attempt, HN_ATTEMPT_KEPT);
  end (attempt);
}

/* Trials of others, and of a Hardnut that is gone, are in the list, and leave it. */
static void
test_found (Fixture *fixture, gconstpointer data)
{
  guint64 deadline = (guint64) g_get_real_time () + 60 * G_USEC_PER_SEC;
  g_autoptr (HnAttemptList) second = NULL;
  HnAttempt *attempt;

  fake_helper_add_trial (fixture->helper, "early", "web.service", "healthy", deadline);
  fake_helper_emit (fixture->helper, NULL, "early", "web.service", "healthy", 1, "deadline", "t",
                    deadline);
  while (get_n (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  attempt = g_object_ref (hn_attempt_list_find (fixture->list, "web.service"));
  g_assert_true (hn_attempt_is_foreign (attempt));
  g_assert_cmpuint (hn_attempt_get_state (attempt), ==, HN_ATTEMPT_CONFIRMING);
  g_assert_cmpuint (hn_attempt_get_seconds_left (attempt), >, 50);

  /* As at the start of a window. */
  second = hn_attempt_list_new (fixture->client, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (second)), ==, 1);

  hn_attempt_take_back (attempt);
  wait_for (attempt, HN_ATTEMPT_REVERTED);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  while (g_list_model_get_n_items (G_LIST_MODEL (second)) > 0)
    g_main_context_iteration (NULL, TRUE);
  end (attempt);
}

/* One's own attempt is in the list once, however early the helper speaks of its trial. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  HnAttempt *attempt;

  set_life (fixture, "written loaded restarted healthy");
  fixture->helper->pace = 0;
  attempt = begin (fixture, NULL);
  while (hn_attempt_get_state (attempt) != HN_ATTEMPT_CONFIRMING)
    {
      g_assert_cmpuint (get_n (fixture), ==, 1);
      g_main_context_iteration (NULL, TRUE);
    }
  hn_attempt_take_back (attempt);
  wait_for (attempt, HN_ATTEMPT_REVERTED);
  end (attempt);
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

  add ("/attempt/keep", test_keep);
  add ("/attempt/failure", test_failure);
  add ("/attempt/journal", test_journal);
  add ("/attempt/refused", test_refused);
  add ("/attempt/withdrawn", test_withdrawn);
  add ("/attempt/keep-refused", test_keep_refused);
  add ("/attempt/next-start", test_next_start);
  add ("/attempt/at-once", test_at_once);
  add ("/attempt/found", test_found);
  add ("/attempt/once", test_once);

  return g_test_run ();
}
