/* One step after another: the question, what the machine shows, the watch, and then trials. Which
 * set is tried next is for the engine to say; here it is seen whether the service works with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "client/harden-works.h"
#include "client/observer-client.h"
#include "engine/what-if.h"
#include "source/facts/facts-reader.h"
#include "source/manager/unit-reader.h"

/* In seconds: how long a watch goes on when nobody is left to end it. */
#define WATCH_MORE 300

/* In seconds: how long a trial waits while it is seen whether the service works, at most. */
#define CHECKING_TIME 180

struct _HnHardenRun
{
  GObject parent_instance;

  HnHardenInfo info;
  guint watch_seconds, max_trials, confirm_seconds;
  HnHardenLevel level;
  gboolean watching;   /* the observer is */
  gboolean looking_on; /* the trial under way changes nothing: it is for the watch */
  gboolean answered;   /* of the trial under way it is known whether the service works */
  gboolean works;
  guint64 began;   /* the trial under way, in microseconds of g_get_real_time() */
  gboolean looked; /* whether the service works with it is being seen */
  guint timer;

  /* owned */
  char *unit, *session;
  HnAdviceSource source; /* its unfinished, staged, policy, evidence and facts are */
  HnSettings *unfinished;
  HnTrialList *list;
  HnBusConnection *manager;
  HnUnitReader *reader;
  HnObserverClient *observer; /* (nullable) */
  HnEvidence *evidence;       /* (nullable): before the first trial */
  HnEvidence *lately;         /* (nullable): of the trial under way */
  HnServiceFacts *facts;      /* (nullable) */
  GPtrArray *listeners;       /* of HnListener: those that have to be there */
  GPtrArray *checks;          /* of HnHardenCheck */
  guint n_own;                /* of them the person's */
  char *failure;              /* (nullable): what does not work with the trial under way */
  GCancellable *cancellable;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnHardenRun, hn_harden_run, G_TYPE_OBJECT)

static void begin_trial (HnHardenRun *self);

static void
emit_changed (HnHardenRun *self)
{
  G_GNUC_UNUSED g_autoptr (HnHardenRun) keep = g_object_ref (self);

  g_signal_emit (self, changed_signal, 0);
}

G_GNUC_PRINTF (2, 3)
static void
tell (HnHardenRun *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->info.steps, g_strdup_vprintf (format, args));
  va_end (args);
  emit_changed (self);
}

static gboolean
is_over (HnHardenRun *self)
{
  return self->info.state > HN_HARDEN_STOPPING;
}

/* Of nothing that was asked for the answer is waited for any more. */
static void
let_go (HnHardenRun *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->watching)
    hn_observer_client_stop_async (self->observer, self->unit, NULL, NULL, NULL);
  self->watching = FALSE;
  if (self->session != NULL)
    hn_helper_client_end_session (hn_trial_list_get_client (self->list), self->session);
  g_clear_pointer (&self->session, g_free);
}

static void
end (HnHardenRun *self, HnHardenState state, const GError *error) /* (nullable) */
{
  if (is_over (self))
    return;

  let_go (self);
  if (error != NULL && self->info.error == NULL)
    self->info.error = g_error_copy (error);
  self->info.state = state;
  emit_changed (self);
}

/* Whether the answer is for nobody any more. */
static gboolean
is_late (HnHardenRun *self)
{
  return self->info.state != HN_HARDEN_RUNNING;
}

/* ---- Whether it works ---- */

static void
answer (HnHardenRun *self, const char *failure) /* (nullable) */
{
  self->answered = TRUE;
  self->works = failure == NULL;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  hn_trial_take_back (self->info.trial);
}

