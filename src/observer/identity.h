/* Which programs evidence is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hn_identity_new:
 * @paths: (element-type utf8): of what the service starts
 *
 * Returns: (transfer full): a sum over the names and contents of these files, which is another one
 *   when a program has changed. Large files, and those that cannot be read, stand with their size
 *   and times instead. "" where nothing is known of one of them, as it is not there, or there is
 * none.
 */
char *hn_identity_new (GPtrArray *paths);

G_END_DECLS
