/* One level below the page of a service: all its checks and settings, each with its switch, and a
 * search for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "check-row-base.h"
#include "model/trial-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_PROTECTIONS_PAGE (hn_protections_page_get_type ())
G_DECLARE_FINAL_TYPE (
    HnProtectionsPage, hn_protections_page, HN, PROTECTIONS_PAGE, AdwNavigationPage)

/**
 * hn_protections_page_show:
 * @changes: (nullable): of the service that it is about
 * @staged: whether a person has just staged something, so that no row may move
 *
 * Shows what they say now; while nobody can see the page that waits until somebody can.
 */
void hn_protections_page_show (HnProtectionsPage *self, HnChanges *changes, gboolean staged);

/** hn_protections_page_show_score: the same for the score alone, which is there in the next frame
 */
void hn_protections_page_show_score (HnProtectionsPage *self, HnChanges *changes);

/** hn_protections_page_show_blocked: @text: (nullable): why nothing at all can be changed */
void hn_protections_page_show_blocked (HnProtectionsPage *self, const char *text);

/** hn_protections_page_set_trials: @hub: whose trial at the service the page tells of */
void hn_protections_page_set_trials (HnProtectionsPage *self, HnTrialHub *hub);

/** hn_protections_page_set_space: how much there is beside the words of rows */
void hn_protections_page_set_space (HnProtectionsPage *self, HnSpace space);

/** hn_protections_page_start_search: gives the search field the focus */
void hn_protections_page_start_search (HnProtectionsPage *self);

/**
 * hn_protections_page_reveal:
 * @check: an index
 *
 * Opens the row of a check, and gives it the focus. Call while the page is to be seen.
 */
void hn_protections_page_reveal (HnProtectionsPage *self, guint check);

G_END_DECLS
