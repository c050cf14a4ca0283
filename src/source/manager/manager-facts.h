/* What a running manager knows of a service that decides which permission a change of it takes:
 * whom it serves, what it is ordered before, what it is limited to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"
#include "properties/unit-record.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* Immutable once handed out. */
typedef struct
{
  gatomicrefcount ref_count;
  HnUnit *unit;          /* as the manager has it */
  GStrv names;           /* its own and its aliases */
  GStrv before;          /* units that it is ordered before, directly or through others */
  char *required_by;     /* (nullable): a guard that requires it, directly or through others */
  gboolean wanted;       /* it is active, enabled, or asked for by another unit */
  gboolean joined;       /* the files of another unit say that it shares its namespaces */
  HnAnswer slice_denies; /* whether a slice above it has IPAddressDeny= */
  char *control_group;   /* (nullable): of its processes; NULL while there is none */
  guint32 uid;           /* of its processes; G_MAXUINT32 while that is not known */
  HnLiveLimit limits[HN_N_DIRECTIVES];
} HnManagerFacts;

HnManagerFacts *hn_manager_facts_ref (HnManagerFacts *self);
void hn_manager_facts_unref (HnManagerFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnManagerFacts, hn_manager_facts_unref)

/**
 * hn_manager_facts_read_async:
 * @name: a service of the system
 *
 * Asks for the service, the slices above it, and all units that require it or that it is ordered
 * before, directly or through others. Fails when the manager is not there, or does not know @name.
 * A unit that cannot be read is taken for what its name says.
 */
void hn_manager_facts_read_async (HnBusConnection *self,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
HnManagerFacts *
hn_manager_facts_read_finish (HnBusConnection *self, /* (transfer full) (nullable) */
                              GAsyncResult *result,
                              GError **error);

G_END_DECLS
