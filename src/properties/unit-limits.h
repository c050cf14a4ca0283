/* Reads the limits that a service has now, as its manager shows them: what a change may not exceed
 * without the stronger permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "engine/weaken.h"

G_BEGIN_DECLS

/**
 * hn_limits_read_property:
 * @limits: (array length=HN_N_DIRECTIVES): one of them is set; all zero before the first call
 * @property: the name of a property of the interface Service
 * @message: at the variant with its value
 *
 * Returns: 1 when it was a limit and is read; 0 when it was none, and nothing of @message was
 *   touched; negative errno on failure
 */
int hn_limits_read_property (HnLiveLimit *limits, const char *property, sd_bus_message *message);

G_END_DECLS
