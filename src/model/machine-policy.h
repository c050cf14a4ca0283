/* The policy of this machine, by which systemd-analyze weighs the checks and so do we.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

/**
 * hn_machine_policy_load_async:
 *
 * Looks for the policy and reads it in a thread.
 */
void hn_machine_policy_load_async (GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * hn_machine_policy_load_finish:
 *
 * Returns: (transfer full) (nullable): the policy; %NULL without an error where the machine has
 * none
 */
HnPolicy *hn_machine_policy_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
