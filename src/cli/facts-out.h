/* What the machine shows of a service, as JSON and as text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "engine/settings.h"
#include "json-out.h"
#include "terminal.h"

G_BEGIN_DECLS

/** hn_facts_write_json: the object "facts", into an open object */
void hn_facts_write_json (const HnServiceFacts *facts, HnJsonOut *out);

/** hn_facts_append_text: a heading and a line for each fact */
void hn_facts_append_text (const HnServiceFacts *facts, const HnTerminal *terminal, GString *text);

/** hn_in_force_write_json: the array "in_force", with what is set, into an open object; @facts:
 * (nullable), as in the next */
void
hn_in_force_write_json (const HnSettings *settings, const HnServiceFacts *facts, HnJsonOut *out);

/** hn_in_force_append_text: what is set and not in force; nothing where all is, as far as is known
 */
void hn_in_force_append_text (const HnSettings *settings,
                              const HnServiceFacts *facts,
                              const HnTerminal *terminal,
                              GString *text);

G_END_DECLS
