/* Which units have files that a running manager has not read: what its next daemon-reload puts in
 * force, for whatever reason it is ordered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/**
 * hn_unread_units_find_async:
 * @names: (element-type utf8): services that are loaded
 *
 * Finds those of @names. A manager takes long to find that out for all of them, so this looks into
 * the folders of its search path first, which is quick, and asks only where something is newer than
 * its last reading. A unit that tells nothing is left out.
 */
void hn_unread_units_find_async (HnBusConnection *connection,
                                 GPtrArray *names,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/**
 * hn_unread_units_find_all_async:
 * @except: (nullable): a unit that is known to the caller
 *
 * Asks about each unit that is loaded, of all types, which costs the manager a look at the files of
 * each: for when a person is about to have it read them. Fails when the manager is not there. A
 * unit that tells nothing is left out.
 */
void hn_unread_units_find_all_async (HnBusConnection *connection,
                                     const char *except,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/** hn_unread_units_find_finish: (transfer full) (nullable): of both, the names, sorted */
GStrv
hn_unread_units_find_finish (HnBusConnection *connection, GAsyncResult *result, GError **error);

/** hn_unread_units_dup_text: (transfer full): says that they are put in force, too; @names are some
 */
char *hn_unread_units_dup_text (const char *const *names);

G_END_DECLS
