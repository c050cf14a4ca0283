/* The heading of the settings of one group that the score does not count; opens to their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_SETTING_GROUP_ROW (hn_setting_group_row_get_type ())
G_DECLARE_FINAL_TYPE (
    HnSettingGroupRow, hn_setting_group_row, HN, SETTING_GROUP_ROW, HnCheckRowBase)

/** hn_setting_group_row_new: (nullable): %NULL where @group has no such settings */
HnCheckRowBase *hn_setting_group_row_new (HnGroup group);

G_END_DECLS
