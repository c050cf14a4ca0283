/* The right half of the window: one service, its exposure, and why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/accepted-hub.h"
#include "model/trial-hub.h"
#include "model/changes-store.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_PAGE (hn_detail_page_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailPage, hn_detail_page, HN, DETAIL_PAGE, AdwNavigationPage)

/* Actions: "detail.open-file" with "(ayu)", a path and a line; "detail.open-unit-file";
 *   "detail.undo", "detail.redo" and "detail.discard" for what is staged for the service;
 *   "detail.review", "detail.own-changes" and "detail.harden" open their dialogs;
 *   "detail.protections" goes to all checks and settings, and "detail.show-check" with "u" to one
 *   check; "detail.accept" and "detail.withdraw" with "i", an index or %HN_ACCEPTED_ALL_CHECKS, are
 *   about what is accepted. */

GtkWidget *hn_detail_page_new (void);

/**
 * hn_detail_page_set_service:
 * @service: (nullable): what to show; followed from then on
 */
void hn_detail_page_set_service (HnDetailPage *self, HnService *service);
HnService *hn_detail_page_get_service (HnDetailPage *self); /* (transfer none) (nullable) */

/**
 * hn_detail_page_set_services:
 * @services: (nullable) (element-type HnService): among which are other instances of a template
 */
void hn_detail_page_set_services (HnDetailPage *self, GListModel *services);

/**
 * hn_detail_page_set_trials:
 * @hub: whose trials the page tells of; without it a change can be reviewed, but not tried
 */
void hn_detail_page_set_trials (HnDetailPage *self, HnTrialHub *hub);

/** hn_detail_page_set_acceptance: by which checks and the service can be accepted */
void hn_detail_page_set_acceptance (HnDetailPage *self, HnAcceptedHub *acceptance);

/** hn_detail_page_set_suspended: whether the window that it is in cannot be seen */
void hn_detail_page_set_suspended (HnDetailPage *self, gboolean suspended);

/**
 * hn_detail_page_set_changes_store:
 * @store: (transfer none): what is staged for any service. Call before a service is shown; without
 * it the page has a store of its own.
 */
void hn_detail_page_set_changes_store (HnDetailPage *self, HnChangesStore *store);

/**
 * hn_detail_page_start_search:
 *
 * Returns: whether the protections are what is to be seen, and so are searched now
 */
gboolean hn_detail_page_start_search (HnDetailPage *self);

G_END_DECLS
