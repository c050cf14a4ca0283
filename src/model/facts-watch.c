/* One reading at a time, and the next one some time after its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/facts-watch.h"

#include "source/facts/facts-reader.h"

/* Soon enough for who waits for a service to open its sockets, and little work. */
#define PAUSE_SECONDS 2

struct _HnFactsWatch
{
  GObject parent_instance;

  gboolean seen;
  gboolean again; /* something has changed since the reading under way began */
  guint timer;

  /* owned, (nullable) */
  HnBusConnection *manager;
  HnService *service;
  GCancellable *reading; /* of the reading under way */
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (HnFactsWatch, hn_facts_watch, G_TYPE_OBJECT)

static void read_facts (HnFactsWatch *self);

static gboolean
timer_cb (gpointer user_data)
{
  HnFactsWatch *self = user_data;

  self->timer = 0;
  read_facts (self);

  return G_SOURCE_REMOVE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnFactsWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnServiceFacts) facts =
      hn_service_facts_read_finish (HN_BUS_CONNECTION (object), result, &error);

  /* Of another service, or nobody looks any more: the next reading has begun, or will. */
  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_object (&self->reading);
  if (facts != NULL)
    hn_service_set_facts (self->service, facts);
  else
    g_debug ("No facts of %s: %s", hn_service_get_name (self->service), error->message);

  if (self->again)
    read_facts (self);
  else if (self->seen && self->reading == NULL && self->timer == 0)
    self->timer = g_timeout_add_seconds (PAUSE_SECONDS, timer_cb, self);
}

static void
stop (HnFactsWatch *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->again = FALSE;
}

static void
read_facts (HnFactsWatch *self)
{
  if (!self->seen || self->manager == NULL || self->service == NULL)
    return;

  self->again = self->reading != NULL;
  if (self->again)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->reading = g_cancellable_new ();
  hn_service_facts_read_async (self->manager, hn_service_get_name (self->service), self->reading,
                               read_cb, g_object_ref (self));
}

static void
hn_facts_watch_dispose (GObject *object)
{
  HnFactsWatch *self = HN_FACTS_WATCH (object);

  stop (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->manager);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (hn_facts_watch_parent_class)->dispose (object);
}

static void
hn_facts_watch_class_init (HnFactsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_facts_watch_dispose;
}

static void
hn_facts_watch_init (HnFactsWatch *self)
{
  self->signals = g_signal_group_new (HN_TYPE_SERVICE);
  g_signal_group_connect_swapped (self->signals, "assessed", G_CALLBACK (read_facts), self);
  g_signal_group_connect_swapped (self->signals, "notify::active-state", G_CALLBACK (read_facts),
                                  self);
}

HnFactsWatch *
hn_facts_watch_new (void)
{
  return g_object_new (HN_TYPE_FACTS_WATCH, NULL);
}

void
hn_facts_watch_set_service (HnFactsWatch *self, HnBusConnection *manager, HnService *service)
{
  g_return_if_fail (HN_IS_FACTS_WATCH (self));

  if (self->manager == manager && self->service == service)
    return;

  stop (self);
  g_set_object (&self->manager, manager);
  g_set_object (&self->service, service);
  g_signal_group_set_target (self->signals, service);
  read_facts (self);
}

void
hn_facts_watch_set_seen (HnFactsWatch *self, gboolean seen)
{
  g_return_if_fail (HN_IS_FACTS_WATCH (self));

  if (self->seen == seen)
    return;

  self->seen = seen;
  if (seen)
    read_facts (self);
  else
    stop (self);
}
