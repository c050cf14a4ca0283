/* Whether a service works as before: it runs, listens where it did, and passes the checks that it
 * passed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial.h"
#include "engine/facts/service-facts.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/**
 * hn_harden_list_listeners:
 * @before: (nullable) (element-type HnListener): of another start
 *
 * Returns: (transfer full) (element-type HnListener): the sockets of the network that the service
 *   has with each start, and so has to have; without those of .socket units, which are systemd's
 */
GPtrArray *hn_harden_list_listeners (const HnServiceFacts *facts, GPtrArray *before);

/**
 * hn_harden_works_async:
 * @listeners: (element-type HnListener) (nullable): that have to be there; some seconds are waited
 * @checks: (element-type HnHardenCheck): that have to pass
 *
 * Its task has (transfer full) (nullable): what does not work, a sentence; %NULL when it works, or
 * with an error.
 */
void hn_harden_works_async (HnBusConnection *manager,
                            const char *unit,
                            GPtrArray *listeners,
                            GPtrArray *checks,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** hn_harden_is_left: whether the helper does not take @trial back on request, so that its
 * countdown does; while the helper or the bus is away, or has to say which trials there are, that
 * is not known yet */
gboolean hn_harden_is_left (HnTrial *trial);

G_END_DECLS
