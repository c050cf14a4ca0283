/* The right half of the window: one service, its exposure, and why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/service.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_PAGE (hn_detail_page_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailPage, hn_detail_page, HN, DETAIL_PAGE, AdwNavigationPage)

/* Property: "service" (HnService, nullable). Actions: "detail.open-file" with "(ayu)", a path and a
 * line; "detail.open-unit-file". */

GtkWidget *hn_detail_page_new (void);

/**
 * hn_detail_page_set_service:
 * @service: (nullable): what to show; followed from then on
 */
void       hn_detail_page_set_service (HnDetailPage *self,
                                       HnService    *service);
HnService *hn_detail_page_get_service (HnDetailPage *self); /* (transfer none) (nullable) */

G_END_DECLS