static void
tell_trial (HnHardenRun *self, const gboolean *named)
{
  g_autofree char *lines = named != NULL ? hn_harden_dup_names (self->info.harden, named) : NULL;

  if (self->works)
    tell (self, _ ("The service works with it."));
  else if (lines != NULL)
    /* Translators: what is wrong with a service, then settings such as PrivateTmp=yes */
    tell (self, _ ("It does not work with it: %s This speaks against %s."), self->failure, lines);
  else
    /* Translators: %s is what is wrong with a service, a sentence */
    tell (self, _ ("It does not work with it: %s"), self->failure);
}

static void
take_answer (HnHardenRun *self)
{
  gboolean certain = FALSE;
  g_autofree gboolean *named =
      self->works ? NULL
                  : hn_harden_find_named (self->info.harden, self->lately, self->began,
                                          hn_trial_get_info (self->info.trial)->blame, &certain);

  tell_trial (self, named);
  hn_harden_tell (self->info.harden, self->works, named, certain);
}

/* The last look: it works, and nothing was refused that it had before. */
static void
conclude_checks (HnHardenRun *self)
{
  if (self->lately != NULL && self->level != HN_HARDEN_STRICT &&
      hn_harden_was_refused (self->info.harden, self->lately, self->began))
    {
      answer (self, _ ("It was refused something that it had before."));
      return;
    }

  self->answered = self->works = TRUE;
  take_answer (self);
  if (hn_harden_is_found (self->info.harden))
    end (self, HN_HARDEN_FOUND, NULL);
  else
    hn_trial_take_back (self->info.trial);
}

static void
lately_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;

  g_clear_pointer (&self->lately, hn_evidence_unref);
  self->lately = g_task_propagate_pointer (G_TASK (result), NULL);
  if (is_late (self))
    return;
  if (hn_trial_get_state (self->info.trial) != HN_TRIAL_HEALTHY)
    return;
  conclude_checks (self);
}

static void
works_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *failure = g_task_propagate_pointer (G_TASK (result), &error);

  if (is_late (self) || hn_trial_get_state (self->info.trial) != HN_TRIAL_HEALTHY)
    return;
  if (failure != NULL || error != NULL)
    answer (self, failure != NULL ? failure : error->message);
  else if (self->watching)
    hn_observer_client_get_async (self->observer, self->unit, self->cancellable, lately_cb,
                                  g_object_ref (self));
  else
    conclude_checks (self);
}

/* ---- Trials ---- */

static void find_set (HnHardenRun *self);
static void watched (HnHardenRun *self);

static gboolean
watched_cb (gpointer data)
{
  HnHardenRun *self = data;

  self->timer = 0;
  watched (self);

  return G_SOURCE_REMOVE;
}

/* Of one that failed the evidence says more than anything else. */
static void
failed_lately_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;

  g_clear_pointer (&self->lately, hn_evidence_unref);
  self->lately = g_task_propagate_pointer (G_TASK (result), NULL);
  if (is_late (self))
    return;
  take_answer (self);
  begin_trial (self);
}

static void
take_failure (HnHardenRun *self)
{
  const HnTrialInfo *trial = hn_trial_get_info (self->info.trial);

  if (!self->answered)
    {
      self->works = FALSE;
      g_free (self->failure);
      self->failure = g_strdup (trial->explanation != NULL ? trial->explanation
                                : trial->reason != NULL    ? trial->reason
                                                           : _ ("The service has failed."));
    }
  if (self->watching)
    {
      hn_observer_client_get_async (self->observer, self->unit, self->cancellable, failed_lately_cb,
                                    g_object_ref (self));
      return;
    }
  take_answer (self);
  begin_trial (self);
}

