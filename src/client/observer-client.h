/* The client of the observer, for the system's services and for those of the user: asks it over the
 * system bus, without ever waiting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/evidence/evidence.h"
#include "engine/settings.h"
#include "protocol/helper1.h"
#include "protocol/observer1.h"

G_BEGIN_DECLS

#define HN_TYPE_OBSERVER_CLIENT (hn_observer_client_get_type ())
G_DECLARE_FINAL_TYPE (HnObserverClient, hn_observer_client, HN, OBSERVER_CLIENT, GObject)

/**
 * hn_observer_client_new:
 * @scope: whose services are asked for
 *
 * Returns: (transfer full): a client that connects with its first question
 *
 * Signals: "changed" (char *unit): there is more evidence of a service of @scope, or it begins or
 * ends to be watched; "gone": the observer, which also leaves when nothing is watched. Both come
 * once a question was asked.
 */
HnObserverClient *hn_observer_client_new (HnScope scope);

/**
 * hn_observer_client_new_on:
 * @bus: a connection to the system bus, such as one that has been given permission for a search
 */
HnObserverClient *hn_observer_client_new_on (HnScope scope, GDBusConnection *bus);

/**
 * hn_observer_client_watch_async:
 * @unit: by its own name
 * @seconds: %HN_WATCH_MIN to %HN_WATCH_MAX
 * @callback: with a GTask; of this and of hn_observer_client_stop_async() it gives %TRUE
 *
 * Fails with %HN_HELPER_ERROR, whose message says why nothing can be told:
 * %HN_HELPER_ERROR_UNAVAILABLE where there is no observer.
 */
void hn_observer_client_watch_async (HnObserverClient *self,
                                     const char *unit,
                                     guint seconds,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/** hn_observer_client_stop_async: ends a watch before its time; the evidence is kept */
void hn_observer_client_stop_async (HnObserverClient *self,
                                    const char *unit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/** hn_observer_client_get_async: the task gives what is known of a service, an HnEvidence (transfer
 * full) */
void hn_observer_client_get_async (HnObserverClient *self,
                                   const char *unit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_observer_client_peek_async: the same, but nobody is asked for a password: where that would be
 * needed, it fails with %HN_HELPER_ERROR_NOT_AUTHORIZED; and an observer that has never answered is
 * not started for it */
void hn_observer_client_peek_async (HnObserverClient *self,
                                    const char *unit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

G_END_DECLS
