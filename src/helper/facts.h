/* What has to be known of a service, besides its files, to tell which permission a change of it
 * takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

/* Looked up once for each decision; the names are those of the look that it began with. */
typedef struct
{
  GStrv names;
  GStrv before;
  char *required_by;
  char *caller_unit; /* (nullable): the object of the unit that the caller runs in */
  HnLiveLimit limits[HN_N_DIRECTIVES];
  HnUnitFacts facts; /* borrows the above */
} HnFacts;

void hn_facts_free (HnFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnFacts, hn_facts_free)

/* @facts: (transfer full): what could not be found out counts as unsafe */
typedef void (*HnFactsFunc) (gpointer user_data, HnFacts *facts);

typedef struct _HnFactsReading HnFactsReading;

/**
 * hn_facts_read:
 * @look: of the service
 * @pid: of the caller; 0 where the bus does not tell
 * @func: called once, and never before this returns
 *
 * Asks for what requires the service, for the slices above it and for the caller's unit, one after
 * another.
 *
 * Returns: to be given to hn_facts_reading_cancel() by who loses interest before @func is called
 */
HnFactsReading *hn_facts_read (
    HnHelper *helper, const HnLook *look, pid_t pid, HnFactsFunc func, gpointer user_data);
void hn_facts_reading_cancel (HnFactsReading *self);

G_END_DECLS