/* The trial is at its end, and all that may tell why is read. */
static void
trial_over (HnHardenRun *self)
{
  const HnTrialInfo *trial = hn_trial_get_info (self->info.trial);
  HnTrialState state = hn_trial_get_state (self->info.trial);

  g_signal_handlers_disconnect_by_data (self->info.trial, self);
  if (trial->restart && state != HN_TRIAL_REFUSED)
    self->info.restarts++;
  if (state == HN_TRIAL_FAILED || state == HN_TRIAL_ENDED || state == HN_TRIAL_KEPT)
    {
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: a service */
                   _ ("%s: Stopped, as the service did not come back to how it was before"),
                   self->unit);
      end (self, HN_HARDEN_FAILED, NULL);
    }
  else if (self->info.state == HN_HARDEN_STOPPING)
    end (self, HN_HARDEN_STOPPED, NULL);
  else if (state == HN_TRIAL_REFUSED)
    end (self, HN_HARDEN_FAILED, trial->error);
  else if (self->looking_on && (self->answered || trial->failed))
    find_set (self);
  else if (self->answered && self->works)
    begin_trial (self);
  else if (self->answered || trial->failed)
    take_failure (self);
  else
    /* Taken back before there was an answer, by somebody else. */
    end (self, HN_HARDEN_STOPPED, NULL);
}

static void
trial_cb (HnHardenRun *self, HnTrial *trial)
{
  const HnTrialInfo *info = hn_trial_get_info (trial);
  gboolean begun = self->looked;

  emit_changed (self);
  if (trial != self->info.trial || is_over (self))
    return;
  if (hn_trial_is_settled (trial))
    {
      trial_over (self);
      return;
    }
  if ((self->info.state == HN_HARDEN_STOPPING || self->answered) && hn_harden_is_left (trial))
    {
      g_signal_handlers_disconnect_by_data (trial, self);
      end (self, HN_HARDEN_FAILED, info->error);
      return;
    }
  if (hn_trial_get_state (trial) != HN_TRIAL_HEALTHY || self->answered || begun ||
      self->info.state != HN_HARDEN_RUNNING)
    return;

  self->looked = TRUE;
  self->info.restarts += info->restart;
  if (info->next_start)
    {
      /* Whatever it is, nobody would see it. */
      self->answered = TRUE;
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service */
                   _ ("%s is not restarted from here, so that nothing of it can be tried"),
                   self->unit);
      hn_harden_run_stop (self);
    }
  else if (self->looking_on)
    self->timer = g_timeout_add_seconds (self->watch_seconds, watched_cb, self);
  else
    hn_harden_works_async (self->manager, self->unit, self->listeners, self->checks,
                           self->cancellable, works_cb, g_object_ref (self));
}

static void
etag_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag =
      hn_helper_client_read_etag_finish (HN_HELPER_CLIENT (object), result, &error);
  g_autoptr (HnSettings) before = NULL;
  g_autoptr (HnSettings) after = NULL;
  g_autoptr (GPtrArray) present = hn_change_list_copy (self->source.staged);
  HnTrialRequest request = { NULL };

  if (is_late (self))
    return;
  if (etag == NULL)
    {
      end (self, HN_HARDEN_FAILED, error);
      return;
    }

  before = hn_what_if (self->unfinished, present);
  after = hn_what_if (self->unfinished, self->info.content);
  request.unit = self->unit;
  request.content = self->info.content;
  request.present = present;
  request.before = before;
  request.after = after;
  request.etag = etag;
  request.restart = TRUE;
  request.confirm_seconds = self->looking_on ? MIN (self->watch_seconds + 60, HN_CONFIRM_MAX)
                                             : CHECKING_TIME + self->confirm_seconds;
  self->answered = self->works = FALSE;
  self->looked = FALSE;
  self->began = (guint64) g_get_real_time ();
  if (self->watching && !self->looking_on)
    hn_observer_client_watch_async (self->observer, self->unit, WATCH_MORE + self->confirm_seconds,
                                    NULL, NULL, NULL);
  g_clear_pointer (&self->lately, hn_evidence_unref);
  g_clear_object (&self->info.trial);
  self->info.trial = g_object_ref (hn_trial_list_begin (self->list, &request));
  g_signal_connect_object (self->info.trial, "changed", G_CALLBACK (trial_cb), self,
                           G_CONNECT_SWAPPED);
  emit_changed (self);
}

