/* The trials of a window: one list for the system's helper, one for the user's own, each from
 * when services of that manager were shown first. Knows which of them a service belongs to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes-store.h"
#include "model/hardening/hardening-several.h"
#include "model/review.h"
#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_HUB (hn_trial_hub_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialHub, hn_trial_hub, HN, TRIAL_HUB, GObject)

/* Signals: "changed": a trial came or went; "ended" (HnTrial): one is over, however it went.
 */

HnTrialHub *hn_trial_hub_new (void);

/**
 * hn_trial_hub_set_list:
 * @list: (nullable): what the window shows now; its helper is looked for when it has been read
 */
void hn_trial_hub_set_list (HnTrialHub *self, HnServiceList *list);

/**
 * hn_trial_hub_find:
 * @unit: (nullable): any
 *
 * Returns: (transfer none) (nullable): a trial under way
 */
HnTrial *hn_trial_hub_find (HnTrialHub *self, const char *unit);

/** hn_trial_hub_find_service: (nullable) (transfer none): whose trial it is, of those shown now
 */
HnService *hn_trial_hub_find_service (HnTrialHub *self, HnTrial *trial);

/**
 * hn_trial_hub_get_manager:
 *
 * Returns: (transfer none) (nullable): the manager that knows @service, to be asked beside the
 * list's own; %NULL for one that is in no list, or was read from files
 */
HnBusConnection *hn_trial_hub_get_manager (HnTrialHub *self, HnService *service);

/** hn_trial_hub_review: (transfer full): a review of what is staged for a service of the list */
HnReview *hn_trial_hub_review (HnTrialHub *self, HnChanges *changes, gboolean removal);

/** hn_trial_hub_harden: (transfer full): a search for the service of @changes */
HnHardening *hn_trial_hub_harden (HnTrialHub *self, HnChanges *changes);

/**
 * hn_trial_hub_harden_several:
 * @store: has the changes of each
 * @services: (element-type HnService): at least one
 *
 * Returns: (transfer full): reads them all
 */
HnHardeningSeveral *
hn_trial_hub_harden_several (HnTrialHub *self, HnChangesStore *store, GPtrArray *services);

G_END_DECLS
