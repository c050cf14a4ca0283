/* Which permission a change takes, and why, as text and as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "json-out.h"
#include "source/permission.h"
#include "terminal.h"

G_BEGIN_DECLS

/**
 * hn_permission_append_text:
 * @permission: (nullable): %NULL where nobody is asked, and nothing is said
 */
void hn_permission_append_text (const HnPermission *permission,
                                const HnTerminal *terminal,
                                GString *text);

/**
 * hn_permission_write_json:
 * @permission: (nullable): likewise; the members are null or empty then
 *
 * Writes the members "permission", "permission_certain" and "reasons" into an open object.
 */
void hn_permission_write_json (const HnPermission *permission, HnJsonOut *out);

/** hn_reasons_write_json: @name: of the array; @reasons: (nullable) (element-type HnWeakening) */
void hn_reasons_write_json (const char *name, GPtrArray *reasons, HnJsonOut *out);

G_END_DECLS
