/* Waiting for the end of a trial: the main loop runs until then, and in between come its states,
 * the keys of a person and signals.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-wait.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#include "engine/kept/keepers.h"
#include "engine/validate.h"
#include "cli/trial/trial-text.h"

/* How long the helper may say nothing at all, beyond the time for the confirmation, in seconds: a
 * service may take its time to stop and to start, twice. */
#define LONGEST_SILENCE 600

/* How long a bus or a helper may be away, in seconds. */
#define LONGEST_ABSENCE 30

typedef struct
{
  HnTrial *trial;
  HnHelperClient *client;
  const HnOptions *options;
  HnTrialText *text;
  HnAgent *agent;       /* (nullable): while the helper may ask for a password */
  guint told;           /* how many of the trial's states */
  gboolean finishing;   /* Keep or Revert was asked */
  gboolean interrupted; /* likewise, by a signal */
  gboolean over;
  GError *error;
  guint keys, silence, absence;
} Wait;

static void
wait_over (Wait *self, GError *error) /* (transfer full) (nullable) */
{
  if (error != NULL && self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  self->over = TRUE;
}

static void
stop_asking (Wait *self)
{
  g_clear_handle_id (&self->keys, g_source_remove);
  hn_trial_text_end_question (self->text);
}

static gboolean
silent_cb (gpointer user_data)
{
  Wait *self = user_data;

  self->silence = 0;
  wait_over (self, g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_TIMEOUT,
                                        _ ("Hardnut’s helper says nothing any more; see "
                                           "“hardnutctl trials”")));

  return G_SOURCE_REMOVE;
}

static void
watch_silence (Wait *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
  self->silence = g_timeout_add_seconds (self->options->confirm + LONGEST_SILENCE, silent_cb, self);
}

static void
keep (Wait *self)
{
  self->finishing = TRUE;
  hn_trial_keep (self->trial);
}

static void
take_back (Wait *self)
{
  self->finishing = TRUE;
  hn_trial_take_back (self->trial);
}

static void
seconds_cb (Wait *self)
{
  guint left = hn_trial_get_seconds_left (self->trial);

  if (left > 0)
    hn_trial_text_question (self->text, left);
}

static gboolean
key_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Wait *self = user_data;
  HnKey key = hn_read_key ();

  if (key == HN_KEY_OTHER)
    return G_SOURCE_CONTINUE;

  self->keys = 0;
  stop_asking (self);
  if (key == HN_KEY_YES)
    keep (self);
  else
    take_back (self);

  return G_SOURCE_REMOVE;
}

static void
ask (Wait *self)
{
  if (self->keys != 0)
    return;

  hn_trial_text_begin_question (self->text, hn_trial_get_seconds_left (self->trial));
  self->keys = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, key_cb, self);
}

static GError *
make_refusal (Wait *self)
{
  const GError *error = hn_trial_get_info (self->trial)->error;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  return g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                      /* Translators: a service */
                      _ ("%s: Interrupted; nothing was changed"), hn_trial_get_unit (self->trial));
}

/* Whether Keep or Revert was refused. While bus or helper are away, the client finds out how the
 * trial ended. */
static gboolean
is_refused (const GError *error)
{
  return error != NULL && !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST) &&
         !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS);
}

static void
changed_cb (Wait *self)
{
  HnTrialState state = hn_trial_get_state (self->trial);
  GArray *states = hn_trial_get_info (self->trial)->states;
  const GError *error = hn_trial_get_info (self->trial)->error;

  if (self->over)
    return;
  if (state == HN_TRIAL_REFUSED)
    {
      wait_over (self, make_refusal (self));
      return;
    }

  g_clear_pointer (&self->agent, hn_agent_stop);
  watch_silence (self);
  if (state != HN_TRIAL_HEALTHY)
    stop_asking (self);
  while (self->told < states->len)
    hn_trial_text_state (self->text, g_array_index (states, HnTrialState, self->told++));

  if (hn_trial_state_is_end (state))
    wait_over (self, NULL);
  else if (is_refused (error))
    wait_over (self, g_error_copy (error));
  else if (state != HN_TRIAL_HEALTHY || self->finishing || hn_trial_get_info (self->trial)->probe)
    return;
  else if (self->options->keep)
    keep (self);
  else if (hn_can_ask (self->options))
    ask (self);
}

