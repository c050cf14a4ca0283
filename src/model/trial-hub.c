/* The attempts of a window: one list for the system's helper, one for the user's own, each from
 * when services of that manager were shown first. Knows which of them a service belongs to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/trial-hub.h"

struct _HnAttemptHub
{
  GObject parent_instance;

  /* owned, (nullable) */
  HnServiceList *list;
  HnAttemptList *attempts[2];   /* by HnScope */
  HnBusConnection *managers[2]; /* by HnScope: of the list that was shown last */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnAttemptHub, hn_attempt_hub, G_TYPE_OBJECT)

/* The list keeps its manager in a thread of its own. A review asks little, and has one of its own.
 */
static HnBusConnection *
get_manager (HnAttemptHub *self)
{
  HnBusConnection **manager;
  HnScope scope;

  if (self->list == NULL || hn_service_list_get_root (self->list) != NULL)
    return NULL;

  scope = hn_service_list_get_scope (self->list);
  manager = &self->managers[scope == HN_SCOPE_USER];
  if (*manager == NULL)
    *manager = hn_bus_connection_new (scope, hn_service_list_get_address (self->list), TRUE);

  return *manager;
}

static void
attempts_cb (HnAttemptHub *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ended_cb (HnAttemptHub *self, HnAttempt *attempt)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, attempt);
}

/* (nullable): those of the manager whose services are shown */
static HnAttemptList *
ensure_attempts (HnAttemptHub *self)
{
  HnBusConnection *manager = get_manager (self);
  HnAttemptList **attempts;
  HnScope scope;

  if (manager == NULL)
    return NULL;

  scope = hn_bus_connection_get_scope (manager);
  attempts = &self->attempts[scope == HN_SCOPE_USER];
  if (*attempts == NULL)
    {
      g_autoptr (HnHelperClient) client = hn_helper_client_new (scope, NULL);

      *attempts = hn_attempt_list_new (client, manager);
      g_signal_connect_object (*attempts, "items-changed", G_CALLBACK (attempts_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (*attempts, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
      attempts_cb (self);
    }
  else
    {
      hn_attempt_list_set_manager (*attempts, manager);
    }

  return *attempts;
}

/* Not before: whoever opens the window waits for its list. */
static void
loading_cb (HnAttemptHub *self)
{
  if (self->list != NULL && !hn_service_list_get_loading (self->list))
    ensure_attempts (self);
}

static void
hn_attempt_hub_dispose (GObject *object)
{
  HnAttemptHub *self = HN_ATTEMPT_HUB (object);

  hn_attempt_hub_set_list (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->attempts); i++)
    g_clear_object (&self->attempts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->managers); i++)
    g_clear_object (&self->managers[i]);

  G_OBJECT_CLASS (hn_attempt_hub_parent_class)->dispose (object);
}

static void
hn_attempt_hub_class_init (HnAttemptHubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_attempt_hub_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HN_TYPE_ATTEMPT);
}

static void
hn_attempt_hub_init (HnAttemptHub *self)
{
}

HnAttemptHub *
hn_attempt_hub_new (void)
{
  return g_object_new (HN_TYPE_ATTEMPT_HUB, NULL);
}

void
hn_attempt_hub_set_list (HnAttemptHub *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_ATTEMPT_HUB (self));
  g_return_if_fail (list == NULL || HN_IS_SERVICE_LIST (list));

  if (self->list == list)
    return;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  for (guint i = 0; i < G_N_ELEMENTS (self->managers); i++)
    g_clear_object (&self->managers[i]);
  if (list == NULL)
    return;

  g_signal_connect_object (list, "notify::loading", G_CALLBACK (loading_cb), self,
                           G_CONNECT_SWAPPED);
  loading_cb (self);
}

HnAttempt *
hn_attempt_hub_find (HnAttemptHub *self, const char *unit)
{
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_ATTEMPT_HUB (self), NULL);

  /* A service of the other manager may have the same name. */
  manager = get_manager (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->attempts); i++)
    {
      HnAttemptList *attempts = self->attempts[i];
      g_autoptr (HnAttempt) first = NULL;

      if (attempts == NULL)
        continue;
      if (unit != NULL)
        {
          if (manager != NULL && i == (hn_bus_connection_get_scope (manager) == HN_SCOPE_USER))
            return hn_attempt_list_find (attempts, unit);
          continue;
        }

      first = g_list_model_get_item (G_LIST_MODEL (attempts), 0);
      if (first != NULL)
        return hn_attempt_list_find (attempts, hn_attempt_get_unit (first));
    }

  return NULL;
}

HnService *
hn_attempt_hub_find_service (HnAttemptHub *self, HnAttempt *attempt)
{
  g_return_val_if_fail (HN_IS_ATTEMPT_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_ATTEMPT (attempt), NULL);

  if (self->list == NULL || hn_service_list_get_root (self->list) != NULL ||
      hn_service_list_get_scope (self->list) != hn_attempt_get_scope (attempt))
    return NULL;

  return hn_service_list_find (self->list, hn_attempt_get_unit (attempt));
}

HnReview *
hn_attempt_hub_review (HnAttemptHub *self, HnChanges *changes, gboolean removal)
{
  HnService *service;
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_ATTEMPT_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  /* An opened file is in no list. */
  service = hn_changes_get_service (changes);
  manager = get_manager (self);
  if (manager != NULL &&
      hn_service_list_find (self->list, hn_service_get_name (service)) != service)
    manager = NULL;

  return hn_review_new (changes, removal, manager != NULL ? ensure_attempts (self) : NULL, manager);
}
