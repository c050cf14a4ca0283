/* Leaving, when there is nothing left to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "observer/observer.h"

/* How long one without work waits for some. */
#define IDLE_USEC (15 * G_USEC_PER_SEC)

static int
released_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnObserver *self = user_data;

  /* A call that came in just before the name was gone: stay. */
  self->leaving = FALSE;
  if (self->watches->len > 0 || self->calls->len > 0)
    {
      int r = sd_bus_request_name (self->bus, HN_OBSERVER_NAME, 0);

      return r < 0 ? sd_event_exit (self->event, EXIT_FAILURE) : 0;
    }
  sd_notify (FALSE, "STOPPING=1");

  return sd_event_exit (self->event, EXIT_SUCCESS);
}

static int
idle_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnObserver *self = user_data;

  self->leaving = TRUE;
  if (sd_bus_release_name_async (self->bus, NULL, HN_OBSERVER_NAME, released_cb, self) < 0)
    return sd_event_exit (self->event, EXIT_FAILURE);

  return 0;
}

void
hn_observer_work_changed (HnObserver *self)
{
  self->idle = sd_event_source_disable_unref (self->idle);
  if (self->serving && !self->leaving && self->watches->len == 0 && self->calls->len == 0)
    sd_event_add_time_relative (self->event, &self->idle, CLOCK_MONOTONIC, IDLE_USEC, 0, idle_cb,
                                self);
}
