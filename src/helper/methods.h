/* The helper's interface on the bus: what each method takes, and what is refused before anything
 * else is done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

/**
 * hn_methods_add:
 *
 * Returns: negative errno on failure
 */
int hn_methods_add (HnHelper *helper);

G_END_DECLS
