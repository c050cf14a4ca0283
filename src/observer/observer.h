/* What the files of the observer share: its loop, its bus, and what it watches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include <glib.h>

#include "protocol/helper1.h"
#include "protocol/observer1.h"

G_BEGIN_DECLS

/* How much there may be at once, so that nobody keeps others from it and memory is bounded. */
#define HN_OBSERVER_MAX_WATCHES 64
#define HN_OBSERVER_MAX_WATCHES_OF_USER 8
#define HN_OBSERVER_MAX_CALLS 64
#define HN_OBSERVER_MAX_CALLS_OF_USER 8
#define HN_OBSERVER_MAX_ANSWERS 16

typedef struct _HnTracer HnTracer;

typedef struct
{
  sd_event *event;
  sd_bus *bus;
  int folder_fd;      /* of evidence; -1 where there is none */
  HnTracer *tracer;   /* NULL while nothing is watched */
  GPtrArray *watches; /* of HnWatch */
  GPtrArray *calls;   /* of HnMethodCall: callers who wait */
  sd_event_source *idle;
  sd_event_source *tick; /* while something is watched */
  gboolean serving, leaving;
} HnObserver;

/* A service by its name. */
typedef struct
{
  gboolean user; /* of a user's own manager */
  guint32 uid;   /* of that user; 0 for the system */
  char *unit;
} HnSubject;

/** hn_subject_get_scope: as on the bus; static */
const char *hn_subject_get_scope (const HnSubject *self);

/** hn_observer_work_changed: there may be nothing left to do, or something again */
void hn_observer_work_changed (HnObserver *self);

G_END_DECLS
