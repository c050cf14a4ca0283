/* One question for many searches: which services it names, when it is asked again, and that nothing
 * that was permitted is left behind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-question.h"
#include "protocol/helper1.h"
#include "trial-fixture.h"

#define WATCH 30
#define TRIALS 6

typedef struct
{
  gboolean over, permitted;
  GError *error;
} Answer;

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->permitted = g_task_propagate_boolean (G_TASK (result), &answer->error);
  answer->over = TRUE;
}

/* Whether it is permitted. */
static gboolean
ask (HnHardenQuestion *question, const char *unit)
{
  Answer answer = { FALSE };

  hn_harden_question_ask_async (question, unit, NULL, asked_cb, &answer);
  while (!answer.over)
    g_main_context_iteration (NULL, TRUE);
  g_clear_error (&answer.error);

  return answer.permitted;
}

static GStrv
make_units (guint n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *unit = g_strdup_printf ("s%u.service", i);

      g_strv_builder_add (builder, unit);
    }

  return g_strv_builder_end (builder);
}

static guint
count (Fixture *fixture, const char *start)
{
  guint n = 0;

  for (guint i = 0; i < fixture->helper->calls->len; i++)
    n += g_str_has_prefix (fixture->helper->calls->pdata[i], start);

  return n;
}

/* The last call that begins like this. */
static const char *
find_call (Fixture *fixture, const char *start)
{
  for (guint i = fixture->helper->calls->len; i > 0; i--)
    if (g_str_has_prefix (fixture->helper->calls->pdata[i - 1], start))
      return fixture->helper->calls->pdata[i - 1];

  return "";
}

static void
wait_for_ends (Fixture *fixture, guint n)
{
  while (count (fixture, "End") < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  const char *const units[] = { "web.service", "shop.service", "mail.service", NULL };
  HnHardenQuestion *question = hn_harden_question_new (fixture->client, units, WATCH, TRIALS);

  g_assert_cmpuint (count (fixture, "Begin"), ==, 0);
  for (guint i = 0; units[i] != NULL; i++)
    g_assert_true (ask (question, units[i]));
  g_assert_cmpuint (count (fixture, "Begin"), ==, 1);
  g_assert_cmpstr (find_call (fixture, "Begin"), ==,
                   "Begin web.service shop.service mail.service 3600");
  g_object_unref (question);
  wait_for_ends (fixture, 1);
}

/* More than the helper takes at once: the rest is asked for when it is needed. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) units = make_units (HN_SESSION_MAX_UNITS + 2);
  HnHardenQuestion *question =
      hn_harden_question_new (fixture->client, (const char *const *) units, WATCH, TRIALS);
  const char *call;

  for (guint i = 0; i < HN_SESSION_MAX_UNITS; i++)
    g_assert_true (ask (question, units[i]));
  g_assert_cmpuint (count (fixture, "Begin"), ==, 1);
  call = find_call (fixture, "Begin");
  g_assert_nonnull (strstr (call, " s31.service 3600"));
  g_assert_null (strstr (call, "s32.service"));

  g_assert_true (ask (question, units[HN_SESSION_MAX_UNITS]));
  g_assert_true (ask (question, units[HN_SESSION_MAX_UNITS + 1]));
  g_assert_cmpuint (count (fixture, "Begin"), ==, 2);
  g_assert_cmpstr (find_call (fixture, "Begin"), ==, "Begin s32.service s33.service 3600");
  g_object_unref (question);
  wait_for_ends (fixture, 1);

  g_assert_cmpuint (hn_harden_question_count (1), ==, 1);
  g_assert_cmpuint (hn_harden_question_count (HN_SESSION_MAX_UNITS), ==, 1);
  g_assert_cmpuint (hn_harden_question_count (HN_SESSION_MAX_UNITS + 1), ==, 2);
}

/* What is permitted for too short a time is asked for anew, instead of in the middle of a search.
 */
static void
test_time (Fixture *fixture, gconstpointer data)
{
  const char *const units[] = { "web.service", "shop.service", NULL };
  HnHardenQuestion *question =
      hn_harden_question_new (fixture->client, units, HN_SESSION_MAX_SECONDS, TRIALS);

  g_assert_true (ask (question, "web.service"));
  g_assert_true (ask (question, "shop.service"));
  g_assert_cmpuint (count (fixture, "Begin"), ==, 2);
  g_assert_cmpstr (find_call (fixture, "Begin"), ==, "Begin shop.service 3600");
  g_object_unref (question);
  wait_for_ends (fixture, 1);
}

/* What still takes the permission is waited for. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  const char *const units[] = { "web.service", NULL };
  g_autoptr (HnHardenQuestion) question =
      hn_harden_question_new (fixture->client, units, WATCH, TRIALS);

  g_assert_true (ask (question, "web.service"));
  hn_harden_question_hold (question);
  hn_harden_question_hold (question);
  hn_harden_question_end (question);
  hn_harden_question_release (question);
  /* What was sent before is heard before. */
  hn_helper_client_end_session (fixture->client, "another");
  wait_for_ends (fixture, 1);
  g_assert_cmpstr (find_call (fixture, "End"), ==, "End another");
  hn_harden_question_release (question);
  wait_for_ends (fixture, 2);
  g_assert_cmpstr (find_call (fixture, "End"), ==, "End session-1");
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  const char *const units[] = { "web.service", NULL };
  g_autoptr (HnHardenQuestion) question =
      hn_harden_question_new (fixture->client, units, WATCH, TRIALS);

  fixture->helper->error = g_strdup ("NotAuthorized");
  g_assert_false (ask (question, "web.service"));
  /* Nothing is taken for permitted that was not. */
  g_clear_pointer (&fixture->helper->error, g_free);
  g_assert_true (ask (question, "web.service"));
  g_assert_cmpuint (count (fixture, "Begin"), ==, 2);
}

/* The person gives the password though nobody wants it any more. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  const char *const units[] = { "web.service", NULL };
  HnHardenQuestion *question = hn_harden_question_new (fixture->client, units, WATCH, TRIALS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { FALSE };

  fixture->helper->answer = FAKE_ANSWER_LATE;
  hn_harden_question_ask_async (question, "web.service", cancellable, asked_cb, &answer);
  while (g_queue_is_empty (&fixture->helper->late))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  hn_harden_question_end (question);
  g_object_unref (question);

  fixture->helper->answer = FAKE_ANSWER_GOOD;
  fake_helper_answer_late (fixture->helper);
  wait_for_ends (fixture, 1);
  while (!answer.over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (answer.permitted);
  g_clear_error (&answer.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/harden-question/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("once", test_once);
  ADD ("many", test_many);
  ADD ("time", test_time);
  ADD ("held", test_held);
  ADD ("denied", test_denied);
  ADD ("late", test_late);

  return g_test_run ();
}
