/* One sd-bus connection as a source of the GLib main loop. Knows nothing about systemd's manager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/* Below GTK's layout and redraw, so that a flood of answers never delays a frame. */
#define HN_BUS_LOOP_PRIORITY (G_PRIORITY_HIGH_IDLE + 50)

/* The connection is over; called once. @error_number is positive. May drop the source. */
typedef void (*HnBusClosedFunc) (int error_number, gpointer user_data);

/**
 * hn_bus_loop_open:
 * @address: a D-Bus address
 * @broker: whether a message bus listens there, rather than a program that answers itself
 * @error_number: (out): a positive errno on failure
 *
 * Starts connecting. Returns before the connection stands; calls made meanwhile wait for it.
 *
 * Returns: (transfer full) (nullable): release with sd_bus_close_unref()
 */
sd_bus *hn_bus_loop_open (const char *address, gboolean broker, int *error_number);

/**
 * hn_bus_loop_attach:
 * @bus: kept alive by the source
 * @context: (nullable): the default one when %NULL
 *
 * Returns: (transfer full): the attached source; destroy it to stop processing
 */
GSource *
hn_bus_loop_attach (sd_bus *bus, GMainContext *context, HnBusClosedFunc closed, gpointer user_data);

/**
 * hn_bus_loop_close:
 * @bus: (inout) (nullable): closed, and %NULL then
 * @source: (inout) (nullable): of hn_bus_loop_attach(); %NULL then
 *
 * What waits for an answer hears nothing more.
 */
void hn_bus_loop_close (sd_bus **bus, GSource **source);

G_END_DECLS
