/* What a search has found, in text and JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-search.h"
#include "report.h"

G_BEGIN_DECLS

/**
 * hn_harden_write_json:
 * @found: (nullable): with what was found
 * @after: (nullable): as it is now; %NULL where nobody knows
 * @kept: whether what was found is in force
 *
 * Writes all members of the object.
 */
void hn_harden_write_json (const HnHardenInfo *info,
                           const HnReport *before,
                           const HnReport *found,
                           const HnReport *after,
                           gboolean kept,
                           HnJsonOut *out);

/** hn_harden_write_json_unread: the same for a service of which nothing was tried */
void hn_harden_write_json_unread (const char *unit, HnJsonOut *out);

/** hn_harden_append_text: what somebody who breaks in cannot do any more, and what stays open */
void hn_harden_append_text (const HnHardenInfo *info,
                            const HnReport *before,
                            const HnReport *after,
                            const HnTerminal *terminal,
                            GString *text);

G_END_DECLS
