/* One sd-bus connection as a source of the GLib main loop. Knows nothing about systemd's manager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <stdarg.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/* Below GTK's layout and redraw, so that a flood of answers never delays a frame. */
#define HN_BUS_LOOP_PRIORITY (G_PRIORITY_HIGH_IDLE + 50)

/* The longest stretch of work between two returns to the main loop, in microseconds. */
#define HN_BUS_LOOP_SLICE 4000

/**
 * HnBusLoopFuncs:
 * @sliced: after each stretch in which something was processed
 * @closed: once, when the connection is over; @error_number is positive
 *
 * Both may drop the source.
 */
typedef struct
{
  void (*sliced) (gpointer user_data);
  void (*closed) (int error_number, gpointer user_data);
} HnBusLoopFuncs;

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
 * @funcs: must outlive the source
 *
 * Returns: (transfer full): the attached source; destroy it to stop processing
 */
GSource *hn_bus_loop_attach (sd_bus *bus,
                             GMainContext *context,
                             const HnBusLoopFuncs *funcs,
                             gpointer user_data);

/**
 * hn_bus_loop_close:
 * @bus: (inout) (nullable): closed, and %NULL then
 * @source: (inout) (nullable): of hn_bus_loop_attach(); %NULL then
 *
 * What waits for an answer hears nothing more.
 */
void hn_bus_loop_close (sd_bus **bus, GSource **source);

/**
 * hn_bus_loop_new_call:
 * @bus: (nullable)
 * @destination: (nullable): where there is no broker
 * @types: (nullable): of @arguments, as for sd_bus_message_append()
 *
 * Returns: (transfer full) (nullable): a method call; %NULL without a bus, or for bad arguments
 */
sd_bus_message *hn_bus_loop_new_call (sd_bus *bus,
                                      const char *destination,
                                      const char *path,
                                      const char *interface,
                                      const char *member,
                                      const char *types,
                                      va_list arguments);

G_END_DECLS
