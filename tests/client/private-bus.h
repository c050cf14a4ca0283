/* A message bus of a test's own: a dbus-daemon that listens in a temporary folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* tests may put more there */
  char *address;
  char *services; /* folder of services that the bus starts */
  GSubprocess *daemon;
} PrivateBus;

PrivateBus *private_bus_new (void);
void private_bus_free (PrivateBus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrivateBus, private_bus_free)

/* Ends the bus, or starts it again at the same address. */
void private_bus_stop (PrivateBus *self);
void private_bus_start (PrivateBus *self);

/* Lets the bus start @command when somebody asks for @name. */
void private_bus_add_service (PrivateBus *self, const char *name, const char *command);

/* Makes the bus read its configuration again, and waits until it has. */
void private_bus_reload (PrivateBus *self);

G_END_DECLS
