/* Has the observer watch one service, and keeps what it has seen of it up to date while somebody
 * looks at it. Nobody is asked for a password unless a person asks for something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"
#include "source/manager/bus-connection.h"
#include "source/manager/restart.h"

G_BEGIN_DECLS

typedef enum
{
  HN_EVIDENCE_WATCH_IDLE,
  HN_EVIDENCE_WATCH_ASKING, /* the observer, and perhaps a person for a password */
  HN_EVIDENCE_WATCH_WATCHING,
  HN_EVIDENCE_WATCH_STOPPING,
} HnEvidenceWatchState;

typedef struct
{
  HnEvidenceWatchState state;
  guint64 ends;     /* of the watch, in microseconds of CLOCK_REALTIME; 0 where nobody knows */
  gboolean missing; /* there is no observer */
  gboolean hidden;  /* it takes permission to see more than what is known */
  char *note;       /* (nullable): why nothing is known */
  char *trouble;    /* (nullable): what went wrong, for a person */

  HnRestart *restart;   /* (nullable): what goes with a restart, once it was asked for */
  char *unrestartable;  /* (nullable): why there will be no restart from here */
  gboolean restart_due; /* @restart is being read */
} HnEvidenceWatchInfo;

#define HN_TYPE_EVIDENCE_WATCH (hn_evidence_watch_get_type ())
G_DECLARE_FINAL_TYPE (HnEvidenceWatch, hn_evidence_watch, HN, EVIDENCE_WATCH, GObject)

/* Signal "changed": something of hn_evidence_watch_get_info() is different. */

HnEvidenceWatch *hn_evidence_watch_new (void);

/**
 * hn_evidence_watch_set_service:
 * @manager: (nullable): which knows the service
 * @service: (nullable): which gets its evidence by hn_service_set_evidence()
 */
void
hn_evidence_watch_set_service (HnEvidenceWatch *self, HnBusConnection *manager, HnService *service);

/** hn_evidence_watch_set_seen: whether anybody can see what is found */
void hn_evidence_watch_set_seen (HnEvidenceWatch *self, gboolean seen);

/** hn_evidence_watch_get_info: (transfer none): current for as long as the watch is there */
const HnEvidenceWatchInfo *hn_evidence_watch_get_info (HnEvidenceWatch *self);

/**
 * hn_evidence_watch_begin:
 * @seconds: for how long
 * @restart: whether the service is restarted, so that its start is seen
 */
void hn_evidence_watch_begin (HnEvidenceWatch *self, guint seconds, gboolean restart);

/** hn_evidence_watch_stop: before its time; what was seen is kept */
void hn_evidence_watch_stop (HnEvidenceWatch *self);

/** hn_evidence_watch_show: asks for what is known, and a person for permission where that is needed
 */
void hn_evidence_watch_show (HnEvidenceWatch *self);

/** hn_evidence_watch_read_restart: finds out what a restart would take with it */
void hn_evidence_watch_read_restart (HnEvidenceWatch *self);

G_END_DECLS
