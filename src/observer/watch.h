/* A service that is watched: which control group it has, and what was seen of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observed.h"
#include "observer/observer.h"

G_BEGIN_DECLS

typedef struct _HnWatch HnWatch;

/* Who asks for a watch, or ends it. */
typedef struct
{
  const char *name; /* of the connection, a unique one */
  guint32 uid;
} HnWatchCaller;

/**
 * hn_watch_begin:
 * @below: the manager's control group in which the service's own is; "" for the system
 * @programs: of the service now, see identity.h; "" where they are not known
 * @caller: who asked for it
 * @seconds: from now on
 * @error: (out): why it cannot be watched
 *
 * Returns: (transfer none) (nullable): the watch, which belongs to the observer
 */
HnWatch *hn_watch_begin (HnObserver *observer,
                         const HnSubject *subject,
                         const char *below,
                         const char *programs,
                         const HnWatchCaller *caller,
                         guint64 seconds,
                         GError **error);

/** hn_watch_end_all: of an observer that leaves */
void hn_watch_end_all (HnObserver *observer);

/** hn_watch_find: (nullable): the watch of that service */
HnWatch *hn_watch_find (HnObserver *observer, const HnSubject *subject);

/**
 * hn_watch_join:
 * @seconds: from now on, whatever the same connection asked for before
 *
 * A watch lasts as long as one of its callers wants, also when that connection is gone.
 *
 * Returns: FALSE when it has too many of them, or too many of the same user
 */
gboolean
hn_watch_join (HnWatch *self, const HnWatchCaller *caller, guint64 seconds, GError **error);

/**
 * hn_watch_leave:
 *
 * Ends what that connection has asked for. One that has not asked for any ends what those of the
 * same user have left behind that are gone; of root, the watch for all. Ends the watch, and frees
 * it, when nobody else wants it.
 *
 * Returns: FALSE when there was nothing to end for the caller
 */
gboolean hn_watch_leave (HnWatch *self, const HnWatchCaller *caller, GError **error);

/** hn_watch_add_listener: the unique name of somebody who hears of a user's service, and may read
 * the evidence of any */
void hn_watch_add_listener (HnWatch *self, const char *sender);
gboolean hn_watch_has_listener (const HnWatch *self, const char *sender);

/** hn_watch_update: takes in what the kernel has counted by now */
void hn_watch_update (HnWatch *self);

const HnSubject *hn_watch_get_subject (const HnWatch *self);
const HnObserved *hn_watch_get_evidence (const HnWatch *self);

/** hn_watch_get_unsaved: (nullable): why the evidence is not on disk */
const char *hn_watch_get_unsaved (const HnWatch *self);

/** hn_watch_count_waiting: calls that do not return, of which not all is known; they are lost when
 * the watch ends */
guint64 hn_watch_count_waiting (const HnWatch *self);

/** hn_watch_get_end: in microseconds of CLOCK_REALTIME */
guint64 hn_watch_get_end (const HnWatch *self);

/** hn_watch_is_of: whether that user asked for it, and neither stopped it nor let it end */
gboolean hn_watch_is_of (const HnWatch *self, guint32 uid);

/** hn_watch_count: how many there are that this user asked for */
guint hn_watch_count (HnObserver *observer, guint32 uid);

void hn_watch_free (HnWatch *self);

G_END_DECLS
