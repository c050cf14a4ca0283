/* One check of one service as an object that rows bind to: the outcome, the directive, its value
 * and where that comes from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_FINDING_ITEM (hn_finding_item_get_type ())
G_DECLARE_FINAL_TYPE (HnFindingItem, hn_finding_item, HN, FINDING_ITEM, GObject)

/* Properties, read-only, notified explicitly when the service is assessed again:
 *   "passed" (int: 1 check mark, 0 cross, -1 not applicable), "share" (uint, tenths),
 *   "value" (string), "source" (string), "description" (string). Constant: "check" (uint),
 *   "title" (string, translated), "group" (uint, HnGroup), "directive" (int, HnDirectiveId). */

/**
 * hn_finding_list_new:
 * @service: (transfer none): followed: the items change with its "assessed" signal
 *
 * Returns: (transfer full) (element-type HnFindingItem): one item per check, in systemd's order
 */
GListModel *hn_finding_list_new (HnService *service);

/**
 * hn_finding_list_new_for_changes:
 * @changes: (transfer none): followed with their signal "changed"
 *
 * The same for a service as it would be with what is staged.
 */
GListModel *hn_finding_list_new_for_changes (HnChanges *changes);

guint hn_finding_item_get_check (HnFindingItem *self);
int hn_finding_item_get_passed (HnFindingItem *self);
guint hn_finding_item_get_share (HnFindingItem *self);
const char *hn_finding_item_get_title (HnFindingItem *self);
const char *hn_finding_item_get_value (HnFindingItem *self);
const char *hn_finding_item_get_source (HnFindingItem *self);
const char *hn_finding_item_get_description (HnFindingItem *self);
HnGroup hn_finding_item_get_group (HnFindingItem *self);
HnDirectiveId hn_finding_item_get_directive (HnFindingItem *self);

G_END_DECLS
