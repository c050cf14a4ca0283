/* What got worse since the last look, as JSON and as text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "options.h"

G_BEGIN_DECLS

/**
 * hn_worse_list:
 * @ret_any: (out): whether anything is worse
 * @error: return location
 *
 * Compares with the last look, prints what is worse, and remembers what is not; where the options
 * say that it is seen, all of it.
 */
gboolean hn_worse_list (const HnOptions *options, gboolean *ret_any, GError **error);

G_END_DECLS
