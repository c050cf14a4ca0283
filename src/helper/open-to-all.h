/* Whether what a file says is no secret on this machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hn_is_open_to_all:
 * @path: absolute
 *
 * Goes the way to the file, through links, as everybody would have to.
 *
 * Returns: whether everybody may read the file or, where there is none, see that there is none;
 * %FALSE also where that cannot be found out
 */
gboolean hn_is_open_to_all (const char *path);

G_END_DECLS
