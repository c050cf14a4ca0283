/* How a change is undone that was written without a trial, should the machine or the session not
 * come up with it: what a person reads and types then. The window and hardnutctl say the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/**
 * hn_rescue_dup_warning:
 * @unit: a service
 * @why: why it is not restarted from here, a translated sentence
 *
 * Returns: (transfer full): what it means to write the change, translated
 */
char *hn_rescue_dup_warning (const char *unit, const char *why);

/** hn_rescue_get_way: how to come to a shell in which to undo it, translated; static */
const char *hn_rescue_get_way (HnScope scope);

/**
 * hn_rescue_dup_commands:
 * @path: of the drop-in, as a shell of the person takes it; may begin with "~/"
 * @restored: (nullable): what stood there before and is removed by the change; %NULL where the
 *   change writes the file, which then goes
 *
 * Returns: (transfer full): the commands for that shell, one on each line
 */
char *hn_rescue_dup_commands (const char *path, const char *restored, HnScope scope);

/** hn_rescue_quote_path: (transfer full): @path as one word of a shell; a home folder stays one */
char *hn_rescue_quote_path (const char *path);

G_END_DECLS
