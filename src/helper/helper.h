/* The helper as a whole: its connection, its folders, and what is under way. Everything happens in
 * one thread and one sd-event loop; nothing here waits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "engine/settings.h"
#include "helper/settled.h"
#include "helper/store.h"
#include "polkit/authorize.h"
#include "protocol/helper1.h"

G_BEGIN_DECLS

#define HN_SYSTEMD_NAME "org.freedesktop.systemd1"
#define HN_SYSTEMD_PATH "/org/freedesktop/systemd1"
#define HN_SYSTEMD_MANAGER HN_SYSTEMD_NAME ".Manager"

/* How long the helper stays without anything to do. */
#define HN_IDLE_USEC (30 * G_USEC_PER_SEC)

typedef struct _HnHelper HnHelper;

struct _HnHelper
{
  sd_event *event;
  sd_bus *bus; /* of callers and of polkit; NULL while nobody listens there */
  GPtrArray
      *managers;    /* of sd_bus: the manager's own, see connect.h; all but the last are closing */
  guint n_managers; /* counts those that were made */
  HnScope scope;
  uid_t uid; /* our own */
  char *boot_id;
  guint version; /* of systemd, 257 */

  HnPlace *permanent; /* where drop-ins stay */
  HnPlace *trial;     /* where they are gone with the next boot */
  HnPlace *accepted;  /* what is accepted for everybody; NULL for a user's own services */
  HnPlace *history;   /* of kept changes; NULL where there is no folder for it */
  int records_fd;     /* also holds the lock that makes us the only helper */

  /* What the connection to the manager tells: a job is over, or jobs may have ended unheard. */
  void (*job_removed) (HnHelper *self, const char *job, const char *unit, const char *result);
  void (*jobs_missed) (HnHelper *self);

  GPtrArray *trials;   /* of HnHelperTrial; finished ones leave */
  GPtrArray *requests; /* of HnChangeRequest, see change-request.c */
  GPtrArray *sessions; /* of HnHardenSession, see harden-session.c */
  GPtrArray *accepts;  /* of HnAcceptance, see acceptance.c */
  HnSettled *settled;  /* what services may do when they have settled */
  sd_event_source *idle;
  gboolean recovered;   /* what an earlier helper left is taken up */
  gboolean serving;     /* the name is ours */
  gboolean leaving;     /* the name is being given back */
  gboolean revert_only; /* started by a revert timer: ends one trial and leaves */
  const char *revert;   /* (nullable) that trial */
  int exit_status;
};

/* The exit status of who was started by a revert timer and could not end the trial: systemd
 * starts it again. */
#define HN_EXIT_AGAIN 75

/* name.c */

/** hn_helper_claim_name: asks for the name on the bus, once the interface is there */
void hn_helper_claim_name (HnHelper *self);

/**
 * hn_helper_work_changed:
 *
 * To be called whenever a trial or a request begins or ends: keeps the helper from leaving, or lets
 * it go.
 */
void hn_helper_work_changed (HnHelper *self);

G_END_DECLS
