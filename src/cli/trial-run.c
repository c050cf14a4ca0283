/* Following one trial: the main loop runs until it has ended, and in between come its states, the
 * keys of a person and signals.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-run.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "agent.h"
#include "client/journal.h"
#include "engine/keepers.h"
#include "trial-text.h"

/* How long the helper may say nothing at all, beyond the time for the confirmation, in seconds: a
 * service may take its time to stop and to start, twice. */
#define LONGEST_SILENCE 600

/* How long a bus or a helper may be away, in seconds. */
#define LONGEST_ABSENCE 30

struct _HnTrialRun
{
  HnHelperClient *client;
  const HnOptions *options; /* borrowed */
  HnTrialText *text;

  /* What is tried. */
  char *unit;
  gboolean has_content;
  GPtrArray *edits; /* of HnEdit */
  char *path;
  char *content;

  /* How it goes. */
  char *trial;
  HnTrialState state;
  HnTrialDetail *detail;
  GArray *states;     /* of HnTrialState */
  gint64 began;       /* in microseconds of real time */
  GPtrArray *changed; /* (nullable) (element-type HnEdit): what is new */
  const HnSettings *settings;
  HnBlame *blame; /* (nullable) */
  gboolean probe; /* taken back as soon as it works */
  GStrv journal;  /* (nullable): what the service wrote, once it has failed */
  GError *journal_error;
  gboolean finishing; /* Keep or Revert was asked */
  gboolean interrupted;
  gboolean over;
  GError *error;

  /* What runs meanwhile. */
  GCancellable *cancellable;
  gulong trial_handler, state_handler;
  guint signals[3];
  guint keys, ticks, silence, absence;
};

static void
run_over (HnTrialRun *self, GError *error)
{
  if (error != NULL && self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  self->over = TRUE;
}

static void
stop_asking (HnTrialRun *self)
{
  g_clear_handle_id (&self->keys, g_source_remove);
  g_clear_handle_id (&self->ticks, g_source_remove);
  hn_trial_text_end_question (self->text);
}

static gboolean
silent_cb (gpointer user_data)
{
  HnTrialRun *self = user_data;

  self->silence = 0;
  run_over (self, g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_TIMEOUT,
                                       _ ("Hardnut’s helper says nothing any more; see "
                                          "“hardnutctl trials”")));

  return G_SOURCE_REMOVE;
}

static void
watch_silence (HnTrialRun *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
  self->silence = g_timeout_add_seconds (self->options->confirm + LONGEST_SILENCE, silent_cb, self);
}

/* Keep and Revert are answered; what came of it is told by the trial's states. */
static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HnTrialRun *self = user_data;
  GError *error = NULL;

  /* Both finish functions do the same. */
  hn_helper_client_keep_finish (HN_HELPER_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* The run itself is gone. */
      g_error_free (error);
      return;
    }

  /* When the trial came to its end by itself just before, there is none to ask for any more; that
   * end counts. While bus or helper are away, the client finds out how it ended. */
  if (error != NULL && !hn_trial_state_is_end (self->state) &&
      !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_LOST) &&
      !g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NO_BUS))
    run_over (self, error);
  else
    g_clear_error (&error);
}

static void
keep (HnTrialRun *self)
{
  self->finishing = TRUE;
  hn_helper_client_keep_async (self->client, self->trial, self->cancellable, finished_cb, self);
}

static void
revert (HnTrialRun *self)
{
  self->finishing = TRUE;
  hn_helper_client_revert_async (self->client, self->trial, self->cancellable, finished_cb, self);
}

static gboolean
tick_cb (gpointer user_data)
{
  HnTrialRun *self = user_data;

  hn_trial_text_question (self->text, hn_trial_detail_get_seconds_left (self->detail));

  return G_SOURCE_CONTINUE;
}

static gboolean
key_cb (int fd, GIOCondition condition, gpointer user_data)
{
  HnTrialRun *self = user_data;
  HnKey key = hn_trial_text_read_key (self->text);

  if (key == HN_KEY_OTHER)
    return G_SOURCE_CONTINUE;

  self->keys = 0;
  stop_asking (self);
  if (key == HN_KEY_YES)
    keep (self);
  else
    revert (self);

  return G_SOURCE_REMOVE;
}

