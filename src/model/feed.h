/* From a source of services, which is read in a thread, to their list in the main loop: a queue of
 * batches, told in the order in which things happened, in slices.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "properties/unit-record.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* A manager has those up to %HN_BATCH_UNITS, the disk the other two. */
typedef enum
{
  HN_BATCH_STATE,         /* @state, @version, @error; not of the first, %HN_MANAGER_CONNECTING */
  HN_BATCH_LISTING,       /* all services are listed anew */
  HN_BATCH_GLANCED,       /* all that are loaded were told by their files; see manager-feed.h */
  HN_BATCH_LISTED,        /* the listing is over: @names of all, or @error */
  HN_BATCH_REMOVED,       /* the manager has let go of the service @names has */
  HN_BATCH_FILES_CHANGED, /* the installed services may differ */
  HN_BATCH_FACTS,         /* @facts of all services are new */
  HN_BATCH_UNITS,         /* @units were read; of a listing they are @done of @total */
  HN_BATCH_SETTINGS,      /* @settings were read, @done of @total files */
  HN_BATCH_SCANNED,       /* all were: @names of all, @problems, @error */
} HnBatchKind;

typedef struct
{
  HnBatchKind kind;

  HnManagerState state;
  guint version;     /* 0 before the manager was first there */
  gboolean pending;  /* the manager is going to tell more without being asked */
  guint done, total; /* both 0 outside of a listing */

  GPtrArray *units;    /* (element-type HnUnit): one without settings is gone */
  GPtrArray *settings; /* (element-type HnSettings): may be taken out, with %NULL put in */
  GHashTable *names;   /* (element-type utf8): a set */
  GHashTable *facts;   /* see hn_facts_list_finish() */
  GPtrArray *problems; /* (element-type utf8): a sentence for each service that cannot be read */
  GError *error;
} HnBatch;

HnBatch *hn_batch_new (HnBatchKind kind);
void hn_batch_free (HnBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnBatch, hn_batch_free)

/** HnFeedTake: what @batch has belongs to the caller. May close the feed. */
typedef void (*HnFeedTake) (HnBatch *batch, gpointer user_data);

typedef struct _HnFeed HnFeed;

/**
 * hn_feed_new:
 * @take: called in the default main context of this thread
 *
 * Returns: (transfer full): to be closed here, and unreferenced by the thread that feeds it
 */
HnFeed *hn_feed_new (HnFeedTake take, gpointer user_data);
HnFeed *hn_feed_ref (HnFeed *self);
void hn_feed_unref (HnFeed *self);

/** hn_feed_close: lets go of the feed; its function is not called any more */
void hn_feed_close (HnFeed *self);

/** hn_feed_catch_up: tells all that has been put so far now instead of in slices */
void hn_feed_catch_up (HnFeed *self);

/* From any thread. */

gboolean hn_feed_is_closed (HnFeed *self);
void hn_feed_put (HnFeed *self, HnBatch *batch); /* (transfer full) */

G_END_DECLS
