/* Which service this very program runs in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/settings.h"

G_BEGIN_DECLS

/** hn_own_unit_dup: (transfer full) (nullable): that of the manager of @scope; may take its time */
char *hn_own_unit_dup (HnScope scope);

/**
 * hn_own_unit_find_async:
 * @scope: of the manager whose service is looked for
 *
 * Looks it up in a thread.
 */
void hn_own_unit_find_async (HnScope scope,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *hn_own_unit_find_finish (GAsyncResult *result); /* (transfer full) (nullable) */

G_END_DECLS
