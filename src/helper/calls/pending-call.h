/* A caller's call that waits for polkit or for systemd before it is answered: what all of them have
 * in common.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"
#include "polkit/authorize.h"

G_BEGIN_DECLS

/* The first member of the struct of such a call. */
typedef struct
{
  HnHelper *helper;
  GPtrArray *list; /* of the helper's, which owns the call */
  uid_t uid;
  sd_bus_message *message;        /* NULL once it is answered, where something outlives that */
  HnAuthorization *authorization; /* under way; its callback clears it */
  sd_bus_track *track;            /* of the caller, who may leave meanwhile */
} HnPendingCall;

/**
 * hn_pending_call_begin:
 * @self: zero before
 * @list: (transfer none): one of the lists of @helper; frees what is removed from it
 * @message: to be answered later
 * @uid: of the caller
 *
 * Adds it to @list, from which it is removed without an answer when the caller leaves the bus.
 *
 * Returns: negative when nothing will tell that the caller has left
 */
int hn_pending_call_begin (
    HnPendingCall *self, HnHelper *helper, GPtrArray *list, sd_bus_message *message, uid_t uid);

/**
 * hn_pending_call_authorize:
 * @action, @text, @details, @func: see hn_authorize()
 * @error: return location; @func is not called then
 *
 * Asks polkit about the caller. @func gets @self.
 */
gboolean hn_pending_call_authorize (HnPendingCall *self,
                                    const char *action,
                                    const char *text,
                                    const char *const *details,
                                    HnContinueFunc func,
                                    GError **error);

/** hn_pending_call_drop: removes it from its list, which frees it */
void hn_pending_call_drop (HnPendingCall *self);

/** hn_pending_call_refuse: answers with @error, and drops it */
void hn_pending_call_refuse (HnPendingCall *self, const GError *error);

/** hn_pending_call_clear: gives up what is under way; for the function that frees the whole */
void hn_pending_call_clear (HnPendingCall *self);

/**
 * hn_pending_call_check_quota:
 * @uid: who wants one more
 * @error: return location; %HN_HELPER_ERROR_BUSY
 *
 * Counts all that wait, whatever they are about: each is a window that somebody has to look at, and
 * work for the helper.
 */
gboolean hn_pending_call_check_quota (HnHelper *helper, uid_t uid, GError **error);

G_END_DECLS
