/* Where a manager may be found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/* In front of the address of a manager that is not behind a bus. */
#define HN_BUS_ADDRESS_PEER "peer:"

/**
 * hn_bus_addresses_list:
 *
 * Returns: (transfer full) (element-type utf8): D-Bus addresses for @scope, the likeliest last; see
 *   hn_bus_connection_new()
 */
GPtrArray *hn_bus_addresses_list (HnScope scope);

/**
 * hn_bus_addresses_dup_beside_bus:
 *
 * Returns: (transfer full) (nullable): of a user's manager that is not on the bus where one was
 *   looked for: a session bus of its own (dbus-run-session) has none, and yet there is one
 */
char *hn_bus_addresses_dup_beside_bus (HnScope scope);

G_END_DECLS
