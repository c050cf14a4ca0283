/* What a manager's next daemon-reload puts in force, whoever orders it and whatever for: the files
 * that it has not read yet, of all its units.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/**
 * hn_reload_read_async:
 * @except: (nullable): a unit that is known to the caller
 *
 * Asks about each unit that is loaded, which costs the manager a look at the files of each: for
 * when a person is about to have it read them. Fails when the manager is not there. A unit that
 * tells nothing is left out.
 */
void hn_reload_read_async (HnBusConnection *self,
                           const char *except,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * hn_reload_read_finish:
 *
 * Returns: (transfer full) (nullable): the names of units of all types, sorted
 */
GStrv hn_reload_read_finish (HnBusConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
