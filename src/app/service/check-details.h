/* What opens below a check: the outcome in words, the whole value, why it matters, what it may
 * break, where the value comes from and the manual page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_DETAILS (hn_check_details_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckDetails, hn_check_details, HN, CHECK_DETAILS, GtkBox)

/* Presses on the origin activate the action "detail.open-file" with "(ayu)", the path and the line,
 * of a widget around; those on the manual page "win.open-manual" with "s", its address. */

/**
 * hn_check_details_new:
 * @nested: whether the row is one of several of a directive, whose heading has the entry for all
 */
GtkWidget *hn_check_details_new (gboolean nested);

/**
 * hn_check_details_show:
 * @changes: of the service whose check it is; kept by what is changed here
 */
void hn_check_details_show (HnCheckDetails *self, HnChanges *changes, guint check);

/** hn_check_details_show_directive: the same for a setting that no check is about */
void
hn_check_details_show_directive (HnCheckDetails *self, HnChanges *changes, HnDirectiveId directive);

G_END_DECLS
