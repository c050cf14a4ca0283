/* The row of one check, or of a setting that the score does not count: an exception that a service
 * needs, or one more thing to close.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_ROW (hn_check_row_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckRow, hn_check_row, HN, CHECK_ROW, HnCheckRowBase)

/**
 * hn_check_row_new:
 * @check: which one
 * @nested: whether it stands under the heading of its directive, and so need not repeat it
 */
HnCheckRowBase *hn_check_row_new (guint check, gboolean nested);

/** hn_check_row_new_for_directive: the row of a setting that no check is about */
HnCheckRowBase *hn_check_row_new_for_directive (HnDirectiveId directive);

G_END_DECLS
