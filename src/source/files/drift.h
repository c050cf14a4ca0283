/* Whether what Hardnut keeps for services still holds: compares their history with their files,
 * which others may have changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/last-look.h"

G_BEGIN_DECLS

typedef struct
{
  HnDrift drift;
  char *place;    /* (nullable): the file, or the file and line, that it is about */
  gint64 kept;    /* when it was changed last with Hardnut, in seconds since 1970; 0 where the files
                   * are not as that was */
  guint32 keeper; /* the account that did; HN_HISTORY_NOBODY where @kept is 0 */
} HnKeptState;

/**
 * hn_drift_read_all:
 * @scope: whose services are meant
 * @version: of systemd; 0 finds out
 *
 * Reads files: to be called in a thread where a main loop runs.
 *
 * Returns: (transfer full) (element-type HnKeptState): by the name of the service: those that have
 * a history
 */
GHashTable *hn_drift_read_all (HnScope scope, guint version);

/**
 * hn_kept_state_fill:
 * @state: (nullable): of the service that @present is about
 *
 * Gives @present, which borrows from it, what @state knows.
 */
void hn_kept_state_fill (const HnKeptState *state, HnPresent *present);

G_END_DECLS
