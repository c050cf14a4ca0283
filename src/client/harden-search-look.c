/* All that can be known of a service before anything is tried: one question, what the machine
 * shows, whether its checks pass, and what it uses from a start on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-search-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "client/harden-works.h"
#include "engine/what-if.h"
#include "source/facts/facts-reader.h"

/* ---- The watch ---- */

static void
take_listeners (HnHardenSearch *self, const HnServiceFacts *facts)
{
  GPtrArray *listeners = hn_harden_list_listeners (facts, self->listeners);

  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  self->listeners = listeners;
}

static void
seen_facts_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (HnServiceFacts) facts =
      hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);

  if (hn_harden_search_is_late (self))
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
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  HnEvidence *evidence = g_task_propagate_pointer (G_TASK (result), &error);

  if (evidence != NULL)
    self->evidence = evidence;
  if (hn_harden_search_is_late (self))
    return;
  if (evidence == NULL)
    hn_harden_search_note (self, _ ("What was seen cannot be had: %s."), error->message);
  hn_service_facts_read_async (self->manager, self->unit, self->cancellable, seen_facts_cb,
                               g_object_ref (self));
}

static gboolean
watched_cb (gpointer data)
{
  HnHardenSearch *self = data;

  self->timer = 0;
  hn_observer_client_get_async (self->observer, self->unit, self->cancellable, evidence_cb,
                                g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
worked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;

  if (!hn_harden_search_is_late (self) && hn_trial_get_state (self->info.trial) == HN_TRIAL_HEALTHY)
    self->timer = g_timeout_add_seconds (self->watch_seconds, watched_cb, self);
}

/* What it does for its checks is seen, too. */
static void
look_on (HnHardenSearch *self)
{
  hn_harden_check_all_async (self->checks, HN_HARDEN_CHECK_SECONDS, self->cancellable, worked_cb,
                             g_object_ref (self));
}

/* A start is seen by a trial that changes nothing: what stands there, or the keyring that the
 * service has anyway. */
static void
watch_a_start (HnHardenSearch *self)
{
  g_autoptr (HnSettings) before = hn_what_if (self->unfinished, self->source.staged);
  const char *keyring = hn_settings_get_word (before, HN_DIRECTIVE_KEYRING_MODE);
  GPtrArray *content = self->source.staged != NULL && self->source.staged->len > 0
                           ? hn_change_list_copy (self->source.staged)
                           : hn_change_list_stage (NULL, HN_DIRECTIVE_KEYRING_MODE, keyring);

  hn_harden_search_tell (self,
                         ngettext ("It is restarted, and watched for %u second.",
                                   "It is restarted, and watched for %u seconds.",
                                   self->watch_seconds),
                         self->watch_seconds);
  hn_harden_search_try (self, content, look_on);
}

static void
watch_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  self->watching = done;
  self->watch_due = FALSE;
  if (hn_harden_search_is_late (self))
    {
      hn_harden_search_let_go (self);
      return;
    }
  if (done)
    {
      watch_a_start (self);
      return;
    }
  /* Translators: %s is the reason */
  hn_harden_search_note (self, _ ("It is not watched: %s. So less is known of what it uses."),
                         error->message);
  hn_harden_search_find_set (self);
}

/* It leaves by itself when nobody is to be watched any more. */
static void
observer_gone_cb (HnHardenSearch *self)
{
  if (!self->watching || g_get_monotonic_time () >= self->watched_until)
    return;
  self->watching = FALSE;
  hn_harden_search_lose (self, _ ("Hardnut’s observer ended in the middle of the search"));
}

static void
known_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;

  self->evidence = g_task_propagate_pointer (G_TASK (result), NULL);
  if (!hn_harden_search_is_late (self))
    hn_harden_search_find_set (self);
}

static void
make_observer (HnHardenSearch *self)
{
  HnHelperClient *client = hn_trial_list_get_client (self->list);
  HnScope scope = hn_helper_client_get_scope (client);

  self->observer = scope == HN_SCOPE_SYSTEM
                       ? hn_observer_client_new_on (scope, hn_helper_client_get_bus (client))
                       : hn_observer_client_new (scope);
}

/* Root need not ask anybody for what is known already. */
static void
take_known (HnHardenSearch *self)
{
  if (geteuid () != 0 || hn_helper_client_get_bus (hn_trial_list_get_client (self->list)) == NULL)
    {
      hn_harden_search_find_set (self);
      return;
    }
  make_observer (self);
  hn_observer_client_get_async (self->observer, self->unit, self->cancellable, known_cb,
                                g_object_ref (self));
}

static void
begin_watch (HnHardenSearch *self)
{
  HnHelperClient *client = hn_trial_list_get_client (self->list);
  HnScope scope = hn_helper_client_get_scope (client);
  GDBusConnection *bus = hn_helper_client_get_bus (client);

  if (self->watch_seconds == 0)
    {
      hn_harden_search_note (self, "%s",
                             _ ("It is not watched, so less is known of what it uses."));
      take_known (self);
      return;
    }
  if (scope == HN_SCOPE_USER && geteuid () != 0)
    hn_harden_search_note (
        self, "%s",
        _ ("It is not watched, as that takes permission, which a search of your own "
           "services does without."));
  if (bus == NULL || (scope == HN_SCOPE_USER && geteuid () != 0))
    {
      hn_harden_search_find_set (self);
      return;
    }
  make_observer (self);
  g_signal_connect_object (self->observer, "gone", G_CALLBACK (observer_gone_cb), self,
                           G_CONNECT_SWAPPED);
  self->watch_due = TRUE;
  if (self->question != NULL)
    hn_harden_question_hold (self->question);
  self->holds_question = self->question != NULL;
  hn_harden_search_watch (self, self->watch_seconds + HN_HARDEN_WATCH_MORE, watch_cb,
                          g_object_ref (self));
}

