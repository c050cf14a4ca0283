/* How a service ended, in words, and which settings could have ended it: systemd's results, its own
 * exit codes for a sandbox that could not be set up, and signals.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

/**
 * hn_exit_dup_explanation:
 * @result: (nullable): the Result property of the service, "exit-code"
 * @code: ExecMainCode, one of CLD_*; 0 where the main process never ran
 * @status: ExecMainStatus: an exit code or a signal, by @code
 *
 * Returns: (transfer full): one or two translated sentences for a person
 */
char *hn_exit_dup_explanation (const char *result, int code, int status);

/**
 * hn_exit_suspects:
 * @result: (nullable): as in hn_exit_dup_explanation()
 * @code: as there
 * @status: as there
 * @changes: (element-type HnChange): what was changed before the service failed
 *
 * Returns: (transfer container) (element-type HnChange): those of @changes that can cause such a
 *   failure, borrowed, the likeliest first; empty when none of them does
 */
GPtrArray *hn_exit_suspects (const char *result, int code, int status, GPtrArray *changes);

/**
 * hn_exit_is_telling:
 *
 * Returns: whether such an end by itself says which directives can be the cause: systemd could not
 * set up the sandbox, or a signal that only some of them send
 */
gboolean hn_exit_is_telling (const char *result, int code, int status);

/** hn_exit_restricts: whether @change takes something away, and so can be the cause of anything */
gboolean hn_exit_restricts (const HnChange *change);

G_END_DECLS