static void
ask (HnTrialRun *self)
{
  if (self->keys != 0)
    return;

  hn_trial_text_begin_question (self->text, hn_trial_detail_get_seconds_left (self->detail));
  self->keys = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, key_cb, self);
  self->ticks = g_timeout_add (1000, tick_cb, self);
}

/* Whether Hardnut's drop-in is what was tried: then the trial was kept. */
static HnTrialState
find_out_end (HnTrialRun *self)
{
  g_autofree char *stands = NULL;
  g_autofree char *lines = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->has_content)
    return HN_TRIAL_ENDED;

  g_file_get_contents (self->path, &stands, NULL, &error);
  if (error != NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return HN_TRIAL_ENDED;

  lines = hn_keepers_strip (stands);

  return g_strcmp0 (lines, self->content) == 0 ? HN_TRIAL_KEPT : HN_TRIAL_REVERTED;
}

static void
take_detail (HnTrialRun *self, HnTrialDetail *detail)
{
  hn_trial_detail_ref (detail);
  g_clear_pointer (&self->detail, hn_trial_detail_unref);
  self->detail = detail;
}

static void
go_to (HnTrialRun *self, HnTrialState state, HnTrialDetail *detail)
{
  gboolean again = self->states->len > 0 && self->state == state;

  if (state == HN_TRIAL_ENDED)
    state = find_out_end (self);
  self->state = state;
  take_detail (self, detail);
  watch_silence (self);
  if (!again)
    g_array_append_val (self->states, state);

  if (state != HN_TRIAL_HEALTHY)
    stop_asking (self);
  hn_trial_text_state (self->text, state, detail, again);
  if (hn_trial_state_is_end (state))
    {
      run_over (self, NULL);
      return;
    }
  if (state != HN_TRIAL_HEALTHY || self->finishing)
    return;

  if (self->probe)
    revert (self);
  else if (self->options->keep)
    keep (self);
  else if (hn_can_ask (self->options))
    ask (self);
}

static void
trial_changed_cb (HnHelperClient *client,
                  const char *trial,
                  const char *unit,
                  guint state,
                  HnTrialDetail *detail,
                  gpointer user_data)
{
  HnTrialRun *self = user_data;

  if (self->trial != NULL && !self->over && strcmp (trial, self->trial) == 0)
    go_to (self, (HnTrialState) state, detail);
}

static gboolean
absent_cb (gpointer user_data)
{
  HnTrialRun *self = user_data;
  const GError *reason = hn_helper_client_get_error (self->client);

  self->absence = 0;
  run_over (self,
            g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                         /* Translators: a service, and why nothing can be asked any more */
                         _ ("%s: The change is taken back by itself unless it was kept, but nobody "
                            "tells any more: %s"),
                         self->unit, reason != NULL ? reason->message : ""));

  return G_SOURCE_REMOVE;
}

static void
client_state_cb (HnHelperClient *client, GParamSpec *pspec, gpointer user_data)
{
  HnTrialRun *self = user_data;

  if (hn_helper_client_get_available (client))
    g_clear_handle_id (&self->absence, g_source_remove);
  else if (self->absence == 0)
    self->absence = g_timeout_add_seconds (LONGEST_ABSENCE, absent_cb, self);
}

/* What Ctrl-C means: before there is a trial, to ask for none; then, to take it back now; and once
 * more, to leave that to the helper. */
static gboolean
signal_cb (gpointer user_data)
{
  HnTrialRun *self = user_data;

  if (self->trial == NULL)
    {
      g_cancellable_cancel (self->cancellable);
      return G_SOURCE_CONTINUE;
    }
  if (self->interrupted)
    {
      run_over (self,
                g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_LOST,
                             /* Translators: a service */
                             _ ("%s: The helper goes on taking the change back"), self->unit));
      return G_SOURCE_CONTINUE;
    }

  self->interrupted = TRUE;
  stop_asking (self);
  hn_trial_text_interrupted (self->text);
  if (self->state != HN_TRIAL_REVERTING)
    revert (self);

  return G_SOURCE_CONTINUE;
}

