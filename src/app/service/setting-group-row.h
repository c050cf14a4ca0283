/* The heading of the settings of one group that the score does not count; opens to their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"
#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_SETTING_GROUP_ROW (hn_setting_group_row_get_type ())
G_DECLARE_FINAL_TYPE (
    HnSettingGroupRow, hn_setting_group_row, HN, SETTING_GROUP_ROW, HnCheckRowBase)

/** hn_setting_group_row_new: (nullable): %NULL where @group has no such settings */
GtkWidget *hn_setting_group_row_new (HnGroup group);

/** hn_setting_group_row_set_changes: shows the settings of a service from now on */
void hn_setting_group_row_set_changes (HnSettingGroupRow *self, HnChanges *changes);

/** hn_setting_group_row_refresh: shows what is new */
void hn_setting_group_row_refresh (HnSettingGroupRow *self);

G_END_DECLS
