/* What a service exports on a bus, and what the description of its interface says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

/**
 * exported_introspect:
 * @add: offers the interface on @bus
 *
 * Returns: (transfer full): what the object @path says of itself
 */
char *
exported_introspect (const char *path, int (*add) (sd_bus *bus, gpointer data), gpointer data);

/** exported_dup_members: (transfer full): a line for each member of the interface @name */
char *exported_dup_members (const char *xml, const char *name);
