/* All services of a list at a glance: how many there are of each level, which of them matter, and
 * which ones Hardnut has changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/hardening/hardened.h"
#include "model/look-back.h"

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
  guint n_little;            /* with little or no protection, without what is accepted */
  guint n_idle;              /* that are not in use */
  guint n_network;           /* that are in use, and that other machines reach */
  guint n_network_accepted;  /* of those: with little or no protection, and accepted so */
  guint n_reach_unknown;     /* that are in use, and of which nobody can tell who reaches them */

  /* (element-type HnService): what to look at first comes first. */
  GPtrArray *concerns[HN_N_CONCERNS];

  /* (element-type HnChangedService): what was changed last comes first where that is known, and
   * what is not changed any more last. */
  GPtrArray *changed;

  /* (nullable): what is accepted with a reason; of @n_accepted_over of it the day is over */
  HnAcceptedFiles *accepted;
  guint n_accepted_over;

  GPtrArray *worse;         /* (element-type HnWorse): since the user last looked */
  const char *look_problem; /* (nullable): what is wrong with the file that has the last look */
} HnOverviewInfo;

/* One that Hardnut has changed, or had. */
typedef struct
{
  const char *unit;
  HnService *service;         /* (nullable): it is not installed any more */
  const HnHardened *hardened; /* (nullable) until read */
} HnChangedService;

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

/** hn_overview_see: the user has seen what got worse */
void hn_overview_see (HnOverview *self);

/** hn_overview_find: (transfer none) (nullable): the service called @unit */
HnService *hn_overview_find (HnOverview *self, const char *unit);

/** hn_overview_list_network: (transfer full) (element-type HnService): those of @list that are in
 * use, that other machines reach and that are not accepted as they are, the first to look at first
 */
GPtrArray *hn_overview_list_network (GListModel *list);

/** hn_overview_sort: @services: (element-type HnService): the first to look at comes first then */
void hn_overview_sort (GPtrArray *services);

G_END_DECLS
