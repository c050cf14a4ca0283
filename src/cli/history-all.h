/* All services that have a history, one a line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/options.h"

G_BEGIN_DECLS

/** hn_history_list_all: lists them; @error: return location */
gboolean hn_history_list_all (const HnOptions *options, GError **error);

/** hn_history_dup_user: (transfer full): an account's name, or its number where it has none */
char *hn_history_dup_user (guint32 uid);

/** hn_history_dup_utc: (transfer full) (nullable): for programs; %NULL for 0 */
char *hn_history_dup_utc (gint64 when);

/** hn_history_dup_when: (transfer full): for a person */
char *hn_history_dup_when (gint64 when);

G_END_DECLS