typedef struct
{
  HnTrialRun *run;
  gboolean done;
  char *trial;
  GError *error;
} Begin;

static void
began_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Begin *begin = user_data;

  /* Both finish functions do the same. */
  begin->trial = hn_helper_client_try_finish (HN_HELPER_CLIENT (source), result, &begin->error);
  begin->done = TRUE;
}

static void
follow (HnTrialRun *self, const char *trial)
{
  g_autoptr (HnTrialRecord) known = hn_helper_client_dup_trial (self->client, trial);

  self->trial = g_strdup (trial);
  self->began = g_get_real_time ();
  watch_silence (self);
  if (known == NULL)
    return;

  /* What was told before we knew which trial is ours; it may be further by now, and is authorized
   * at any rate. */
  if (!self->finishing && known->state > HN_TRIAL_AUTHORIZED)
    go_to (self, HN_TRIAL_AUTHORIZED, known->detail);
  go_to (self, known->state, known->detail);
}

typedef struct
{
  HnTrialRun *run;
  gboolean done;
} JournalWait;

static void
read_journal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JournalWait *wait = user_data;

  wait->run->journal = hn_journal_read_finish (result, &wait->run->journal_error);
  wait->done = TRUE;
}

/* With the rights of who runs this, as the helper hands out nobody's lines. */
static void
read_journal (HnTrialRun *self)
{
  const HnTrialDetail *failure = hn_trial_text_get_failure (self->text);
  JournalWait wait = { self };

  hn_journal_read_async (self->options->scope, self->unit, NULL,
                         failure->since != 0 ? failure->since : self->began, failure->until, NULL,
                         read_journal_cb, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
}

/* What systemd ignored is named by the helper, and nothing else is to blame then. */
static void
find_blame (HnTrialRun *self)
{
  const HnTrialDetail *failure = hn_trial_text_get_failure (self->text);
  HnEnd end = { .journal = (const char *const *) self->journal };

  if (self->changed == NULL || !hn_trial_text_has_failure (self->text) ||
      g_strcmp0 (failure->step, HN_STEP_LOAD) == 0)
    return;

  end.result = failure->result;
  end.code = failure->code;
  end.status = failure->status;
  self->blame = hn_blame_find (&end, self->settings, self->changed);
}

static HnTrialState
wait_for_end (HnTrialRun *self, GError **error)
{
  while (!self->over)
    g_main_context_iteration (NULL, TRUE);

  stop_asking (self);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return self->state;
    }

  if (self->state != HN_TRIAL_KEPT && hn_trial_text_has_failure (self->text))
    read_journal (self);
  find_blame (self);
  hn_trial_text_end (self->text, self->state, self->detail, self->blame,
                     (const char *const *) self->journal, self->journal_error);

  return self->state;
}

HnTrialState
hn_trial_run_try (HnTrialRun *self, const char *etag, GError **error)
{
  g_autoptr (HnAgent) agent = NULL;
  Begin begin = { self };

  if (self->options->scope == HN_SCOPE_SYSTEM)
    agent = hn_agent_start ();
  if (self->edits != NULL)
    hn_helper_client_try_async (self->client, self->unit, self->edits, etag, self->options->confirm,
                                !self->options->no_restart, self->cancellable, began_cb, &begin);
  else
    hn_helper_client_remove_async (self->client, self->unit, etag, self->options->confirm,
                                   !self->options->no_restart, self->cancellable, began_cb, &begin);
  while (!begin.done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&agent, hn_agent_stop);

  if (g_error_matches (begin.error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&begin.error);
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                   /* Translators: a service */
                   _ ("%s: Interrupted; nothing was changed"), self->unit);
      return HN_TRIAL_UNKNOWN;
    }
  if (begin.trial == NULL)
    {
      g_propagate_error (error, begin.error);
      return HN_TRIAL_UNKNOWN;
    }

  follow (self, begin.trial);
  g_free (begin.trial);

  return wait_for_end (self, error);
}

