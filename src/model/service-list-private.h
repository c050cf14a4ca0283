/* What the files of a list of services share: all that it knows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/disk-scan.h"
#include "model/service-list.h"
#include "model/service-reader.h"
#include "model/service-store.h"

G_BEGIN_DECLS

/* The files on disk are looked through this long after the loaded services are there (in ms), which
 * are to be drawn first. The manager is asked what it knows of them as much later than their files.
 */
#define HN_SERVICE_LIST_SCAN_DELAY 100

struct _HnServiceList
{
  GObject parent_instance;

  /* Owned. */
  HnServiceReader *reader; /* NULL for an offline root */
  char *root;
  char *address; /* NULL for this machine's own manager: another one's files may be elsewhere */
  HnPolicy *policy;
  GError *error;
  GError *manager_error; /* as long as it is gone */
  GCancellable *cancellable;
  HnServiceStore *store;
  GHashTable *wanted;    /* names to read from the manager soon */
  GHashTable *in_flight; /* names being read */
  GHashTable *seen;      /* names that the running listing has brought */
  GPtrArray *problems;   /* sentences */
  gboolean bad_policy;   /* the first of them is about the machine's policy */
  HnDiskScan *scan;

  HnScope scope;
  HnManagerState state; /* of the manager */
  guint version;        /* of the manager; 0 before it is known */
  guint done;
  guint total;
  guint gather_source;
  guint scan_source;
  guint confirm_source;
  gboolean loading;
  gboolean listing; /* between hn_service_reader_list() and its end */
  gboolean listed;  /* at least once */
  gboolean stale;   /* the connection was lost since */
};

/* In service-list.c. */

void hn_service_list_set_loading (HnServiceList *self, gboolean loading);
void hn_service_list_set_progress (HnServiceList *self, guint done, guint total);

/** hn_service_list_schedule_scan: reads the files on disk again after @delay (in ms) */
void hn_service_list_schedule_scan (HnServiceList *self, guint delay);

/* In service-list-manager.c. */

/**
 * hn_service_list_follow:
 * @address: (nullable): of another machine's manager
 *
 * Lists the services of a manager, and follows it from then on.
 */
void hn_service_list_follow (HnServiceList *self, const char *address);

/** hn_service_list_start_listing: asks the manager for all of them again, unless that is under way
 */
void hn_service_list_start_listing (HnServiceList *self);

G_END_DECLS
