/* A running systemd manager, over sd-bus: lists its services, reads their settings, and tells when
 * one of them changes. Never blocks: every call is asynchronous and at most 64 are in flight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "properties/unit-record.h"

G_BEGIN_DECLS

#define HN_MANAGER_ERROR (hn_manager_error_quark ())
GQuark hn_manager_error_quark (void);

typedef enum
{
  HN_MANAGER_ERROR_NO_BUS,     /* no bus socket, or nobody listens there */
  HN_MANAGER_ERROR_NO_MANAGER, /* a bus, but no systemd on it */
  HN_MANAGER_ERROR_DENIED,     /* the bus or the manager does not let us */
  HN_MANAGER_ERROR_LOST,       /* the connection broke while we waited */
  HN_MANAGER_ERROR_PROTOCOL,   /* an answer that makes no sense */
  HN_MANAGER_ERROR_TIMEOUT,
  HN_MANAGER_ERROR_NOT_FOUND, /* no such unit */
  HN_MANAGER_ERROR_MASKED,
  HN_MANAGER_ERROR_BAD_UNIT, /* the manager could not load the unit */
} HnManagerError;

typedef enum
{
  HN_MANAGER_CONNECTING,
  HN_MANAGER_READY,
  HN_MANAGER_RELOADING,
  HN_MANAGER_GONE, /* reconnects by itself; see hn_bus_connection_get_error() */
} HnManagerState;

#define HN_TYPE_BUS_CONNECTION (hn_bus_connection_get_type ())
G_DECLARE_FINAL_TYPE (HnBusConnection, hn_bus_connection, HN, BUS_CONNECTION, GObject)

/**
 * hn_bus_connection_new:
 * @scope: the system's manager or the user's own
 * @address: (nullable): a D-Bus address of a message bus instead of the usual one; with "peer:" in
 *   front, of a manager itself, without a bus between
 *
 * The usual ones: for the system, $DBUS_SYSTEM_BUS_ADDRESS alone where it is set; otherwise the
 * manager's own socket for root, and the system bus. For a user, the bus of
 * $DBUS_SESSION_BUS_ADDRESS where that is another than the manager's, and the manager's own socket
 * in $XDG_RUNTIME_DIR when that bus knows no manager; otherwise this socket, and the bus there.
 *
 * Returns: (transfer full): a manager that starts connecting at once, in state
 *   %HN_MANAGER_CONNECTING
 *
 * Signals, all in the main context of the thread that made it:
 * - "notify::state"
 * - "unit-changed" (const char *name): settings or state of a service are new: read it again
 * - "unit-new" (const char *name), "unit-removed" (const char *name)
 * - "files-changed": unit files on disk were enabled, disabled or written; the list of installed
 *   services may differ
 * - "reset": the manager is there again after it was gone, or was started anew: whatever was read
 *   of it before is stale. Comes after the "notify::state" with %HN_MANAGER_READY; not the first
 *   time.
 */
HnBusConnection *hn_bus_connection_new (HnScope scope, const char *address);

HnScope hn_bus_connection_get_scope (HnBusConnection *self);
HnManagerState hn_bus_connection_get_state (HnBusConnection *self);

/** hn_bus_connection_get_error: (nullable) (transfer none): why the state is %HN_MANAGER_GONE */
const GError *hn_bus_connection_get_error (HnBusConnection *self);

/** hn_bus_connection_get_version: the number, 257; 0 before the first %HN_MANAGER_READY */
guint hn_bus_connection_get_version (HnBusConnection *self);

/** hn_bus_connection_get_version_string: (nullable): as the manager says it, "257.13-1~deb13u1" */
const char *hn_bus_connection_get_version_string (HnBusConnection *self);

/** hn_bus_connection_retry: connects again now instead of at the next attempt */
void hn_bus_connection_retry (HnBusConnection *self);

/**
 * hn_manager_set_scores_only:
 *
 * @skip_oneshot: whether to skip services of Type=oneshot as well
 *
 * For a list of scores and nothing else: makes hn_manager_read_all_async() leave out fragment_path,
 * drop_ins and the settings that no check counts with, and does not follow changes. Call it right
 * after hn_bus_connection_new(): once connected, the manager is asked for signals that nobody looks
 * at.
 */
void hn_manager_set_scores_only (HnBusConnection *self, gboolean skip_oneshot);

/**
 * hn_manager_list_async:
 *
 * Waits until the manager is ready and asks for its list of services. Fails when it is gone.
 */
void hn_manager_list_async (HnBusConnection *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * hn_manager_list_finish:
 * @error: return location; %HN_MANAGER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type HnUnit): with name, description and states, and
 *   nothing else; without those that the manager does not find
 */
GPtrArray *hn_manager_list_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

/**
 * HnManagerProgress:
 * @units: (element-type HnUnit): read since the last call
 * @done: how many services are read
 * @total: how many there are
 */
typedef void (*HnManagerProgress) (
    HnBusConnection *self, GPtrArray *units, guint done, guint total, gpointer user_data);

/**
 * hn_manager_read_all_async:
 * @progress: (nullable): called after each slice of at most 4 ms of parsing
 *
 * Waits until the manager is ready, lists its loaded services and reads each. A service that
 * cannot be read is left out of the result and logged, the rest stays. Services that are not
 * loaded well (masked, bad-setting) are in the result without settings; those of which the manager
 * knows but a name ("not-found") are not. Fails when the manager is gone.
 */
void hn_manager_read_all_async (HnBusConnection *self,
                                HnManagerProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/** hn_manager_read_all_finish: (transfer full) (element-type HnUnit): sorted by name */
GPtrArray *hn_manager_read_all_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

/**
 * hn_manager_read_async:
 * @name: a service, or an alias of one; the manager loads it when it is not loaded yet
 *
 * Fails for a service that is not loaded well: %HN_MANAGER_ERROR_NOT_FOUND,
 * %HN_MANAGER_ERROR_MASKED, %HN_MANAGER_ERROR_BAD_UNIT.
 */
void hn_manager_read_async (HnBusConnection *self,
                            const char *name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HnUnit *hn_manager_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

/**
 * hn_manager_find_unread_async:
 * @names: (element-type utf8): services that are loaded
 *
 * Finds those of which files were written that the manager has not read. Looks into the folders of
 * the search path first, which is quick, and asks the manager only where something is newer than
 * its last reading.
 */
void hn_manager_find_unread_async (HnBusConnection *self,
                                   GPtrArray *names,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_manager_find_unread_finish: (transfer full) (element-type utf8) (nullable): their names */
GPtrArray *
hn_manager_find_unread_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