HnTrialState
hn_trial_run_finish (HnTrialRun *self, const char *trial, gboolean keep_it, GError **error)
{
  self->finishing = TRUE;
  follow (self, trial);
  if (!self->over && keep_it)
    keep (self);
  else if (!self->over)
    revert (self);

  return wait_for_end (self, error);
}

HnTrialRun *
hn_trial_run_new (HnHelperClient *client, const HnOptions *options, const char *unit)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  HnTrialRun *self = g_new0 (HnTrialRun, 1);

  self->client = g_object_ref (client);
  self->options = options;
  self->unit = g_strdup (unit);
  self->text = hn_trial_text_new (options, unit);
  self->states = g_array_new (FALSE, FALSE, sizeof (HnTrialState));
  self->cancellable = g_cancellable_new ();
  self->trial_handler =
      g_signal_connect (client, "trial-changed", G_CALLBACK (trial_changed_cb), self);
  self->state_handler =
      g_signal_connect (client, "notify::state", G_CALLBACK (client_state_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    self->signals[i] = g_unix_signal_add (numbers[i], signal_cb, self);

  return self;
}

void
hn_trial_run_free (HnTrialRun *self)
{
  if (self == NULL)
    return;

  stop_asking (self);
  g_cancellable_cancel (self->cancellable);
  g_signal_handler_disconnect (self->client, self->trial_handler);
  g_signal_handler_disconnect (self->client, self->state_handler);
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_source_remove (self->signals[i]);
  g_clear_handle_id (&self->silence, g_source_remove);
  g_clear_handle_id (&self->absence, g_source_remove);
  hn_trial_text_free (self->text);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_clear_pointer (&self->blame, hn_blame_free);
  g_clear_pointer (&self->detail, hn_trial_detail_unref);
  g_array_unref (self->states);
  g_clear_error (&self->error);
  g_strfreev (self->journal);
  g_clear_error (&self->journal_error);
  g_free (self->unit);
  g_free (self->path);
  g_free (self->content);
  g_free (self->trial);
  g_object_unref (self->cancellable);
  g_object_unref (self->client);
  g_free (self);
}

void
hn_trial_run_set_content (HnTrialRun *self,
                          GPtrArray *edits,
                          GPtrArray *changed,
                          const HnSettings *settings,
                          const char *path,
                          const char *text)
{
  self->has_content = TRUE;
  self->edits = edits != NULL ? g_ptr_array_ref (edits) : NULL;
  self->changed = changed != NULL ? g_ptr_array_ref (changed) : NULL;
  self->settings = settings;
  self->path = g_strdup (path);
  self->content = g_strdup (text);
}

const HnTrialDetail *
hn_trial_run_get_detail (HnTrialRun *self)
{
  const HnTrialDetail *failure = hn_trial_text_get_failure (self->text);

  return failure != NULL ? failure : self->detail;
}

const char *
hn_trial_run_get_trial (HnTrialRun *self)
{
  return self->trial;
}

const char *const *
hn_trial_run_get_journal (HnTrialRun *self, const GError **ret_error)
{
  *ret_error = self->journal_error;

  return (const char *const *) self->journal;
}

void
hn_trial_run_set_probe (HnTrialRun *self)
{
  self->probe = TRUE;
  hn_trial_text_set_quiet (self->text);
}

const HnBlame *
hn_trial_run_get_blame (HnTrialRun *self)
{
  return self->blame;
}

gboolean
hn_trial_run_has_worked (HnTrialRun *self)
{
  for (guint i = 0; i < self->states->len; i++)
    if (g_array_index (self->states, HnTrialState, i) == HN_TRIAL_HEALTHY)
      return TRUE;

  return FALSE;
}

gboolean
hn_trial_run_is_interrupted (HnTrialRun *self)
{
  return self->interrupted;
}

GArray *
hn_trial_run_get_states (HnTrialRun *self)
{
  return self->states;
}