/* @content: (transfer full) */
static void
try_content (HnHardenRun *self, GPtrArray *content)
{
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  self->info.content = content;
  hn_helper_client_read_etag_async (hn_trial_list_get_client (self->list), self->unit,
                                    self->cancellable, etag_cb, g_object_ref (self));
}

static void
begin_trial (HnHardenRun *self)
{
  const HnHardenSet *set = hn_harden_get_set (self->info.harden);
  const gboolean *with = hn_harden_next (self->info.harden);
  guint n = 0;

  if (with == NULL)
    {
      g_clear_pointer (&self->info.content, g_ptr_array_unref);
      end (self, HN_HARDEN_NOTHING, NULL);
      return;
    }

  for (guint i = 0; i < set->lines->len; i++)
    n += with[i];
  tell (self,
        /* Translators: the number of a trial, and how many rights it takes away */
        ngettext ("Trial %u: takes %u right away.", "Trial %u: takes %u rights away.", n),
        hn_harden_get_n_trials (self->info.harden) + 1, n);
  try_content (self, hn_harden_set_dup_content (set, with));
}

/* ---- What could be tried ---- */

static void
find_set (HnHardenRun *self)
{
  gboolean unenforced[HN_N_DIRECTIVES] = { FALSE };
  HnHardenSet *set;

  self->looking_on = FALSE;
  self->source.evidence = self->evidence;
  self->source.facts = self->facts;
  if (self->facts != NULL)
    hn_harden_set_find_unenforced (&self->source, unenforced);
  set = hn_harden_set_new (&self->source, self->level, unenforced);
  tell (self,
        /* Translators: a number of rights that may be taken from a service */
        ngettext ("There is %u right that nothing known speaks against taking away.",
                  "There are %u rights that nothing known speaks against taking away.",
                  set->lines->len),
        set->lines->len);
  self->info.harden = hn_harden_new (set, self->max_trials);
  begin_trial (self);
}

/* ---- The watch ---- */

static void
take_listeners (HnHardenRun *self, const HnServiceFacts *facts)
{
  GPtrArray *listeners = hn_harden_list_listeners (facts, self->listeners);

  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  self->listeners = listeners;
}

static void
seen_facts_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (HnServiceFacts) facts =
      hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);

  if (is_late (self))
    return;
  if (facts != NULL)
    {
      take_listeners (self, facts);
      g_clear_pointer (&self->facts, hn_service_facts_unref);
      self->facts = g_steal_pointer (&facts);
    }
  self->answered = TRUE;
  hn_trial_take_back (self->info.trial);
}

static void
evidence_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;
  HnEvidence *evidence = g_task_propagate_pointer (G_TASK (result), &error);

  if (evidence != NULL)
    self->evidence = evidence;
  if (is_late (self))
    return;
  if (evidence == NULL)
    tell (self, _ ("What was seen cannot be had: %s."), error->message);
  hn_service_facts_read_async (self->manager, self->unit, self->cancellable, seen_facts_cb,
                               g_object_ref (self));
}

static void
watched (HnHardenRun *self)
{
  hn_observer_client_get_async (self->observer, self->unit, self->cancellable, evidence_cb,
                                g_object_ref (self));
}

/* A start is seen by a trial that changes nothing: what stands there, or a keyring of its own,
 * which each service of the system has by itself. */
static void
watch_a_start (HnHardenRun *self)
{
  GPtrArray *content = self->source.staged != NULL && self->source.staged->len > 0
                           ? hn_change_list_copy (self->source.staged)
                           : hn_change_list_stage (NULL, HN_DIRECTIVE_KEYRING_MODE, "private");

  self->looking_on = TRUE;
  tell (self,
        ngettext ("It is restarted, and watched for %u second.",
                  "It is restarted, and watched for %u seconds.", self->watch_seconds),
        self->watch_seconds);
  try_content (self, content);
}

