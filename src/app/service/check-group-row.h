/* The heading of several checks of one directive; opens to their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"
#include "model/finding.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_GROUP_ROW (hn_check_group_row_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN, CHECK_GROUP_ROW, HnCheckRowBase)

GtkWidget *hn_check_group_row_new (HnDirectiveId directive);

/**
 * hn_check_group_row_set_findings:
 * @changes: of the service whose checks they are
 * @items: (transfer container) (element-type HnFindingItem): the checks of the directive, each
 * owned by the array; as many and in the same order each time
 */
void hn_check_group_row_set_findings (HnCheckGroupRow *self, HnChanges *changes, GPtrArray *items);

/** hn_check_group_row_refresh: shows what is new about the findings */
void hn_check_group_row_refresh (HnCheckGroupRow *self);

G_END_DECLS
