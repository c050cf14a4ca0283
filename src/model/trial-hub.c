/* The trials of a window: one list for the system's helper, one for the user's own, each from
 * when services of that manager were shown first. Knows which of them a service belongs to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/trial-hub.h"

struct _HnTrialHub
{
  GObject parent_instance;

  /* owned, (nullable) */
  HnServiceList *list;
  HnTrialList *trials[2];       /* by HnScope */
  HnBusConnection *managers[2]; /* by HnScope: of the list that was shown last */
};

static guint changed_signal, ended_signal;

G_DEFINE_FINAL_TYPE (HnTrialHub, hn_trial_hub, G_TYPE_OBJECT)

/* The list keeps its manager in a thread of its own. A review asks little, and has one of its own.
 */
static HnBusConnection *
get_manager (HnTrialHub *self)
{
  HnBusConnection **manager;
  HnScope scope;

  if (self->list == NULL || hn_service_list_get_root (self->list) != NULL)
    return NULL;

  scope = hn_service_list_get_scope (self->list);
  manager = &self->managers[scope];
  if (*manager == NULL)
    *manager = hn_bus_connection_new (scope, hn_service_list_get_address (self->list), TRUE);

  return *manager;
}

static void
trials_cb (HnTrialHub *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
ended_cb (HnTrialHub *self, HnTrial *trial)
{
  g_signal_emit (self, ended_signal, 0, trial);
}

/* (nullable): those of the manager whose services are shown */
static HnTrialList *
ensure_trials (HnTrialHub *self)
{
  HnBusConnection *manager = get_manager (self);
  HnTrialList **trials;
  HnScope scope;

  if (manager == NULL)
    return NULL;

  scope = hn_bus_connection_get_scope (manager);
  trials = &self->trials[scope];
  if (*trials == NULL)
    {
      g_autoptr (HnHelperClient) client = hn_helper_client_new (scope, NULL);

      *trials = hn_trial_list_new (client, manager);
      g_signal_connect_object (*trials, "changed", G_CALLBACK (trials_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (*trials, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
      trials_cb (self);
    }
  else
    {
      hn_trial_list_set_manager (*trials, manager);
    }

  return *trials;
}

/* Not before: a person who opens the window waits for its list. */
static void
loading_cb (HnTrialHub *self)
{
  if (self->list != NULL && !hn_service_list_get_loading (self->list))
    ensure_trials (self);
}

static void
hn_trial_hub_dispose (GObject *object)
{
  HnTrialHub *self = HN_TRIAL_HUB (object);

  hn_trial_hub_set_list (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->trials); i++)
    g_clear_object (&self->trials[i]);

  G_OBJECT_CLASS (hn_trial_hub_parent_class)->dispose (object);
}

static void
hn_trial_hub_class_init (HnTrialHubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_trial_hub_dispose;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  ended_signal = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, HN_TYPE_TRIAL);
}

static void
hn_trial_hub_init (HnTrialHub *self)
{
}

HnTrialHub *
hn_trial_hub_new (void)
{
  return g_object_new (HN_TYPE_TRIAL_HUB, NULL);
}

void
hn_trial_hub_set_list (HnTrialHub *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_TRIAL_HUB (self));
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

  g_signal_connect_object (list, "loading", G_CALLBACK (loading_cb), self, G_CONNECT_SWAPPED);
  loading_cb (self);
}

HnTrial *
hn_trial_hub_find (HnTrialHub *self, const char *unit)
{
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);

  manager = get_manager (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->trials); i++)
    {
      HnTrial *trial;

      /* A service of the other manager may have the same name. */
      if (self->trials[i] == NULL ||
          (unit != NULL && (manager == NULL || i != hn_bus_connection_get_scope (manager))))
        continue;
      trial = hn_trial_list_find (self->trials[i], unit);
      if (trial != NULL)
        return trial;
    }

  return NULL;
}

HnService *
hn_trial_hub_find_service (HnTrialHub *self, HnTrial *trial)
{
  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_TRIAL (trial), NULL);

  if (self->list == NULL || hn_service_list_get_root (self->list) != NULL ||
      hn_service_list_get_scope (self->list) !=
          hn_helper_client_get_scope (hn_trial_get_info (trial)->client))
    return NULL;

  return hn_service_list_find (self->list, hn_trial_get_unit (trial));
}

HnBusConnection *
hn_trial_hub_get_manager (HnTrialHub *self, HnService *service)
{
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  /* An opened file is in no list. */
  manager = get_manager (self);

  return manager != NULL &&
                 hn_service_list_find (self->list, hn_service_get_name (service)) == service
             ? manager
             : NULL;
}

HnReview *
hn_trial_hub_review (HnTrialHub *self, HnChanges *changes, gboolean removal)
{
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  manager = hn_trial_hub_get_manager (self, hn_changes_get_service (changes));

  return hn_review_new (changes, removal, manager != NULL ? ensure_trials (self) : NULL, manager);
}

HnHardening *
hn_trial_hub_harden (HnTrialHub *self, HnChanges *changes)
{
  HnBusConnection *manager;

  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);
  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  manager = hn_trial_hub_get_manager (self, hn_changes_get_service (changes));

  return hn_hardening_new (changes, manager != NULL ? ensure_trials (self) : NULL, manager);
}

HnHardeningSeveral *
hn_trial_hub_harden_several (HnTrialHub *self, HnChangesStore *store, GPtrArray *services)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (HN_IS_TRIAL_HUB (self), NULL);

  for (guint i = 0; i < services->len; i++)
    g_ptr_array_add (all,
                     hn_trial_hub_harden (self, hn_changes_store_get (store, services->pdata[i])));

  return hn_hardening_several_new (all, ensure_trials (self));
}
