/* The fixture of the client's tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client-fixture.h"

#include <stdarg.h>

static void
trial_changed_cb (HnHelperClient *client,
                  const char *trial,
                  const char *unit,
                  guint state,
                  HnTrialDetail *detail,
                  gpointer user_data)
{
  Fixture *fixture = user_data;
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s %s", trial, unit,
                          hn_trial_state_get_name ((HnTrialState) state));
  if (detail->reason != NULL)
    g_string_append_printf (line, " (%s)", detail->reason);
  if (detail->since != 0 || detail->until != 0)
    g_string_append_printf (line, " %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, detail->since,
                            detail->until);
  g_ptr_array_add (fixture->told, g_string_free (line, FALSE));
  g_clear_pointer (&fixture->detail, hn_trial_detail_unref);
  fixture->detail = hn_trial_detail_ref (detail);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bus = private_bus_new ();
  fixture->helper = fake_helper_new (fixture->bus->address);
  fake_helper_own_manager (fixture->helper);
  fake_helper_own (fixture->helper);
  fixture->told = g_ptr_array_new_with_free_func (g_free);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->client != NULL)
    {
      /* A thread may hold its task a little longer than the task's callback runs. */
      WAIT_UNTIL (g_atomic_int_get (&G_OBJECT (fixture->client)->ref_count) == 1);
      g_clear_object (&fixture->client);
    }
  g_clear_pointer (&fixture->helper, fake_helper_free);
  g_clear_pointer (&fixture->bus, private_bus_free);
  g_clear_pointer (&fixture->told, g_ptr_array_unref);
  g_clear_pointer (&fixture->detail, hn_trial_detail_unref);
  g_clear_error (&fixture->error);
  /* What is left of timers and idles. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fixture_connect (Fixture *fixture, const char *address)
{
  fixture->client = hn_helper_client_new (HN_SCOPE_SYSTEM, address);
  hn_helper_client_set_limits (fixture->client, 20 * 1000, 25 * 1000, 20, 50);
  g_signal_connect (fixture->client, "trial-changed", G_CALLBACK (trial_changed_cb), fixture);
}

void
fixture_connect_and_wait (Fixture *fixture)
{
  fixture_connect (fixture, fixture->bus->address);
  WAIT_UNTIL (hn_helper_client_get_available (fixture->client));
  /* It asks for the trials as soon as it knows that the helper runs. */
  WAIT_UNTIL (fixture->helper->calls->len > 0);
  fixture_run (20);
}

static gboolean
wake_cb (gpointer user_data)
{
  gboolean *woken = user_data;

  *woken = TRUE;

  return G_SOURCE_REMOVE;
}

void
fixture_iterate (void)
{
  gboolean woken = FALSE;
  guint source = g_timeout_add (50, wake_cb, &woken);

  g_main_context_iteration (NULL, TRUE);
  if (!woken)
    g_source_remove (source);
}

void
fixture_run (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    fixture_iterate ();
}

static void
begin (Fixture *fixture)
{
  fixture->done = FALSE;
  fixture->answer = NULL;
  g_clear_error (&fixture->error);
}

void
fixture_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  begin (fixture);
  /* All that return text do it in the same way. */
  fixture->answer =
      hn_helper_client_try_finish (HN_HELPER_CLIENT (source), result, &fixture->error);
  fixture->done = TRUE;
}

void
fixture_boolean_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  begin (fixture);
  fixture->answer = GINT_TO_POINTER (
      hn_helper_client_end_finish (HN_HELPER_CLIENT (source), result, &fixture->error));
  fixture->done = TRUE;
}

void
fixture_list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  begin (fixture);
  fixture->answer = g_task_propagate_pointer (G_TASK (result), &fixture->error);
  fixture->done = TRUE;
}

char *
fixture_try (Fixture *fixture)
{
  g_autoptr (GPtrArray) changes = fixture_changes ("PrivateTmp=yes", NULL);

  begin (fixture);
  hn_helper_client_try_async (fixture->client, "web.service", changes, "ETAG", 60, TRUE, NULL,
                              fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);

  return fixture->answer;
}

gboolean
fixture_keep (Fixture *fixture, const char *id)
{
  begin (fixture);
  hn_helper_client_end_async (fixture->client, id, TRUE, NULL, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);

  return GPOINTER_TO_INT (fixture->answer);
}

gboolean
fixture_revert (Fixture *fixture, const char *id)
{
  begin (fixture);
  hn_helper_client_end_async (fixture->client, id, FALSE, NULL, fixture_boolean_cb, fixture);
  WAIT_UNTIL (fixture->done);

  return GPOINTER_TO_INT (fixture->answer);
}

char *
fixture_etag (Fixture *fixture, const char *unit)
{
  begin (fixture);
  hn_helper_client_read_etag_async (fixture->client, unit, NULL, fixture_text_cb, fixture);
  WAIT_UNTIL (fixture->done);

  return fixture->answer;
}

GPtrArray *
fixture_changes (const char *word, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *changes;
  va_list arguments;

  va_start (arguments, word);
  for (; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);
  changes = hn_drop_in_parse_changes ((const char *const *) words->pdata, &error);
  g_assert_no_error (error);

  return changes;
}

void
fixture_assert_told (Fixture *fixture, const char *line, ...)
{
  va_list arguments;
  guint i = 0;

  for (guint j = 0; j < fixture->told->len; j++)
    g_test_message ("told: %s", (char *) fixture->told->pdata[j]);
  va_start (arguments, line);
  for (; line != NULL; line = va_arg (arguments, const char *), i++)
    {
      g_assert_cmpuint (i, <, fixture->told->len);
      g_assert_cmpstr (fixture->told->pdata[i], ==, line);
    }
  va_end (arguments);
  g_assert_cmpuint (fixture->told->len, ==, i);
}

const char *
fixture_last_call (Fixture *fixture)
{
  g_assert_cmpuint (fixture->helper->calls->len, >, 0);

  return fixture->helper->calls->pdata[fixture->helper->calls->len - 1];
}
