/* The heading of several checks of one directive; opens to their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"
#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_GROUP_ROW (hn_check_group_row_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN, CHECK_GROUP_ROW, HnCheckRowBase)

/**
 * hn_check_group_row_new:
 * @checks: (array length=n_checks): the checks of @directive, in their order; copied
 */
GtkWidget *hn_check_group_row_new (HnDirectiveId directive, const guint *checks, guint n_checks);

/**
 * hn_check_group_row_set_changes:
 * @changes: of the service whose checks they are
 */
void hn_check_group_row_set_changes (HnCheckGroupRow *self, HnChanges *changes);

/** hn_check_group_row_refresh: shows what is new about the findings */
void hn_check_group_row_refresh (HnCheckGroupRow *self);

G_END_DECLS
