/* Feeds a list with the installed services of a machine or an offline root: reads all of their
 * files in a thread, once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/feed.h"

G_BEGIN_DECLS

/**
 * hn_disk_feed_new:
 * @root: (nullable): an offline root folder; %NULL for this machine
 * @version: of systemd, 0 to find out
 * @skip: (transfer full) (element-type utf8): names to leave alone
 *
 * Starts reading. The last batch is %HN_BATCH_SCANNED.
 *
 * Returns: (transfer full): to be closed
 */
HnFeed *hn_disk_feed_new (const char *root,
                          HnScope scope,
                          guint version,
                          GHashTable *skip,
                          HnFeedTake take,
                          gpointer user_data);

G_END_DECLS
