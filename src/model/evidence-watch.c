/* One question to the observer at a time for what a person wants, and one for what came meanwhile.
 * What comes for another service than the present one is dropped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/evidence-watch.h"

#include <glib/gi18n-lib.h>

#include "client/observer-client.h"
#include "client/own-unit.h"

struct _HnEvidenceWatch
{
  GObject parent_instance;

  HnEvidenceWatchInfo info;
  gboolean seen;
  gboolean stale;   /* not asked for since something came */
  gboolean peeking; /* a question is under way that nobody waits for */
  gboolean restart; /* as soon as it is watched */
  guint seconds;    /* of the watch that is asked for */

  /* owned, (nullable) */
  HnBusConnection *manager;
  HnService *service;
  HnObserverClient *clients[2]; /* by HnScope */
  GCancellable *cancellable;    /* of all that is under way for the service */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnEvidenceWatch, hn_evidence_watch, G_TYPE_OBJECT)

static void peek (HnEvidenceWatch *self);

static void
tell (HnEvidenceWatch *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static const char *
get_unit (HnEvidenceWatch *self)
{
  return hn_service_get_name (self->service);
}

static void
observer_changed_cb (HnEvidenceWatch *self, const char *unit, HnObserverClient *client)
{
  if (self->service != NULL && g_str_equal (unit, get_unit (self)) &&
      client == self->clients[hn_bus_connection_get_scope (self->manager)])
    peek (self);
}

/* It leaves when nothing is watched, and that is nobody's business. */
static void
observer_gone_cb (HnEvidenceWatch *self, HnObserverClient *client)
{
  if (self->service == NULL || self->info.state != HN_EVIDENCE_WATCH_WATCHING ||
      client != self->clients[hn_bus_connection_get_scope (self->manager)])
    return;

  self->info.state = HN_EVIDENCE_WATCH_IDLE;
  set_text (&self->info.trouble, _ ("Hardnut’s observer has gone away while it watched. What it "
                                    "had written down until then is kept."));
  tell (self);
  peek (self);
}

static HnObserverClient *
get_client (HnEvidenceWatch *self)
{
  HnScope scope = hn_bus_connection_get_scope (self->manager);
  HnObserverClient **client = &self->clients[scope];

  if (*client == NULL)
    {
      *client = hn_observer_client_new (scope);
      g_signal_connect_object (*client, "changed", G_CALLBACK (observer_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (*client, "gone", G_CALLBACK (observer_gone_cb), self,
                               G_CONNECT_SWAPPED);
    }

  return *client;
}

/* Whether an answer is about what is shown now. */
static gboolean
is_current (HnEvidenceWatch *self, GAsyncResult *result)
{
  return self->cancellable != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable;
}

/* @evidence: (transfer full) */
static void
take_evidence (HnEvidenceWatch *self, HnEvidence *evidence)
{
  self->info.hidden = self->info.missing = FALSE;
  g_clear_pointer (&self->info.note, g_free);
  if (self->info.state <= HN_EVIDENCE_WATCH_WATCHING)
    self->info.state = evidence->watched ? HN_EVIDENCE_WATCH_WATCHING : HN_EVIDENCE_WATCH_IDLE;
  if (evidence->ends != 0)
    self->info.ends = evidence->ends;
  hn_service_set_evidence (self->service, evidence);
  hn_evidence_unref (evidence);
}

/* Nothing came: what is known of the reason. */
static void
take_failure (HnEvidenceWatch *self, const GError *error, gboolean asked)
{
  /* Who may read on while the service is watched is refused when that is over. */
  self->info.state = HN_EVIDENCE_WATCH_IDLE;
  self->info.missing = g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE);
  self->info.hidden =
      g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED) ||
      g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_AUTHORIZATION_FAILED) ||
      g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_BUSY);
  if (g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND))
    {
      set_text (&self->info.note, error->message);
      hn_service_set_evidence (self->service, NULL);
    }
  /* That there is no observer is a state. Nobody asked for what needs permission; all else is to be
   * known. */
  else if (!self->info.missing && (asked || !self->info.hidden))
    set_text (&self->info.trouble, error->message);
}

