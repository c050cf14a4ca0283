/* What the tests of trials share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-fixture.h"

/* A message bus of its own. Not GTestDBus, which changes the environment under running threads. */
static char *
start_bus (Fixture *fixture)
{
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  char *address;

  fixture->bus =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "dbus-daemon", "--session",
                        "--nofork", "--nopidfile", "--print-address=1", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->bus));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);

  return address;
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *address = fixture->address = start_bus (fixture);

  fixture->fake = fake_manager_new (FAKE_PEER);
  fake_manager_add (fixture->fake, "web.service");
  fixture->manager = hn_bus_connection_new (HN_SCOPE_SYSTEM, fixture->fake->address, TRUE);
  fixture->helper = fake_helper_new (address);
  fixture->helper->pace = 5;
  fake_helper_own_manager (fixture->helper);
  fake_helper_own (fixture->helper);
  fixture->client = hn_helper_client_new (HN_SCOPE_SYSTEM, address);
  while (!hn_helper_client_get_available (fixture->client) ||
         hn_bus_connection_get_state (fixture->manager) != HN_MANAGER_READY)
    g_main_context_iteration (NULL, TRUE);
  fixture->list = hn_trial_list_new (fixture->client, fixture->manager);
}

/* A thread may be the last that lets go, and wakes no loop. */
void
wait_for_last (gpointer object)
{
  while (g_atomic_int_get (&G_OBJECT (object)->ref_count) > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  /* Answers that nobody waits for any more still hold these. */
  wait_for_last (fixture->client);
  wait_for_last (fixture->manager);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->manager);
  fake_helper_free (fixture->helper);
  fake_manager_free (fixture->fake);
  g_subprocess_force_exit (fixture->bus);
  g_subprocess_wait (fixture->bus, NULL, NULL);
  g_object_unref (fixture->bus);
  g_free (fixture->address);
}

void
set_life (Fixture *fixture, const char *life)
{
  g_free (fixture->helper->life);
  fixture->helper->life = g_strdup (life);
}

typedef struct
{
  HnTrialState state;
  gboolean seen;
} Wait;

static void
changed_cb (HnTrial *trial, gpointer user_data)
{
  Wait *wait = user_data;

  if (hn_trial_get_state (trial) == wait->state)
    wait->seen = TRUE;
}

/* On a busy machine several steps are told in one turn of the loop. */
void
wait_for (HnTrial *trial, HnTrialState state)
{
  Wait wait = { state, hn_trial_get_state (trial) == state };
  gulong handler = g_signal_connect (trial, "state-changed", G_CALLBACK (changed_cb), &wait);

  while (!wait.seen)
    {
      g_assert_false (hn_trial_state_is_end (hn_trial_get_state (trial)));
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (trial, handler);
}

void
end (HnTrial *trial)
{
  /* Answers that nobody waits for any more still hold it. */
  wait_for_last (trial);
  g_assert_finalize_object (trial);
}

guint
get_n (Fixture *fixture)
{
  return hn_trial_list_find (fixture->list, NULL) != NULL;
}

char *
dup_lines (GPtrArray *changes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = changes->pdata[i];

      g_string_append_printf (text, "%s=%s ", hn_directive_get (change->directive)->name,
                              change->value);
    }

  return g_string_free (text, FALSE);
}