/* ---- The beginning ---- */

static void check_first (HnHardenSearch *self);

static void
pages_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  GPtrArray *pages = g_task_propagate_pointer (G_TASK (result), NULL);

  if (pages != NULL)
    g_ptr_array_extend_and_steal (self->checks, pages);
  if (!hn_harden_search_is_late (self))
    check_first (self);
}

/* What is left to go by. */
static void
tell_checks (HnHardenSearch *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      const HnHardenCheck *check = self->checks->pdata[i];

      if (check->status != 0)
        hn_harden_search_note (self,
                               /* Translators: an address, "http://localhost:80/" */
                               _ ("It answers at %s, and has to with each change."), check->text);
    }
  if (self->checks->len > 0)
    return;
  if (self->listeners != NULL && self->listeners->len > 0)
    hn_harden_search_note (
        self, "%s",
        _ ("Nothing but that it runs and listens shows whether it works. A check "
           "of your own tells more."));
  else
    hn_harden_search_note (
        self, "%s",
        _ ("Nothing but that it runs shows whether it works. A check of your own "
           "tells more."));
}

/* What fails before anything is tried says nothing about what is tried. */
static void
first_checked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GArray) failed = g_task_propagate_pointer (G_TASK (result), NULL);

  if (hn_harden_search_is_late (self))
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
          hn_harden_search_end (self, HN_HARDEN_FAILED, NULL);
          return;
        }
      g_ptr_array_remove_index (self->checks, at);
    }
  /* Where nobody said how one sees that it works, or that cannot be seen by this user. */
  if (self->checks->len == 0 && self->listeners != NULL && !self->asked_for_pages)
    {
      self->asked_for_pages = TRUE;
      hn_harden_check_find_pages_async (self->listeners, self->cancellable, pages_cb,
                                        g_object_ref (self));
      return;
    }
  tell_checks (self);
  if (!hn_harden_search_is_late (self))
    begin_watch (self);
}

static void
check_first (HnHardenSearch *self)
{
  hn_harden_check_all_async (self->checks, HN_HARDEN_CHECK_SECONDS, self->cancellable,
                             first_checked_cb, g_object_ref (self));
}

static void
facts_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  HnServiceFacts *facts = hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, NULL);

  self->facts = facts;
  if (hn_harden_search_is_late (self))
    return;
  if (facts != NULL)
    take_listeners (self, facts);
  check_first (self);
}

const char *
hn_harden_search_get_idle_reason (const HnSettings *settings, gboolean can_start)
{
  if (strcmp (hn_settings_get_type (settings), "oneshot") == 0)
    return _ ("It runs once and ends, so that nobody could see whether it works. Single settings "
              "of it can be changed all the same.");
  if (!can_start)
    return _ ("It does not run, and nobody can start it by hand: it starts when something else "
              "needs it. Search again while it runs.");

  return _ ("It does not run, so that nobody could see whether it works. Start it first.");
}

static void
first_unit_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnUnit) unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &error);

  if (hn_harden_search_is_late (self))
    return;
  if (unit == NULL)
    {
      hn_harden_search_end (self, HN_HARDEN_FAILED, error);
      return;
    }
  if (strcmp (unit->active_state, "active") != 0)
    {
      g_set_error (&self->info.error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED, "%s: %s",
                   self->unit, hn_harden_search_get_idle_reason (self->unfinished, TRUE));
      hn_harden_search_end (self, HN_HARDEN_FAILED, NULL);
      return;
    }
  hn_service_facts_read_async (self->manager, self->unit, self->cancellable, facts_cb,
                               g_object_ref (self));
}

static void
permitted (HnHardenSearch *self)
{
  self->helper = g_strdup (hn_helper_client_get_owner (hn_trial_list_get_client (self->list)));
  hn_unit_reader_read_async (self->reader, self->unit, self->cancellable, first_unit_cb,
                             g_object_ref (self));
}

static void
session_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;

  self->session = hn_helper_client_begin_finish (HN_HELPER_CLIENT (object), result, &error);
  if (hn_harden_search_is_late (self))
    {
      hn_harden_search_let_go (self);
      return;
    }
  if (self->session == NULL)
    {
      hn_harden_search_end (self, HN_HARDEN_FAILED, error);
      return;
    }
  permitted (self);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnHardenSearch) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (hn_harden_search_is_late (self))
    return;
  if (done)
    permitted (self);
  else
    hn_harden_search_end (self, HN_HARDEN_FAILED, error);
}

static gboolean
begin_cb (gpointer data)
{
  HnHardenSearch *self = data;
  const char *const units[] = { self->unit, NULL };

  self->timer = 0;
  if (self->question != NULL)
    hn_harden_question_ask_async (self->question, self->unit, self->cancellable, asked_cb,
                                  g_object_ref (self));
  else
    hn_helper_client_begin_async (hn_trial_list_get_client (self->list), units,
                                  HN_SESSION_MAX_SECONDS, self->cancellable, session_cb,
                                  g_object_ref (self));

  return G_SOURCE_REMOVE;
}

void
hn_harden_search_begin (HnHardenSearch *self)
{
  self->timer = g_idle_add (begin_cb, self);
}
