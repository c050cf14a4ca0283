/* The row of one check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"
#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_ROW (hn_check_row_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckRow, hn_check_row, HN, CHECK_ROW, HnCheckRowBase)

/**
 * hn_check_row_new:
 * @check: which one
 * @nested: whether it stands under the heading of its directive, and so need not repeat it
 */
GtkWidget *hn_check_row_new (guint check, gboolean nested);

/**
 * hn_check_row_set_changes:
 * @changes: of the service whose check it is
 *
 * Shows that service from now on. Closes the row when it showed another service.
 */
void hn_check_row_set_changes (HnCheckRow *self, HnChanges *changes);

/** hn_check_row_refresh: shows what is new about the finding; the row lights up when it changed */
void hn_check_row_refresh (HnCheckRow *self);

G_END_DECLS