static void
peek_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  HnEvidence *evidence = g_task_propagate_pointer (G_TASK (result), &error);

  if (!is_current (self, result))
    {
      hn_evidence_unref (evidence);
      return;
    }

  self->peeking = FALSE;
  if (evidence != NULL)
    take_evidence (self, evidence);
  /* What a person has asked for meanwhile tells more. */
  else if (self->info.state == HN_EVIDENCE_WATCH_IDLE ||
           self->info.state == HN_EVIDENCE_WATCH_WATCHING)
    take_failure (self, error, FALSE);
  tell (self);
  if (self->stale)
    peek (self);
}

static void
peek (HnEvidenceWatch *self)
{
  self->stale = !self->seen || self->peeking;
  if (self->stale || self->service == NULL || self->manager == NULL)
    return;

  self->peeking = TRUE;
  hn_observer_client_peek_async (get_client (self), get_unit (self), self->cancellable, peek_cb,
                                 g_object_ref (self));
}

/* What a person asks for. */

static void
begin_question (HnEvidenceWatch *self, HnEvidenceWatchState state)
{
  self->info.state = state;
  g_clear_pointer (&self->info.trouble, g_free);
  tell (self);
}

static void
shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  HnEvidence *evidence = g_task_propagate_pointer (G_TASK (result), &error);

  if (!is_current (self, result))
    {
      hn_evidence_unref (evidence);
      return;
    }

  if (evidence != NULL)
    take_evidence (self, evidence);
  else
    take_failure (self, error, TRUE);
  tell (self);
}

void
hn_evidence_watch_show (HnEvidenceWatch *self)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));

  if (self->manager == NULL || self->info.state != HN_EVIDENCE_WATCH_IDLE)
    return;

  begin_question (self, HN_EVIDENCE_WATCH_ASKING);
  hn_observer_client_get_async (get_client (self), get_unit (self), self->cancellable, shown_cb,
                                g_object_ref (self));
}

typedef struct
{
  HnEvidenceWatch *self; /* owned */
  GCancellable *cancellable;
} Restarting;

static void
restarted_cb (HnBusConnection *manager,
              sd_bus_message *reply,
              const GError *error,
              gpointer user_data)
{
  Restarting *restarting = user_data;
  g_autoptr (HnEvidenceWatch) self = restarting->self;
  gboolean current = restarting->cancellable == self->cancellable;

  g_object_unref (restarting->cancellable);
  g_free (restarting);
  if (!current || error == NULL)
    return;

  g_free (self->info.trouble);
  /* Translators: a service, and a sentence of systemd or the bus, often in English */
  self->info.trouble = g_strdup_printf (_ ("%s is watched, but was not restarted: %s"),
                                        get_unit (self), error->message);
  tell (self);
}

static void
restart_service (HnEvidenceWatch *self)
{
  Restarting *restarting = g_new0 (Restarting, 1);

  restarting->self = g_object_ref (self);
  restarting->cancellable = g_object_ref (self->cancellable);
  hn_bus_connection_call (self->manager, "RestartUnit", restarted_cb, restarting, "ss",
                          get_unit (self), "replace");
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean begun = g_task_propagate_boolean (G_TASK (result), &error);

  if (!is_current (self, result))
    return;

  if (begun)
    {
      self->info.state = HN_EVIDENCE_WATCH_WATCHING;
      self->info.hidden = FALSE;
      self->info.ends = (guint64) g_get_real_time () + (guint64) self->seconds * G_USEC_PER_SEC;
      if (self->restart)
        restart_service (self);
    }
  else
    {
      self->info.state = HN_EVIDENCE_WATCH_IDLE;
      self->info.missing = g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNAVAILABLE);
      if (!self->info.missing)
        set_text (&self->info.trouble, error->message);
    }
  tell (self);
  if (begun)
    peek (self);
}

void
hn_evidence_watch_begin (HnEvidenceWatch *self, guint seconds, gboolean restart)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));
  g_return_if_fail (!restart || self->info.restart != NULL);

  if (self->manager == NULL || self->info.state != HN_EVIDENCE_WATCH_IDLE)
    return;

  self->restart = restart && self->info.unrestartable == NULL;
  self->seconds = seconds;
  begin_question (self, HN_EVIDENCE_WATCH_ASKING);
  hn_observer_client_watch_async (get_client (self), get_unit (self), seconds, self->cancellable,
                                  begun_cb, g_object_ref (self));
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stopped = g_task_propagate_boolean (G_TASK (result), &error) ||
                     g_error_matches (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND);

  if (!is_current (self, result))
    return;

  self->info.state = stopped ? HN_EVIDENCE_WATCH_IDLE : HN_EVIDENCE_WATCH_WATCHING;
  if (!stopped)
    set_text (&self->info.trouble, error->message);
  tell (self);
  peek (self);
}

