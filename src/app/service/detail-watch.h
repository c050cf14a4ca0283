/* Watching a service: what the observer has seen of it so far, and the buttons that have it look.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/evidence-watch.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_WATCH (hn_detail_watch_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailWatch, hn_detail_watch, HN, DETAIL_WATCH, GtkBox)

/**
 * hn_detail_watch_set_service:
 * @manager: (nullable): which knows @service and restarts it; without one nothing can be watched
 * @service: (nullable): gets its evidence while this can be seen
 */
void
hn_detail_watch_set_service (HnDetailWatch *self, HnBusConnection *manager, HnService *service);

/** hn_detail_watch_set_seen: whether somebody can see the page of the service */
void hn_detail_watch_set_seen (HnDetailWatch *self, gboolean seen);

G_END_DECLS
