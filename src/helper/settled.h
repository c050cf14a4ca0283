/* What services may do when they have settled, remembered for when they have just been started and
 * may still have rights that they drop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/powers.h"

G_BEGIN_DECLS

/* By service and its files, "web.service ETAG": what was measured with other files says nothing. */
typedef GHashTable HnSettled;

HnSettled *hn_settled_new (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnSettled, g_hash_table_unref)

/**
 * hn_settled_measure:
 * @unit: a service
 * @etag: of its files
 * @processes: (element-type HnProcessPowers): its processes
 * @known: whether these are all, and all about them could be read
 * @now: in microseconds of CLOCK_MONOTONIC
 *
 * Returns: what the service may do at the most, as hn_powers_measure_settled()
 */
HnPowers hn_settled_measure (HnSettled *self,
                             const char *unit,
                             const char *etag,
                             GPtrArray *processes,
                             gboolean known,
                             guint64 now);

/**
 * hn_settled_put:
 * @most: what the service may do at the most with these files
 *
 * For files that are new; what was measured with them before stays.
 */
void hn_settled_put (
    HnSettled *self, const char *unit, const char *etag, const HnPowers *most, guint64 now);

/**
 * hn_settled_hold:
 * @held: whether there is a trial of the service
 *
 * What is held is not forgotten, nor what has been needed lately, however many other services are
 * measured.
 */
void
hn_settled_hold (HnSettled *self, const char *unit, const char *etag, gboolean held, guint64 now);

G_END_DECLS