void
hn_evidence_watch_stop (HnEvidenceWatch *self)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));

  if (self->info.state != HN_EVIDENCE_WATCH_WATCHING)
    return;

  begin_question (self, HN_EVIDENCE_WATCH_STOPPING);
  hn_observer_client_stop_async (get_client (self), get_unit (self), self->cancellable, stopped_cb,
                                 g_object_ref (self));
}

/* What a restart would do. */

static void
own_unit_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  g_autofree char *own = hn_own_unit_find_finish (result);

  if (!is_current (self, result))
    return;

  self->info.restart_due = FALSE;
  if (self->info.restart != NULL)
    self->info.unrestartable =
        hn_restart_dup_refusal (self->info.restart, hn_bus_connection_get_scope (self->manager),
                                own);
  tell (self);
}

static void
restart_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnEvidenceWatch) self = user_data;
  HnBusConnection *manager = HN_BUS_CONNECTION (object);
  HnScope scope = hn_bus_connection_get_scope (manager);
  g_autoptr (GError) error = NULL;
  g_autoptr (HnRestart) restart = hn_restart_read_finish (manager, result, &error);

  if (!is_current (self, result))
    return;

  if (restart == NULL)
    {
      self->info.restart_due = FALSE;
      set_text (&self->info.unrestartable, error->message);
      tell (self);
      return;
    }

  self->info.restart = g_steal_pointer (&restart);
  hn_own_unit_find_async (scope, self->cancellable, own_unit_cb, g_object_ref (self));
}

void
hn_evidence_watch_read_restart (HnEvidenceWatch *self)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));

  if (self->manager == NULL || self->info.restart_due)
    return;

  self->info.restart_due = TRUE;
  g_clear_pointer (&self->info.restart, hn_restart_unref);
  g_clear_pointer (&self->info.unrestartable, g_free);
  tell (self);
  hn_restart_read_async (self->manager, get_unit (self), self->cancellable, restart_read_cb,
                         g_object_ref (self));
}

/* The service. */

static void
clear (HnEvidenceWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->manager);
  g_clear_object (&self->service);
  g_free (self->info.note);
  g_free (self->info.trouble);
  g_free (self->info.unrestartable);
  g_clear_pointer (&self->info.restart, hn_restart_unref);
  self->info = (HnEvidenceWatchInfo){ 0 };
  self->peeking = FALSE;
}

static void
hn_evidence_watch_dispose (GObject *object)
{
  HnEvidenceWatch *self = HN_EVIDENCE_WATCH (object);

  clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    g_clear_object (&self->clients[i]);

  G_OBJECT_CLASS (hn_evidence_watch_parent_class)->dispose (object);
}

static void
hn_evidence_watch_class_init (HnEvidenceWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_evidence_watch_dispose;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_evidence_watch_init (HnEvidenceWatch *self)
{
}

HnEvidenceWatch *
hn_evidence_watch_new (void)
{
  return g_object_new (HN_TYPE_EVIDENCE_WATCH, NULL);
}

void
hn_evidence_watch_set_service (HnEvidenceWatch *self, HnBusConnection *manager, HnService *service)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));

  /* The same unit of nobody's manager is another one. */
  if (manager == NULL)
    service = NULL;
  if (self->manager == manager && self->service == service)
    return;

  clear (self);
  g_set_object (&self->manager, manager);
  g_set_object (&self->service, service);
  self->cancellable = g_cancellable_new ();
  peek (self);
  tell (self);
}

void
hn_evidence_watch_set_seen (HnEvidenceWatch *self, gboolean seen)
{
  g_return_if_fail (HN_IS_EVIDENCE_WATCH (self));

  if (self->seen == seen)
    return;

  self->seen = seen;
  if (seen && self->stale)
    peek (self);
}

const HnEvidenceWatchInfo *
hn_evidence_watch_get_info (HnEvidenceWatch *self)
{
  g_return_val_if_fail (HN_IS_EVIDENCE_WATCH (self), NULL);

  return &self->info;
}
