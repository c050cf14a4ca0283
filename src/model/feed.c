/* The queue between two threads, and all that they share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed.h"

#include "slices.h"

/* Before drawing: a frame that is drawn just before the services arrive has to be drawn again. */
#define PRIORITY G_PRIORITY_HIGH_IDLE

struct _HnFeed
{
  /* For the main loop alone. */
  HnFeedTake take;
  gpointer user_data;

  GMutex mutex; /* of what follows */
  GQueue batches;
  GSource *source; /* of the main loop; NULL once it is closed */
};

HnBatch *
hn_batch_new (HnBatchKind kind)
{
  HnBatch *batch = g_new0 (HnBatch, 1);

  batch->kind = kind;

  return batch;
}

void
hn_batch_free (HnBatch *batch)
{
  g_clear_pointer (&batch->units, g_ptr_array_unref);
  g_clear_pointer (&batch->settings, g_ptr_array_unref);
  g_clear_pointer (&batch->names, g_hash_table_unref);
  g_clear_pointer (&batch->facts, g_hash_table_unref);
  g_clear_pointer (&batch->problems, g_ptr_array_unref);
  g_clear_error (&batch->error);
  g_free (batch);
}

HnFeed *
hn_feed_ref (HnFeed *self)
{
  return g_atomic_rc_box_acquire (self);
}

/* What nobody wants any more may be a lot, and is freed here, by the thread as a rule. */
static void
clear (gpointer data)
{
  HnFeed *self = data;

  g_queue_clear_full (&self->batches, (GDestroyNotify) hn_batch_free);
  g_mutex_clear (&self->mutex);
}

void
hn_feed_unref (HnFeed *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static HnBatch *
next_batch (HnFeed *self)
{
  HnBatch *batch;

  g_mutex_lock (&self->mutex);
  batch = self->source != NULL ? g_queue_pop_head (&self->batches) : NULL;
  g_mutex_unlock (&self->mutex);

  return batch;
}

static gboolean
take_one (gpointer user_data)
{
  HnFeed *self = user_data;
  g_autoptr (HnBatch) batch = next_batch (self);

  if (batch != NULL)
    self->take (batch, self->user_data);

  return batch != NULL;
}

HnFeed *
hn_feed_new (HnFeedTake take, gpointer user_data)
{
  HnFeed *self = g_atomic_rc_box_new0 (HnFeed);

  self->take = take;
  self->user_data = user_data;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->batches);
  self->source =
      hn_slices_new (PRIORITY, take_one, hn_feed_ref (self), (GDestroyNotify) hn_feed_unref);

  return self;
}

void
hn_feed_close (HnFeed *self)
{
  g_autoptr (GSource) source = NULL;

  g_mutex_lock (&self->mutex);
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&self->mutex);

  g_source_destroy (source);
  hn_feed_unref (self);
}

gboolean
hn_feed_is_closed (HnFeed *self)
{
  gboolean closed;

  g_mutex_lock (&self->mutex);
  closed = self->source == NULL;
  g_mutex_unlock (&self->mutex);

  return closed;
}

void
hn_feed_catch_up (HnFeed *self)
{
  hn_feed_ref (self);
  while (take_one (self))
    ;
  hn_feed_unref (self);
}

void
hn_feed_put (HnFeed *self, HnBatch *batch)
{
  g_mutex_lock (&self->mutex);
  if (self->source != NULL)
    {
      g_queue_push_tail (&self->batches, g_steal_pointer (&batch));
      hn_slices_wake (self->source);
    }
  g_mutex_unlock (&self->mutex);

  g_clear_pointer (&batch, hn_batch_free);
}
