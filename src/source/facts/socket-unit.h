/* What a .socket unit listens on, as its manager tells. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

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

G_END_DECLS
