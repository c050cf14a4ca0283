/* The row of a setting that the score does not count: an exception that a service needs, or one
 * more thing to close.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_SETTING_ROW (hn_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (HnSettingRow, hn_setting_row, HN, SETTING_ROW, HnCheckRowBase)

HnCheckRowBase *hn_setting_row_new (HnDirectiveId directive);

G_END_DECLS
