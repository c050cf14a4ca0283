/* Devices that may be used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/types/type.h"

G_BEGIN_DECLS

/* Whether one may be used in a way that @before does not have. @readable: (nullable): one that may
 * be read in any case */
gboolean hn_devices_open (const HnUnitContext *context,
                          const HnSetting *before,
                          const HnSetting *after,
                          const char *readable);

G_END_DECLS
