/* The connection to a running systemd manager: finds its bus, connects, connects again, and calls.
 * Never blocks: every call is asynchronous and a bounded number is in flight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <systemd/sd-bus.h>

#include "engine/settings.h"
#include "source/manager/manager-error.h"

G_BEGIN_DECLS

#define HN_MANAGER_NAME "org.freedesktop.systemd1"
#define HN_MANAGER_PATH "/org/freedesktop/systemd1"
#define HN_MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"
#define HN_UNIT_INTERFACE "org.freedesktop.systemd1.Unit"
#define HN_SERVICE_INTERFACE "org.freedesktop.systemd1.Service"

/* dbus-daemon cuts off who waits for more than 128 answers; half of that keeps a manager busy. */
#define HN_MANAGER_MAX_IN_FLIGHT 64

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
 * @signals: whether the manager is asked for its signals
 *
 * The usual ones: for the system, $DBUS_SYSTEM_BUS_ADDRESS alone where it is set; otherwise the
 * manager's own socket for root, and the system bus. For a user, the bus of
 * $DBUS_SESSION_BUS_ADDRESS where that is another than the manager's, and the manager's own socket
 * in $XDG_RUNTIME_DIR when that bus knows no manager; otherwise this socket, and the bus there.
 *
 * Returns: (transfer full): a connection that starts connecting at once, in state
 *   %HN_MANAGER_CONNECTING
 *
 * Signals, all in the main context of the thread that made it:
 * - "notify::state"
 * - "received" (sd_bus_message *), with the signal's name as detail: the manager sent UnitNew,
 *   UnitRemoved, UnitFilesChanged, or PropertiesChanged of a unit; rewind it before reading, as
 *   others listen too
 * - "reloaded": the manager has read its files again. Comes after the "notify::state" with
 *   %HN_MANAGER_READY.
 */
HnBusConnection *hn_bus_connection_new (HnScope scope, const char *address, gboolean signals);

HnScope hn_bus_connection_get_scope (HnBusConnection *self);
HnManagerState hn_bus_connection_get_state (HnBusConnection *self);

/** hn_bus_connection_get_error: (nullable): why the state is %HN_MANAGER_GONE, and only then */
const GError *hn_bus_connection_get_error (HnBusConnection *self);

/** hn_bus_connection_get_address: of the bus in use, or tried last; for messages */
const char *hn_bus_connection_get_address (HnBusConnection *self);

/** hn_bus_connection_get_version: the number, 257; 0 before the first %HN_MANAGER_READY */
guint hn_bus_connection_get_version (HnBusConnection *self);

/** hn_bus_connection_get_version_string: (nullable): as the manager says it, "257.13-1~deb13u1" */
const char *hn_bus_connection_get_version_string (HnBusConnection *self);

/** hn_bus_connection_retry: connects again now instead of after the pause */
void hn_bus_connection_retry (HnBusConnection *self);

/**
 * hn_bus_connection_set_limits:
 * @call_timeout: in microseconds
 * @first_pause: before the first reconnect, in milliseconds
 * @longest_pause: before any reconnect
 *
 * Other limits than the usual ones, for tests that do not want to wait for half a minute.
 */
void hn_bus_connection_set_limits (HnBusConnection *self,
                                   guint64 call_timeout,
                                   guint first_pause,
                                   guint longest_pause);

/* @reply is NULL when there is @error, which belongs to the caller. */
typedef void (*HnReplyFunc) (HnBusConnection *self,
                             sd_bus_message *reply,
                             const GError *error,
                             gpointer user_data);

/**
 * hn_bus_connection_call:
 * @types: (nullable): of the arguments, as for sd_bus_message_append()
 *
 * Calls a method of the manager as soon as fewer than %HN_MANAGER_MAX_IN_FLIGHT answers are out.
 * Always calls @func once, never before it returns. Does not keep the connection alive: when it is
 * disposed of, @func is called with %G_IO_ERROR_CANCELLED.
 *
 * For "RestartUnit" a person may be asked for permission, which may take minutes.
 */
void hn_bus_connection_call (HnBusConnection *self,
                             const char *method,
                             HnReplyFunc func,
                             gpointer user_data,
                             const char *types,
                             ...);

/**
 * hn_bus_connection_get:
 * @unit: (nullable): the name of a unit, of any type; %NULL for the manager itself
 * @interface: "" for all
 * @property: (nullable): %NULL for all of the interface
 *
 * Asks for a property, as hn_bus_connection_call(); the reply is a variant, or a{sv} for all.
 */
void hn_bus_connection_get (HnBusConnection *self,
                            const char *unit,
                            const char *interface,
                            const char *property,
                            HnReplyFunc func,
                            gpointer user_data);

G_END_DECLS
