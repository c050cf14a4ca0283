/* The attempts of a window: one list for the system's helper, one for the user's own, each from
 * when services of that manager were shown first. Knows which of them a service belongs to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/review.h"
#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_ATTEMPT_HUB (hn_attempt_hub_get_type ())
G_DECLARE_FINAL_TYPE (HnAttemptHub, hn_attempt_hub, HN, ATTEMPT_HUB, GObject)

/* Signals: "changed": an attempt came or went; "ended" (HnAttempt): one is over, however it went.
 */

HnAttemptHub *hn_attempt_hub_new (void);

/**
 * hn_attempt_hub_set_list:
 * @list: (nullable): what the window shows now; its helper is looked for when it has been read
 */
void hn_attempt_hub_set_list (HnAttemptHub *self, HnServiceList *list);

/**
 * hn_attempt_hub_find:
 * @unit: (nullable): any
 *
 * Returns: (transfer none) (nullable): an attempt under way
 */
HnAttempt *hn_attempt_hub_find (HnAttemptHub *self, const char *unit);

/** hn_attempt_hub_find_service: (nullable) (transfer none): whose attempt it is, of those shown now
 */
HnService *hn_attempt_hub_find_service (HnAttemptHub *self, HnAttempt *attempt);

/** hn_attempt_hub_review: (transfer full): a review of what is staged for a service of the list */
HnReview *hn_attempt_hub_review (HnAttemptHub *self, HnChanges *changes, gboolean removal);

G_END_DECLS
