/* Where systemd looks for unit files, and which systemd a root folder holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_search_path_new:
 * @root: without a slash at its end; "" for this machine
 * @scope: which manager
 * @version: of systemd; 0 for the newest
 *
 * The folders of a user manager in the user's home and runtime folder come from this process's
 * environment, so they are left out below a root: whose they would be is not known there.
 * $SYSTEMD_UNIT_PATH replaces the whole list, or goes before it when it ends in a colon.
 *
 * Returns: (transfer full): folders as seen from inside the root, the strongest first
 */
GStrv hn_search_path_new (const char *root, HnScope scope, guint version);

/**
 * hn_search_path_find_version:
 * @root: as above
 *
 * Runs nothing: looks at the names of systemd's private libraries, or else at the release of the
 * distribution.
 *
 * Returns: the version of the systemd installed in @root; 0 when there is no telling
 */
guint hn_search_path_find_version (const char *root);

G_END_DECLS
