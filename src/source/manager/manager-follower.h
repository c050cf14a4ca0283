/* Follows a running manager: tells when one of the services changes that somebody has read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/manager/unit-reader.h"

G_BEGIN_DECLS

#define HN_TYPE_MANAGER_FOLLOWER (hn_manager_follower_get_type ())
G_DECLARE_FINAL_TYPE (HnManagerFollower, hn_manager_follower, HN, MANAGER_FOLLOWER, GObject)

/**
 * hn_manager_follower_new:
 * @reader: whose readings are followed; on a connection that was made with signals
 *
 * Begins to follow when @reader has read all services.
 *
 * Returns: (transfer full): a follower that keeps @reader
 *
 * Signals, all in the main context of the thread that made it:
 * - "unit-changed" (const char *name): settings or state of a service are new: read it again
 * - "unit-new" (const char *name), "unit-removed" (const char *name)
 * - "files-changed": unit files on disk were enabled, disabled or written; the list of installed
 *   services may differ
 * - "reset": the manager is there again after it was gone, or was started anew: whatever was read
 *   of it before is stale. Comes after the "notify::state" of the connection with
 *   %HN_MANAGER_READY; not the first time.
 */
HnManagerFollower *hn_manager_follower_new (HnUnitReader *reader);

G_END_DECLS
