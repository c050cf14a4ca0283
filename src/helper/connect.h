/* The helper's two connections: to the bus, on which callers and polkit are, and to the manager
 * itself. What a trial needs of systemd goes over the second one, which is there when the bus is
 * not, and answers when the bus hangs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

/**
 * hn_connect_bus:
 *
 * Begins to connect to the bus; nothing is known of it yet when this returns.
 *
 * Returns: negative errno when nobody listens there
 */
int hn_connect_bus (HnHelper *self);

/** hn_connect_bus_answers: whether the bus is there and does not hang; takes a few seconds if it
 * does */
gboolean hn_connect_bus_answers (HnHelper *self);

/**
 * hn_connect_manager:
 *
 * Returns: (transfer none) (nullable): the connection to the manager, a new one when the last is
 *   gone; %NULL when nobody listens there just now
 */
sd_bus *hn_connect_manager (HnHelper *self);

/**
 * hn_connect_flush:
 *
 * Sends what is still to be sent before the process ends; not for long when nobody takes it.
 */
void hn_connect_flush (HnHelper *self);

G_END_DECLS
