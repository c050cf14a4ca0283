/* Finds out what the machine shows of a service: what its manager tells, and then what the kernel
 * does, in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/**
 * hn_service_facts_read_async:
 * @name: a service
 *
 * Needs no right. Fails when the manager is not there, or does not know @name.
 */
void hn_service_facts_read_async (HnBusConnection *self,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
HnServiceFacts *
hn_service_facts_read_finish (HnBusConnection *self, /* (transfer full) (nullable) */
                              GAsyncResult *result,
                              GError **error);

/** hn_service_facts_dup_started: (transfer full) (nullable): when it was started last, for a person
 */
char *hn_service_facts_dup_started (const HnServiceFacts *facts);

G_END_DECLS