static void
watch_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  self->watching = done;
  if (is_late (self))
    {
      if (done)
        let_go (self);
      return;
    }
  if (done)
    {
      watch_a_start (self);
      return;
    }
  /* Translators: %s is the reason */
  tell (self, _ ("It is not watched: %s. So less is known of what it uses."), error->message);
  find_set (self);
}

static void
begin_watch (HnHardenRun *self)
{
  HnHelperClient *client = hn_trial_list_get_client (self->list);
  HnScope scope = hn_helper_client_get_scope (client);
  GDBusConnection *bus = hn_helper_client_get_bus (client);

  /* A user’s own services need no permission, but watching them does. */
  if (self->watch_seconds == 0 || (scope == HN_SCOPE_USER && geteuid () != 0) || bus == NULL)
    {
      find_set (self);
      return;
    }
  self->observer = scope == HN_SCOPE_SYSTEM ? hn_observer_client_new_on (scope, bus)
                                            : hn_observer_client_new (scope);
  hn_observer_client_watch_async (self->observer, self->unit, self->watch_seconds + WATCH_MORE,
                                  self->cancellable, watch_cb, g_object_ref (self));
}

/* ---- The beginning ---- */

/* What fails before anything is tried says nothing about what is tried. */
static void
first_checked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GArray) failed = g_task_propagate_pointer (G_TASK (result), NULL);

  if (is_late (self))
    return;
  for (guint i = failed != NULL ? failed->len : 0; i > 0; i--)
    {
      guint at = g_array_index (failed, guint, i - 1);
      const HnHardenCheck *check = self->checks->pdata[at];

      if (at < self->n_own)
        {
          g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                       /* Translators: a service, and how one sees that it works */
                       _ ("%s: This fails before anything is changed: %s"), self->unit,
                       check->text);
          end (self, HN_HARDEN_FAILED, NULL);
          return;
        }
      g_ptr_array_remove_index (self->checks, at);
    }
  begin_watch (self);
}

static void
facts_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  HnServiceFacts *facts = hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);

  self->facts = facts;
  if (is_late (self))
    return;
  if (facts != NULL)
    take_listeners (self, facts);
  hn_harden_check_all_async (self->checks, HN_HARDEN_CHECK_SECONDS, self->cancellable,
                             first_checked_cb, g_object_ref (self));
}

static void
first_unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &error);

  if (is_late (self))
    return;
  if (unit == NULL)
    {
      end (self, HN_HARDEN_FAILED, error);
      return;
    }
  if (strcmp (unit->active_state, "active") != 0)
    {
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                   /* Translators: a service */
                   _ ("%s does not run, so that nobody could see whether it works; start it first"),
                   self->unit);
      end (self, HN_HARDEN_FAILED, NULL);
      return;
    }
  hn_service_facts_read_async (self->manager, self->unit, self->cancellable, facts_cb,
                               g_object_ref (self));
}

static void
session_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenRun) self = data;
  g_autoptr (GError) error = NULL;

  self->session = hn_helper_client_begin_finish (HN_HELPER_CLIENT (object), result, &error);
  if (is_late (self))
    {
      let_go (self);
      return;
    }
  if (self->session == NULL)
    {
      end (self, HN_HARDEN_FAILED, error);
      return;
    }
  hn_unit_reader_read_async (self->reader, self->unit, self->cancellable, first_unit_cb,
                             g_object_ref (self));
}

