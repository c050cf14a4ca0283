/* The left half of the window: the services of a manager or of a root folder, with search, filter,
 * sort, and the bar of levels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/trial-hub.h"
#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICES_PAGE (hn_services_page_get_type ())
G_DECLARE_FINAL_TYPE (HnServicesPage, hn_services_page, HN, SERVICES_PAGE, AdwNavigationPage)

/* Properties: "list" (HnServiceList, read-only); "browsing" (boolean): one click or Enter opens a
 *   service, and merely selecting one does not; for a window with space for one half only.
 * Signals: "service-selected" (HnService), "service-opened" (HnService); "harden" (GPtrArray of
 *   HnService): that is wanted for all that are selected. */

/**
 * hn_services_page_read_early:
 *
 * Begins to read the services that a page will most likely show, long before there is one: needs no
 * display.
 *
 * Returns: (transfer full): for hn_services_page_start()
 */
HnServiceList *hn_services_page_read_early (void);

/**
 * hn_services_page_start:
 * @list: (transfer full) (nullable): what has been read early
 *
 * Gives a new page its list. Without @list, or when it is another one than the person chose, reads
 * that one now.
 */
void hn_services_page_start (HnServicesPage *self, HnServiceList *list);

/** hn_services_page_set_trials: @hub: whose trials the page tells of */
void hn_services_page_set_trials (HnServicesPage *self, HnTrialHub *hub);

HnServiceList *hn_services_page_get_list (HnServicesPage *self); /* (transfer none) */

/**
 * hn_services_page_set_root:
 * @root: (nullable): the folder to show; %NULL goes back to this machine
 */
void hn_services_page_set_root (HnServicesPage *self, const char *root);

/**
 * hn_services_page_select:
 * @service: (nullable): selected and scrolled to where the filters let it through
 */
void hn_services_page_select (HnServicesPage *self, HnService *service);

/** hn_services_page_start_search: puts the cursor into the search entry */
void hn_services_page_start_search (HnServicesPage *self);

/**
 * hn_services_page_set_key_capture:
 * @widget: typing anywhere in it that nobody else takes begins a search
 */
void hn_services_page_set_key_capture (HnServicesPage *self, GtkWidget *widget);

/** hn_services_page_focus_list: puts the keyboard focus on the list */
void hn_services_page_focus_list (HnServicesPage *self);

G_END_DECLS
