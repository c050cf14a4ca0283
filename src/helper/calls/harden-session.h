/* One question for all trials of a search: who answered it may try changes of these services for a
 * while, as far as the weaker permission would let that through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

typedef struct _HnHardenSession HnHardenSession;

/**
 * hn_harden_session_begin:
 * @call: of Begin; answered later, not with @error
 * @uid: of the caller
 * @units: (transfer full): names of services, valid by their letters, each once
 * @seconds: how long it holds
 * @error: return location
 *
 * It belongs to the connection of @call, ends with that, and takes the place of an earlier one.
 */
void hn_harden_session_begin (
    HnHelper *helper, sd_bus_message *call, uid_t uid, GStrv units, guint seconds, GError **error);

/** hn_harden_session_free: ends it; a call that waits gets no answer */
void hn_harden_session_free (HnHardenSession *self);

/**
 * hn_harden_session_end:
 * @owner: the connection that calls
 * @error: return location; %HN_HELPER_ERROR_NO_SUCH_SESSION also for that of another connection
 */
gboolean
hn_harden_session_end (HnHelper *helper, const char *owner, const char *id, GError **error);

/** hn_harden_session_covers: whether a session of the connection @owner is about @unit, by its own
 * name */
gboolean hn_harden_session_covers (HnHelper *helper, const char *owner, const char *unit);

/**
 * hn_harden_session_take:
 * @owner: the connection that asks for a trial
 * @unit: of which service, by its own name
 *
 * Stands for %HN_ACTION_APPLY, and for nothing else. Each time is one trial less.
 *
 * Returns: (nullable) (transfer none): the words by which permission was given, %NULL without one
 */
const char *hn_harden_session_take (HnHelper *helper, const char *owner, const char *unit);

G_END_DECLS
