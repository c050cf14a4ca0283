/* All services of a list at a glance: how many there are of each level, which of them matter, and
 * which ones Hardnut has changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service-list.h"

G_BEGIN_DECLS

/* What may be the matter with services, the most urgent first. All of it is about services that are
 * in use and have little or no protection. */
typedef enum
{
  HN_CONCERN_NETWORK_ROOT, /* other machines reach them, and they run as root */
  HN_CONCERN_NETWORK,      /* the same, not as root */
  HN_CONCERN_MACHINE_ROOT, /* programs of this machine reach them, and they run as root */
  HN_CONCERN_UNKNOWN_ROOT, /* nobody can tell who reaches them, and they run as root */
  HN_CONCERN_ROOT,         /* nothing was seen to reach them, and they run as root */
  HN_N_CONCERNS
} HnConcern;

#define HN_TYPE_OVERVIEW (hn_overview_get_type ())
G_DECLARE_FINAL_TYPE (HnOverview, hn_overview, HN, OVERVIEW, GObject)

/* What there is to say. Services that are not loaded, or do one thing and end, are left out, as in
 * the list. */
typedef struct
{
  guint n_services;
  guint levels[HN_N_LEVELS]; /* how many there are of each; of all together n_services */
  guint n_idle;              /* that are not in use */
  guint n_network;           /* that are in use, and that other machines reach */
  gboolean reach_known;      /* that was looked at */

  /* (element-type HnService): what to look at first comes first. */
  GPtrArray *concerns[HN_N_CONCERNS];
  GPtrArray *changed; /* by Hardnut; what was changed last comes first where that is known */
} HnOverviewInfo;

/**
 * hn_overview_new:
 *
 * Signals: "changed": there is something else to say; told once for all that changes in one turn of
 *   the main loop.
 *
 * Returns: (transfer full): of no list
 */
HnOverview *hn_overview_new (void);

/** hn_overview_set_list: @list: (nullable): whose services these are */
void hn_overview_set_list (HnOverview *self, HnServiceList *list);
HnServiceList *hn_overview_get_list (HnOverview *self); /* (transfer none) (nullable) */

/** hn_overview_get_info: (transfer none): good until "changed" */
const HnOverviewInfo *hn_overview_get_info (HnOverview *self);

/**
 * hn_overview_get_date:
 * @service: of those that Hardnut has changed
 *
 * Returns: when its settings file was written, in seconds since 1970; 0 as long as that is not
 * known
 */
gint64 hn_overview_get_date (HnOverview *self, HnService *service);

G_END_DECLS
