/* Which service to look at first: what reaches it, with which rights it runs, how exposed it is,
 * and whether it runs at all. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "engine/settings.h"

G_BEGIN_DECLS

/* From the farthest away that can talk to it, in rising order of weight. */
typedef enum
{
  HN_REACHED_BY_NOTHING, /* that can be seen */
  HN_REACHED_BY_FILES,   /* programs of this machine, by sockets in files */
  HN_REACHED_BY_MACHINE, /* programs of this machine, over its own network */
  HN_REACHED_BY_UNKNOWN, /* nobody can tell, or nobody has looked yet */
  HN_REACHED_BY_NETWORK,
  HN_N_REACHED_BY
} HnReachedBy;

/* In rising order of weight. */
typedef enum
{
  HN_RIGHTS_ACCOUNT, /* those of an ordinary account */
  HN_RIGHTS_UNKNOWN,
  HN_RIGHTS_CAPABILITIES, /* some of root's */
  HN_RIGHTS_ROOT,
  HN_N_RIGHTS
} HnRights;

typedef enum
{
  HN_IN_USE_NEVER,   /* it does not run, has not, and nothing starts it */
  HN_IN_USE_UNKNOWN, /* as of services in the files of another system */
  HN_IN_USE_AT_TIMES,
  HN_IN_USE_NOW,
  HN_N_IN_USE
} HnInUse;

typedef struct
{
  HnReachedBy reached_by;
  HnRights rights;
  HnInUse in_use;
  guint rank; /* the higher, the sooner it is to be looked at */
} HnPriority;

/**
 * hn_priority_find:
 * @facts: (nullable): what the machine shows of it; %NULL where nobody has looked
 * @settings: (nullable): those in force; say what facts cannot, as of one that does not run
 * @has_run: whether it is known to have run since the machine was started
 * @exposure: in tenths
 */
HnPriority hn_priority_find (const HnServiceFacts *facts,
                             const HnSettings *settings,
                             gboolean has_run,
                             guint exposure);

/** hn_priority_set_exposure: gives @self the rank that it has with another exposure, in tenths */
void hn_priority_set_exposure (HnPriority *self, guint exposure);

/**
 * hn_priority_dup_reasons:
 *
 * Returns: (transfer full): "network · root", for a person
 */
char *hn_priority_dup_reasons (const HnPriority *self);

/* The same for programs: "network", "root", "now". */
const char *hn_reached_by_get_name (HnReachedBy self);
const char *hn_rights_get_name (HnRights self);
const char *hn_in_use_get_name (HnInUse self);

G_END_DECLS
