/* Keeps the facts of one service up to date while somebody looks at it. Nothing tells of a socket
 * that is opened or a process that ends, so they are looked at again and again then, and never
 * otherwise.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

#define HN_TYPE_FACTS_WATCH (hn_facts_watch_get_type ())
G_DECLARE_FINAL_TYPE (HnFactsWatch, hn_facts_watch, HN, FACTS_WATCH, GObject)

HnFactsWatch *hn_facts_watch_new (void);

/**
 * hn_facts_watch_set_service:
 * @manager: (nullable): which knows the service
 * @service: (nullable): which gets its facts by hn_service_set_facts()
 */
void hn_facts_watch_set_service (HnFactsWatch *self, HnBusConnection *manager, HnService *service);

/** hn_facts_watch_set_seen: whether anybody can see what is found */
void hn_facts_watch_set_seen (HnFactsWatch *self, gboolean seen);

G_END_DECLS
