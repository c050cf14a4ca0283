/* The words on the bus for what the kernel has counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "observer/bpf/trace.h"

G_BEGIN_DECLS

/** hn_use_get_kind: of an enum hn_trace_kind; static */
const char *hn_use_get_kind (guint kind);

/** hn_use_get_access: of an enum hn_trace_access, with its flags; static */
const char *hn_use_get_access (guint access);

/**
 * hn_use_dup_value:
 * @index: which of the values that are in one
 *
 * Returns: (transfer full) (nullable): %NULL when there are no more
 */
char *hn_use_dup_value (guint kind, guint64 value, guint index);

G_END_DECLS
