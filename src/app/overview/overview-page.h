/* The start page: all services of a list at a glance, what matters about them in words, and what
 * Hardnut has changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_OVERVIEW_PAGE (hn_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (HnOverviewPage, hn_overview_page, HN, OVERVIEW_PAGE, AdwNavigationPage)

/* Signals: "service-chosen" (HnService): its page is wanted; "level-chosen" (uint, HnLevel): the
 *   services of that level are; "harden" (GPtrArray of HnService): that is wanted for all of them.
 */

/** hn_overview_page_set_list: @list: whose services these are */
void hn_overview_page_set_list (HnOverviewPage *self, HnServiceList *list);

G_END_DECLS
