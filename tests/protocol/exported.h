/* What a service exports on a bus, and what the description of its interface says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

/** exported_open_end: (transfer full): the end @fd of a connection without a bus between */
sd_bus *exported_open_end (int fd, gboolean server);

/**
 * exported_main:
 * @argv: has the path of the description
 * @object: a path
 * @interface: its name
 * @member: a line of one of its members begins so
 * @add: offers the interface on @bus
 *
 * Runs the test that @object offers what is described.
 *
 * Returns: the exit status
 */
int exported_main (int argc,
                   char **argv,
                   const char *object,
                   const char *interface,
                   const char *member,
                   int (*add) (sd_bus *bus));