static gboolean
begin_cb (gpointer data)
{
  HnHardenRun *self = data;
  const char *const units[] = { self->unit, NULL };

  self->timer = 0;
  hn_helper_client_begin_async (hn_trial_list_get_client (self->list), units,
                                HN_SESSION_MAX_SECONDS, self->cancellable, session_cb,
                                g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* ---- The object ---- */

static void
hn_harden_run_dispose (GObject *object)
{
  HnHardenRun *self = HN_HARDEN_RUN (object);

  /* What was found is the person's. */
  if (!is_over (self))
    hn_harden_run_stop (self);

  G_OBJECT_CLASS (hn_harden_run_parent_class)->dispose (object);
}

static void
hn_harden_run_finalize (GObject *object)
{
  HnHardenRun *self = HN_HARDEN_RUN (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->info.harden, hn_harden_free);
  g_clear_object (&self->info.trial);
  g_clear_pointer (&self->info.content, g_ptr_array_unref);
  g_ptr_array_unref (self->info.steps);
  g_clear_error (&self->info.error);
  g_free (self->unit);
  g_free (self->session);
  g_free (self->failure);
  g_clear_pointer (&self->unfinished, hn_settings_free);
  g_clear_pointer (&self->source.staged, g_ptr_array_unref);
  g_clear_pointer ((HnPolicy **) &self->source.policy, hn_policy_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->manager);
  g_clear_object (&self->reader);
  g_clear_object (&self->observer);
  g_clear_pointer (&self->evidence, hn_evidence_unref);
  g_clear_pointer (&self->lately, hn_evidence_unref);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (hn_harden_run_parent_class)->finalize (object);
}

static void
hn_harden_run_class_init (HnHardenRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_harden_run_dispose;
  object_class->finalize = hn_harden_run_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_harden_run_init (HnHardenRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->info.steps = g_ptr_array_new_with_free_func (g_free);
}

HnHardenRun *
hn_harden_run_new (HnTrialList *list, HnBusConnection *manager, const HnHardenAim *aim)
{
  HnHardenRun *self;

  g_return_val_if_fail (HN_IS_TRIAL_LIST (list), NULL);
  g_return_val_if_fail (HN_IS_BUS_CONNECTION (manager), NULL);

  self = g_object_new (HN_TYPE_HARDEN_RUN, NULL);
  self->list = g_object_ref (list);
  self->manager = g_object_ref (manager);
  self->reader = hn_unit_reader_new (manager);
  self->unit = g_strdup (aim->unit);
  self->level = aim->level;
  self->watch_seconds = aim->watch_seconds;
  self->max_trials = aim->max_trials;
  self->confirm_seconds = aim->confirm_seconds;
  self->unfinished = hn_settings_copy (aim->unfinished);
  self->source.unfinished = self->unfinished;
  self->source.staged = hn_change_list_copy (aim->staged);
  self->source.policy = aim->policy != NULL ? hn_policy_ref (aim->policy) : NULL;
  self->source.recipe = aim->recipe;
  self->source.distributions = aim->distributions;
  self->checks = g_ptr_array_ref (aim->checks);
  self->n_own = self->checks->len;
  hn_harden_check_add_proofs (self->checks, aim->recipe);
  self->timer = g_idle_add (begin_cb, self);

  return self;
}

void
hn_harden_run_stop (HnHardenRun *self)
{
  HnTrialState state;

  g_return_if_fail (HN_IS_HARDEN_RUN (self));

  if (self->info.state != HN_HARDEN_RUNNING)
    return;
  state = self->info.trial != NULL ? hn_trial_get_state (self->info.trial) : HN_TRIAL_REVERTED;
  /* Between two trials the service is as before. */
  if (hn_trial_state_is_end (state))
    {
      end (self, HN_HARDEN_STOPPED, NULL);
      return;
    }

  self->info.state = HN_HARDEN_STOPPING;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (state != HN_TRIAL_REVERTING)
    hn_trial_take_back (self->info.trial);
  emit_changed (self);
}

const HnHardenInfo *
hn_harden_run_get_info (HnHardenRun *self)
{
  g_return_val_if_fail (HN_IS_HARDEN_RUN (self), NULL);

  return &self->info;
}

guint
hn_harden_run_count_restarts (const HnHardenAim *aim)
{
  return 2 * aim->max_trials + (aim->watch_seconds > 0 ? 2 : 0);
}
