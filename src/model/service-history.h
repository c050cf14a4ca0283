/* What Hardnut's settings file of a service was, state by state, and what each of them would be
 * worth now. From the history that the helper keeps, so that it does not matter who has changed
 * what by which program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/history.h"
#include "model/changes.h"

G_BEGIN_DECLS

/* One of the states. */
typedef struct
{
  const HnHistoryState *state;
  char *user;         /* (nullable): who kept it, as an account's name */
  GPtrArray *changes; /* (nullable) of HnChange: what the file would say; NULL where nobody can go
                       * back to it */
  char *why_not;      /* (nullable): the reason for that, translated */
  gboolean known;     /* whether @exposure is */
  guint exposure;     /* in tenths: of the service as it would be with it now */
  gboolean now;       /* it is what stands there; of several that do the newest */
} HnPastState;

#define HN_TYPE_SERVICE_HISTORY (hn_service_history_get_type ())
G_DECLARE_FINAL_TYPE (HnServiceHistory, hn_service_history, HN, SERVICE_HISTORY, GObject)

/* Signal "changed": there is more to show. */

/**
 * hn_service_history_new:
 * @unit: a service, by its own name
 * @scope: whose it is
 * @changes: (nullable): of the service; %NULL where it is not installed any more
 *
 * Returns: (transfer full): reads at once, in a thread
 */
HnServiceHistory *hn_service_history_new (const char *unit, HnScope scope, HnChanges *changes);

const char *hn_service_history_get_unit (HnServiceHistory *self);
HnChanges *hn_service_history_get_changes (HnServiceHistory *self); /* (nullable) (transfer none) */

/** hn_service_history_is_read: whether there is no more to come by itself */
gboolean hn_service_history_is_read (HnServiceHistory *self);

/** hn_service_history_get_states: (transfer none) (element-type HnPastState): the newest first;
 * good until "changed" */
GPtrArray *hn_service_history_get_states (HnServiceHistory *self);

/** hn_service_history_get_error: (nullable): what is wrong with the history: it cannot be read, or
 * some of it cannot be understood */
const char *hn_service_history_get_error (HnServiceHistory *self);

/**
 * hn_service_history_stage:
 * @position: of a state that has changes
 * @ret_removal: (out): there was no settings file then: it is to be removed, whatever is staged
 *
 * Stages that state, in one undo step, for a review.
 *
 * Returns: whether it was one more undo step
 */
gboolean hn_service_history_stage (HnServiceHistory *self, guint position, gboolean *ret_removal);

G_END_DECLS
