/* Feeds a list from a manager, which is followed in a thread of its own, so that neither waiting
 * for it nor taking its answers apart holds up the main loop: the list of a window is read while
 * GTK still starts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/feed.h"

G_BEGIN_DECLS

typedef struct _HnManagerFeed HnManagerFeed;

/**
 * hn_manager_feed_new:
 * @scope: system or user
 * @address: (nullable): see hn_manager_new()
 *
 * Starts the thread, which connects to the manager and lists its services, and reads each again
 * whenever it changes. A manager that was gone is listed anew.
 *
 * With this machine's own manager, the first listing ends with %HN_BATCH_GLANCED: the manager takes
 * half a second to tell everything about some hundreds of services, in which a window that starts
 * would wait for its turn; their files say the same in a few milliseconds. The listing goes on when
 * hn_manager_feed_confirm() is called.
 */
HnManagerFeed *
hn_manager_feed_new (HnScope scope, const char *address, HnFeedTake take, gpointer user_data);

/** hn_manager_feed_free: nothing is told any more; the thread ends by itself */
void hn_manager_feed_free (HnManagerFeed *self);

/** hn_manager_feed_catch_up: see hn_feed_catch_up() */
void hn_manager_feed_catch_up (HnManagerFeed *self);

/** hn_manager_feed_confirm: after %HN_BATCH_GLANCED: reads all loaded services from the manager */
void hn_manager_feed_confirm (HnManagerFeed *self);

/** hn_manager_feed_retry: lists again; connects now instead of later where the manager is gone */
void hn_manager_feed_retry (HnManagerFeed *self);

/**
 * hn_manager_feed_set_seen:
 *
 * The facts of all services are told with %HN_BATCH_FACTS after each listing, and where they differ
 * after this is called with %TRUE and after each change of a service from then on: looked at soon,
 * and twice within about a minute.
 */
void hn_manager_feed_set_seen (HnManagerFeed *self, gboolean seen);

G_END_DECLS
