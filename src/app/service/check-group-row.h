/* The heading of several checks of one directive; opens to their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_GROUP_ROW (hn_check_group_row_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN, CHECK_GROUP_ROW, HnCheckRowBase)

/**
 * hn_check_group_row_new:
 * @checks: (array length=n_checks): the checks of a directive, in their order; copied
 */
HnCheckRowBase *hn_check_group_row_new (const guint *checks, guint n_checks);

G_END_DECLS