static gboolean
absent_cb (gpointer user_data)
{
  Wait *self = user_data;
  const GError *reason = hn_helper_client_get_error (self->client);

  self->absence = 0;
  wait_over (
      self, g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                         /* Translators: a service, and why nothing can be asked any more */
                         _ ("%s: The change is taken back by itself unless it was kept, but nobody "
                            "tells any more: %s"),
                         hn_trial_get_unit (self->trial), reason != NULL ? reason->message : ""));

  return G_SOURCE_REMOVE;
}

static void
client_state_cb (Wait *self)
{
  if (hn_helper_client_get_available (self->client))
    g_clear_handle_id (&self->absence, g_source_remove);
  else if (self->absence == 0)
    self->absence = g_timeout_add_seconds (LONGEST_ABSENCE, absent_cb, self);
}

/* What Ctrl-C means: before there is a trial, to ask for none; then, to take it back now; and once
 * more, to leave that to the helper. */
static gboolean
signal_cb (gpointer user_data)
{
  Wait *self = user_data;

  if (hn_trial_get_state (self->trial) == HN_TRIAL_ASKING)
    {
      hn_trial_take_back (self->trial);
      return G_SOURCE_CONTINUE;
    }
  if (self->interrupted)
    {
      wait_over (self, g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                                    /* Translators: a service */
                                    _ ("%s: The helper goes on taking the change back"),
                                    hn_trial_get_unit (self->trial)));
      return G_SOURCE_CONTINUE;
    }

  self->interrupted = TRUE;
  stop_asking (self);
  hn_trial_text_interrupted (self->text);
  take_back (self);

  return G_SOURCE_CONTINUE;
}

/* Whether Hardnut's drop-in is what was tried: then the trial was kept. */
static HnTrialState
find_out_end (HnTrial *trial, const char *path)
{
  g_autofree char *content = NULL;
  g_autofree char *stands = NULL;
  g_autofree char *lines = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return HN_TRIAL_ENDED;

  g_file_get_contents (path, &stands, NULL, &error);
  if (error != NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return HN_TRIAL_ENDED;

  if (!hn_trial_get_info (trial)->removal)
    content = hn_change_to_text (hn_trial_get_info (trial)->content);
  lines = hn_keepers_strip (stands);

  return g_strcmp0 (lines, content) == 0 ? HN_TRIAL_KEPT : HN_TRIAL_REVERTED;
}

/* Runs the main loop until the trial is over. */
static void
run (Wait *self)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  guint signals[G_N_ELEMENTS (numbers)];
  gulong handlers[] = {
    g_signal_connect_swapped (self->trial, "changed", G_CALLBACK (changed_cb), self),
    g_signal_connect_swapped (self->trial, "seconds-changed", G_CALLBACK (seconds_cb), self),
  };
  gulong client_handler =
      g_signal_connect_swapped (self->client, "state-changed", G_CALLBACK (client_state_cb), self);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    signals[i] = g_unix_signal_add (numbers[i], signal_cb, self);

  if (hn_trial_get_state (self->trial) != HN_TRIAL_ASKING)
    changed_cb (self);
  while (!self->over)
    g_main_context_iteration (NULL, TRUE);
  stop_asking (self);
  /* What the service wrote is read with the rights of who runs this. */
  while (self->error == NULL && !hn_trial_is_settled (self->trial))
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (self->trial, handlers[i]);
  g_signal_handler_disconnect (self->client, client_handler);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);
  g_clear_handle_id (&self->silence, g_source_remove);
  g_clear_handle_id (&self->absence, g_source_remove);
  g_clear_pointer (&self->agent, hn_agent_stop);
}

gboolean
hn_trial_wait (HnTrial *trial,
               const HnOptions *options,
               HnAgent *agent,
               const char *path,
               HnTrialOutcome *ret_outcome,
               GError **error)
{
  HnTrialText *text = hn_trial_text_new (options, trial);
  Wait wait = {
    .trial = g_object_ref (trial),
    .client = hn_trial_get_info (trial)->client,
    .options = options,
    .text = text,
    .agent = agent,
    .finishing = hn_trial_get_info (trial)->foreign,
  };

  run (&wait);

  ret_outcome->interrupted = wait.interrupted;
  ret_outcome->state = hn_trial_get_state (trial);
  if (ret_outcome->state == HN_TRIAL_ENDED)
    ret_outcome->state = find_out_end (trial, path);
  if (wait.error == NULL)
    hn_trial_text_end (text, ret_outcome->state);
  hn_trial_text_free (text);
  g_object_unref (trial);
  if (wait.error == NULL)
    return TRUE;

  g_propagate_error (error, wait.error);
  return FALSE;
}
