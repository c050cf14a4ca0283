/* What the machine shows of a service: what it listens on, runs as and is started by.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/facts-watch.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_FACTS (hn_detail_facts_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailFacts, hn_detail_facts, HN, DETAIL_FACTS, GtkBox)

/**
 * hn_detail_facts_set_service:
 * @manager: (nullable): which knows @service; the facts are kept up to date by it while they can be
 *   seen
 * @service: (nullable)
 */
void
hn_detail_facts_set_service (HnDetailFacts *self, HnBusConnection *manager, HnService *service);

/** hn_detail_facts_set_seen: whether somebody can see the page of the service */
void hn_detail_facts_set_seen (HnDetailFacts *self, gboolean seen);

/** hn_detail_facts_set_stacked: whether what holds has no place beside what it is about */
void hn_detail_facts_set_stacked (HnDetailFacts *self, gboolean stacked);

G_END_DECLS
