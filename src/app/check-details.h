/* What opens below a check: the outcome in words, the whole value, why it matters, what it may
 * break, where the value comes from and the manual page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/finding.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_DETAILS (hn_check_details_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckDetails, hn_check_details, HN, CHECK_DETAILS, GtkBox)

/* Presses on the origin activate the action "detail.open-file" with "(ayu)", the path and the line,
 * of a widget around. */

GtkWidget *hn_check_details_new (void);

/**
 * hn_check_details_show:
 * @service: whose check it is; not kept
 * @item: the outcome; not kept
 */
void hn_check_details_show (HnCheckDetails *self,
                            HnService      *service,
                            HnFindingItem  *item);

G_END_DECLS
