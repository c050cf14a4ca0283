/* Reads the machine's policy, by which systemd-analyze weighs the checks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

void hn_policy_load_async (GAsyncReadyCallback callback, gpointer user_data);

/** hn_policy_load_finish: (transfer full) (nullable): %NULL without @error where there is none */
HnPolicy *hn_policy_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
