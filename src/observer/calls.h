/* What is looked at in the arguments of which system call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "observer/bpf/trace.h"

G_BEGIN_DECLS

/**
 * hn_calls_get:
 * @number: of a system call of this machine's architecture
 *
 * Returns: what to do with it; zeros where only the call itself counts
 */
struct hn_trace_call hn_calls_get (guint number);

/** hn_calls_dup_name: (transfer full): of a number; the number itself where it has none */
char *hn_calls_dup_name (guint number);

G_END_DECLS
