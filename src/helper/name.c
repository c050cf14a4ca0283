/* The helper's name on the bus, which it has while there is something to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "helper/helper.h"
#include "helper/systemd.h"

/* What a bus answers to who asks for a name. */
#define BUS_NAME_IS_OURS 1
#define BUS_NAME_WAS_OURS 4

/* A bus that hangs is waited for; what there is to take back is taken back meanwhile. */
static int
claimed_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelper *self = user_data;
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);
  guint32 answer = 0;

  if (wrong != NULL && hn_systemd_is_silent (reply))
    {
      hn_helper_claim_name (self);
      return 0;
    }
  if (wrong == NULL)
    sd_bus_message_read (reply, "u", &answer);
  if (answer != BUS_NAME_IS_OURS && answer != BUS_NAME_WAS_OURS)
    {
      sd_journal_print (LOG_ERR, "The name on the bus cannot be had: %s",
                        wrong != NULL && wrong->message != NULL ? wrong->message : "it is taken");
      return sd_event_exit (self->event, EXIT_FAILURE);
    }

  if (!self->serving)
    sd_notify (FALSE, "READY=1");
  self->serving = TRUE;
  hn_helper_work_changed (self);

  return 0;
}

void
hn_helper_claim_name (HnHelper *self)
{
  int r = sd_bus_request_name_async (self->bus, NULL, HN_HELPER_NAME, 0, claimed_cb, self);

  if (r < 0)
    {
      sd_journal_print (LOG_ERR, "The name on the bus cannot be had: %s", g_strerror (-r));
      sd_event_exit (self->event, EXIT_FAILURE);
    }
}

/* Leaving. */

static gboolean
has_work (const HnHelper *self)
{
  return self->trials->len > 0 || self->requests->len > 0 || self->sessions->len > 0 ||
         self->accepts->len > 0;
}

static int
released_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnHelper *self = user_data;

  /* A call that came in just before the name was gone: stay. */
  self->leaving = FALSE;
  if (has_work (self))
    {
      hn_helper_claim_name (self);
      return 0;
    }

  /* From here on systemd expects the end; a call that comes now is answered by the next helper. */
  sd_notify (FALSE, "STOPPING=1");

  return sd_event_exit (self->event, self->exit_status);
}

static int
idle_cb (sd_event_source *source, uint64_t usec, void *user_data)
{
  HnHelper *self = user_data;

  self->leaving = TRUE;
  if (sd_bus_release_name_async (self->bus, NULL, HN_HELPER_NAME, released_cb, self) < 0)
    return sd_event_exit (self->event, EXIT_FAILURE);

  return 0;
}

void
hn_helper_work_changed (HnHelper *self)
{
  self->idle = sd_event_source_disable_unref (self->idle);
  if (has_work (self) || self->leaving)
    return;

  if (self->revert_only)
    sd_event_exit (self->event, self->exit_status);
  else if (self->serving)
    sd_event_add_time_relative (self->event, &self->idle, CLOCK_MONOTONIC, HN_IDLE_USEC, 0, idle_cb,
                                self);
  else if (self->recovered && self->bus == NULL)
    sd_event_exit (self->event, EXIT_FAILURE);
}
