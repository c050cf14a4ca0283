/* Whether the paths of a change lead where they say, and will go on doing so. The engine compares paths
 * by name; a link would let an exception for one folder open another one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_path_is_settled:
 * @path: absolute
 * @owner: whose folders are trusted, besides root's
 *
 * Returns: whether each part of @path that exists is no link and belongs to root or @owner, and
 *   nobody else may put something in its place
 */
gboolean hn_path_is_settled (const char *path,
                             guint       owner);

/**
 * hn_paths_may_open_more:
 * @vendor: the service without the change
 * @edits: (element-type HnEdit): the change
 *
 * Returns: whether @vendor closes files to the service, and an exception of @edits may lead to other
 *   ones than it names: the change then counts as one that weakens
 */
gboolean hn_paths_may_open_more (const HnSettings *vendor,
                                 GPtrArray        *edits);

G_END_DECLS
