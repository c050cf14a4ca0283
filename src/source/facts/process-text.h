/* Reads what /proc says of a process. Pure: the caller reads the files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

/**
 * hn_process_parse_status:
 * @text: of /proc/PID/status
 * @process: (out caller-allocates)
 *
 * Returns: %FALSE where what everything rests on is missing: its number and its account
 */
gboolean hn_process_parse_status (const char *text, HnProcess *process);

G_END_DECLS
