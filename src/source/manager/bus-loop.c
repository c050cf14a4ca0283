/* One sd-bus connection in the GLib main loop: polls its socket and its timeouts, and processes in
 * short stretches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/bus-loop.h"

#include <errno.h>
#include <poll.h>

/* The longest stretch of work between two returns to the main loop, in microseconds. */
#define SLICE 4000

typedef struct
{
  GSource source;

  sd_bus *bus;
  HnBusClosedFunc closed;
  gpointer user_data;

  /* The old way of polling a file: the newer one wakes the main loop up at every change of the
   * events, and so would never let it sleep. */
  GPollFD poll; /* its fd is -1 while none is polled */
} BusSource;

static gboolean
source_prepare (GSource *source, int *timeout)
{
  BusSource *self = (BusSource *) source;
  int fd = sd_bus_get_fd (self->bus);
  int events = sd_bus_get_events (self->bus);
  guint64 due, now;

  /* A connection that is over has no socket any more: dispatch finds out why. */
  if (fd < 0 || events < 0 || sd_bus_get_timeout (self->bus, &due) < 0)
    return TRUE;

  /* The socket changes when the connection goes on to the next address. */
  if (self->poll.fd != fd)
    {
      if (self->poll.fd >= 0)
        g_source_remove_poll (source, &self->poll);
      self->poll.fd = fd;
      g_source_add_poll (source, &self->poll);
    }
  self->poll.events = events;
  self->poll.revents = 0;

  if (due == G_MAXUINT64)
    {
      *timeout = -1;
      return FALSE;
    }

  now = g_get_monotonic_time ();
  if (due <= now)
    return TRUE;
  *timeout = (int) MIN ((due - now + 999) / 1000, (guint64) G_MAXINT);

  return FALSE;
}

static gboolean
source_check (GSource *source)
{
  BusSource *self = (BusSource *) source;
  guint64 due;

  if (self->poll.revents != 0)
    return TRUE;

  return sd_bus_get_timeout (self->bus, &due) >= 0 && due <= (guint64) g_get_monotonic_time ();
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  BusSource *self = (BusSource *) source;
  gint64 deadline = g_get_monotonic_time () + SLICE;
  int r;

  do
    r = sd_bus_process (self->bus, NULL);
  while (r > 0 && !g_source_is_destroyed (source) && g_get_monotonic_time () < deadline);

  /* -EBUSY: a main loop inside of a callback. */
  if (r >= 0 || r == -EBUSY || g_source_is_destroyed (source))
    return G_SOURCE_CONTINUE;

  self->closed (-r, self->user_data);

  return G_SOURCE_REMOVE;
}

static void
source_finalize (GSource *source)
{
  BusSource *self = (BusSource *) source;

  sd_bus_unref (self->bus);
}

static GSourceFuncs source_funcs = {
  .prepare = source_prepare,
  .check = source_check,
  .dispatch = source_dispatch,
  .finalize = source_finalize,
};

sd_bus *
hn_bus_loop_open (const char *address, gboolean broker, int *error_number)
{
  sd_bus *bus = NULL;
  int r;

  r = sd_bus_new (&bus);
  if (r >= 0)
    r = sd_bus_set_address (bus, address);
  if (r >= 0 && broker)
    r = sd_bus_set_bus_client (bus, TRUE);
  if (r >= 0)
    r = sd_bus_start (bus);
  if (r < 0)
    {
      sd_bus_unref (bus);
      *error_number = -r;
      return NULL;
    }

  return bus;
}

GSource *
hn_bus_loop_attach (sd_bus *bus, GMainContext *context, HnBusClosedFunc closed, gpointer user_data)
{
  GSource *source = g_source_new (&source_funcs, sizeof (BusSource));
  BusSource *self = (BusSource *) source;

  self->bus = sd_bus_ref (bus);
  self->poll.fd = -1;
  self->closed = closed;
  self->user_data = user_data;
  g_source_set_priority (source, HN_BUS_LOOP_PRIORITY);
  g_source_set_static_name (source, "Hardnut bus");
  /* Otherwise the main loop takes the socket out of its poll before each dispatch and puts it back
   * after, and wakes itself up for both. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);

  return source;
}

void
hn_bus_loop_close (sd_bus **bus, GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
  g_clear_pointer (bus, sd_bus_close_unref);
}
