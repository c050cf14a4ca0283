/* Where this machine's files are. Nearly always they are below "/"; in a Flatpak sandbox "/"
 * belongs to the runtime, and the machine's files are elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hn_host_get_root:
 *
 * Returns: (nullable): the folder below which the machine's /usr and /etc are, without a slash at
 *   its end; %NULL where that is "/"
 */
const char *hn_host_get_root (void);

/**
 * hn_host_dup_path:
 * @path: absolute, as the machine and its managers call a file
 *
 * Returns: (transfer full): the path by which that file can be opened here
 */
char *hn_host_dup_path (const char *path);

/**
 * hn_host_dup_path_below:
 * @root: (nullable): what hn_host_get_root() would say
 * @path: as in hn_host_dup_path()
 *
 * Returns: (transfer full): as hn_host_dup_path()
 */
char *hn_host_dup_path_below (const char *root, const char *path);

G_END_DECLS
