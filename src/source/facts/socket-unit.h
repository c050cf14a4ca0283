/* What a .socket unit listens on, as its manager tells.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *group;          /* (nullable): its control group */
  GPtrArray *listeners; /* of HnListener */
} HnSocketUnit;

HnSocketUnit *hn_socket_unit_new (const char *name);
void hn_socket_unit_free (HnSocketUnit *self);

/**
 * hn_socket_unit_add:
 * @type: as the manager has it, "Stream"
 * @address: "[::]:22", "/run/web.sock"
 *
 * Adds what is listened on. What cannot be read as an address of the network stays as it is.
 */
void hn_socket_unit_add (HnSocketUnit *self, const char *type, const char *address);

/**
 * hn_socket_unit_read_listen:
 * @message: at the variant of the property Listen
 *
 * Adds all that is in it.
 *
 * Returns: negative errno on failure
 */
int hn_socket_unit_read_listen (HnSocketUnit *self, sd_bus_message *message);

G_END_DECLS
