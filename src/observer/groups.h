/* Control groups by their names and numbers. The number of one is that of its folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** hn_groups_get_own: the number of the observer's own control group; 0 where it is not known */
guint64 hn_groups_get_own (void);

/**
 * hn_groups_find:
 * @below: the manager's path of a control group, "/user.slice/…"; "" for all
 * @unit: a service
 * @ret_complete: whether all was looked through, of which there may be too much
 *
 * Looks through the slices, and through nothing else: what a service has below itself is its own.
 *
 * Returns: (transfer full) (nullable): the folder of the control group that @unit has
 */
char *hn_groups_find (const char *below, const char *unit, gboolean *ret_complete);

/** hn_groups_get_manager: the number of the control group @below, as of hn_groups_find() */
guint64 hn_groups_get_manager (const char *below);

/* Whether to go on. */
typedef gboolean (*HnGroupsFunc) (gpointer user_data, guint64 number);

/**
 * hn_groups_foreach:
 *
 * Calls @func with the number of @folder, and of each control group below it.
 *
 * Returns: whether these were all
 */
gboolean hn_groups_foreach (const char *folder, HnGroupsFunc func, gpointer user_data);

G_END_DECLS
