/* The privileged helper, io.github.hardnut.Helper1, as an object: whether it is there, what it is
 * asked to do, and what it tells about the trials under way. Over GDBus in the main loop, never
 * blocking: the system bus for the system's services, the session bus for one's own.
 *
 * Builds without GTK, down to GLib 2.74, as hardnutctl needs it too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "client/trial-record.h"
#include "engine/kept/accepted.h"
#include "engine/drop-in.h"

G_BEGIN_DECLS

typedef enum
{
  HN_HELPER_CONNECTING, /* not known yet whether there is a helper */
  HN_HELPER_AVAILABLE,  /* it runs, or the bus starts it when it is asked */
  HN_HELPER_MISSING,    /* a bus without it; follows when it is installed */
  HN_HELPER_GONE,       /* no bus; connects again by itself */
} HnHelperState;

#define HN_TYPE_HELPER_CLIENT (hn_helper_client_get_type ())
G_DECLARE_FINAL_TYPE (HnHelperClient, hn_helper_client, HN, HELPER_CLIENT, GObject)

/**
 * hn_helper_client_new:
 * @scope: the system's helper on the system bus, or one's own on the session bus
 * @address: (nullable): the D-Bus address of a message bus instead of the usual one
 *
 * Returns: (transfer full): a client that starts connecting at once, in state %HN_HELPER_CONNECTING
 *
 * Signals, in the main context of the thread that made it:
 * - "state-changed": the state, or the reason for it
 * - "owner-changed": hn_helper_client_get_owner(), or nobody knows whether it did
 * - "trial-changed" (const char *trial, const char *unit, guint state, HnTrialDetail *detail): each
 *   state of each trial once, also of trials that others began. @state is an #HnTrialState. The
 *   first may come before hn_helper_client_try_async() is answered: a caller that begins a trial
 * looks at hn_helper_client_dup_trial() when it has the id. A state is told a second time only when
 * there is more to say about it.
 */
HnHelperClient *hn_helper_client_new (HnScope scope, const char *address);

HnScope hn_helper_client_get_scope (HnHelperClient *self);
HnHelperState hn_helper_client_get_state (HnHelperClient *self);
gboolean hn_helper_client_get_available (HnHelperClient *self);

/**
 * hn_helper_client_get_error: (nullable) (transfer none): why it is not available, for a person;
 *   %HN_HELPER_ERROR_UNAVAILABLE or %HN_HELPER_ERROR_NO_BUS
 */
const GError *hn_helper_client_get_error (HnHelperClient *self);

/**
 * hn_helper_client_list_trials:
 *
 * Returns: (transfer full) (element-type HnTrialRecord): the trials that are not at their end, as
 * far as known; without a helper that runs there are none. Does not ask.
 */
GPtrArray *hn_helper_client_list_trials (HnHelperClient *self);

/**
 * hn_helper_client_dup_trial:
 *
 * Returns: (transfer full) (nullable): what was last told about trial @id, even if it ended lately
 */
HnTrialRecord *hn_helper_client_dup_trial (HnHelperClient *self, const char *id);

/**
 * hn_helper_client_read_trials_async:
 *
 * Asks the helper, and starts it when it does not run: it then finishes what a crash may have left.
 * Its #GTask has (transfer full) (element-type HnTrialRecord): what hn_helper_client_list_trials()
 * says then.
 */
void hn_helper_client_read_trials_async (HnHelperClient *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/**
 * hn_helper_client_read_etag_async:
 * @unit: a service
 *
 * Asks the manager on the same bus for the unit's files, and reads them in a thread.
 */
void hn_helper_client_read_etag_async (HnHelperClient *self,
                                       const char *unit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/**
 * hn_helper_client_read_etag_finish:
 *
 * Returns: (transfer full) (nullable): what Try and Remove take for "the unit as I saw it"
 */
char *
hn_helper_client_read_etag_finish (HnHelperClient *self, GAsyncResult *result, GError **error);

/**
 * hn_helper_client_try_async:
 * @unit: a service
 * @changes: (element-type HnChange): the whole new content of Hardnut's drop-in, copied; an empty
 * one is a trial without that drop-in
 * @etag: of hn_helper_client_read_etag_finish()
 * @confirm_seconds: how long to wait until it is kept before taking it back
 * @restart: whether a running service is restarted
 *
 * May wait as long as a person needs to type a password. When it is cancelled, a trial that begins
 * all the same is taken back.
 */
void hn_helper_client_try_async (HnHelperClient *self,
                                 const char *unit,
                                 GPtrArray *changes,
                                 const char *etag,
                                 guint confirm_seconds,
                                 gboolean restart,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/**
 * hn_helper_client_try_finish:
 *
 * Returns: (transfer full) (nullable): the trial's id: the request is authorized, and the rest is
 *   told by "trial-changed"
 */
char *hn_helper_client_try_finish (HnHelperClient *self, GAsyncResult *result, GError **error);

/**
 * hn_helper_client_begin_async:
 * @units: services by their own names
 * @seconds: how long the search may take; %HN_SESSION_MAX_SECONDS at the most
 *
 * Asks once for all trials of a search, and for watching its services on
 * hn_helper_client_get_bus(). May wait as long as a person needs to type a password. When it is
 * cancelled, a search that is permitted all the same is ended.
 */
void hn_helper_client_begin_async (HnHelperClient *self,
                                   const char *const *units,
                                   guint seconds,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_helper_client_begin_finish: (transfer full) (nullable): for hn_helper_client_end_session() */
char *hn_helper_client_begin_finish (HnHelperClient *self, GAsyncResult *result, GError **error);

/** hn_helper_client_end_session: the search is over; trials that wait for Keep go on waiting */
void hn_helper_client_end_session (HnHelperClient *self, const char *session);

/** hn_helper_client_get_owner: (transfer none) (nullable): the name on the bus of the helper that
 * runs now; one that was started anew has another one, and knows of no session of the one before */
const char *hn_helper_client_get_owner (HnHelperClient *self);

/** hn_helper_client_get_bus: (transfer none) (nullable): the connection that permission is given to
 */
GDBusConnection *hn_helper_client_get_bus (HnHelperClient *self);

/**
 * hn_helper_client_end_async:
 * @keep: whether trial @id is made permanent, which is done when %HN_TRIAL_KEPT is told; else it is
 *   taken back at once
 */
void hn_helper_client_end_async (HnHelperClient *self,
                                 const char *id,
                                 gboolean keep,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean hn_helper_client_end_finish (HnHelperClient *self, GAsyncResult *result, GError **error);

/**
 * hn_helper_client_accept_async:
 * @accepted: for everybody
 * @withdraw: whether it counts again instead; its day and note are of no interest then
 *
 * May wait as long as a person needs to type a password.
 */
void hn_helper_client_accept_async (HnHelperClient *self,
                                    const HnAccepted *accepted,
                                    gboolean withdraw,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
hn_helper_client_accept_finish (HnHelperClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
