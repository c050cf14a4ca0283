/* The top of the detail page: the ring, the service's name and description, and its state.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_HEADER (hn_detail_header_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailHeader, hn_detail_header, HN, DETAIL_HEADER, GtkBox)

/* Its orientation says whether the ring stands above the words or beside them. */

/** hn_detail_header_set_changes: @changes: (nullable): of the service to show; these, what they do
 * to the exposure, and the service's state are followed */
void hn_detail_header_set_changes (HnDetailHeader *self, HnChanges *changes);

G_END_DECLS
