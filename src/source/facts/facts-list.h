/* Finds out what the machine shows of all services of a manager at once: enough to say which to
 * look at first. Costs the manager a call for each unit that starts others, and none for a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/**
 * hn_facts_list_async:
 * @self: that is ready
 *
 * Needs no right. Leaves out what hn_service_facts_read_async() finds out besides: what the kernel
 * has in force, which process is the main one, when a service was started, and by which target
 * unless that is active.
 */
void hn_facts_list_async (HnBusConnection *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/**
 * hn_facts_list_finish:
 *
 * Returns: (transfer full) (nullable) (element-type utf8 HnServiceFacts): by name. A service that
 *   is missing does not run, and nothing starts it.
 */
GHashTable *hn_facts_list_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

/** hn_facts_list_find: (transfer none): of one service; what is missing has facts that say so */
const HnServiceFacts *hn_facts_list_find (GHashTable *facts, const char *name);

G_END_DECLS
