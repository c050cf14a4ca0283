/* Reads all installed services of a machine or an offline root in a thread, and hands them over to
 * the main loop in small batches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/settings.h"

G_BEGIN_DECLS

typedef struct _HnDiskScan HnDiskScan;

/**
 * HnDiskScanBatch:
 * @settings: (element-type HnSettings): what was read since; the callee may take elements out by
 *   putting %NULL in their place
 * @done: how many units have been looked at
 * @total: of how many
 */
typedef void (*HnDiskScanBatch) (GPtrArray *settings, guint done, guint total, gpointer user_data);

/**
 * HnDiskScanDone:
 * @found: (element-type utf8): the names of all services that were read
 * @problems: (element-type utf8): a sentence for each one that could not be
 * @error: (nullable): why nothing could be read at all
 *
 * The callee frees the scan.
 */
typedef void (*HnDiskScanDone) (GHashTable *found,
                                GPtrArray *problems,
                                const GError *error,
                                gpointer user_data);

/**
 * hn_disk_scan_new:
 * @root: (nullable): an offline root folder; %NULL for this machine
 * @version: of systemd, 0 to find out
 * @skip: (transfer full) (element-type utf8): names to leave alone
 *
 * Starts reading. Both functions are called from the default main context of the caller's thread.
 */
HnDiskScan *hn_disk_scan_new (const char *root,
                              HnScope scope,
                              guint version,
                              GHashTable *skip,
                              HnDiskScanBatch batch,
                              HnDiskScanDone done,
                              gpointer user_data);

/** hn_disk_scan_free: ends a scan; neither function is called any more */
void hn_disk_scan_free (HnDiskScan *self);

G_END_DECLS
