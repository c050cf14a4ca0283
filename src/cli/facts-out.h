/* What the machine shows of a service, as JSON and as text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "json-out.h"
#include "terminal.h"

G_BEGIN_DECLS

/** hn_facts_write_json: the object "facts", into an open object */
void hn_facts_write_json (const HnServiceFacts *facts, HnJsonOut *out);

/** hn_facts_append_text: a heading and a line for each fact */
void hn_facts_append_text (const HnServiceFacts *facts, const HnTerminal *terminal, GString *text);

G_END_DECLS
