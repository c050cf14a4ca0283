/* Lets services through by search, kind and state.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/services/filter-popover.h"
#include "model/service.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICE_FILTER (hn_service_filter_get_type ())
G_DECLARE_FINAL_TYPE (HnServiceFilter, hn_service_filter, HN, SERVICE_FILTER, GtkFilter)

/**
 * hn_service_filter_set_text:
 * @text: what names or descriptions must have in them, in any case; "" for everything
 *
 * Returns: whether that is something else than before
 */
gboolean hn_service_filter_set_text (HnServiceFilter *self, const char *text);

/** hn_service_filter_has: whether it was set to @text already, or to one that finds the same */
gboolean hn_service_filter_has (HnServiceFilter *self, const char *text);

gboolean hn_service_filter_has_text (HnServiceFilter *self);

/* Both return whether that is something else than before. */

/** hn_service_filter_set: @kinds: a bit per HnServiceKind */
gboolean hn_service_filter_set (HnServiceFilter *self, guint kinds, HnStateFilter state);

/** hn_service_filter_set_levels: filters by level alone; @levels: a bit per HnLevel, 0 for all */
gboolean hn_service_filter_set_levels (HnServiceFilter *self, guint levels);

G_END_DECLS
