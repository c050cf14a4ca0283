/* What is accepted, as JSON and as text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/accepted.h"
#include "json-out.h"
#include "options.h"
#include "terminal.h"

G_BEGIN_DECLS

/** hn_accepted_write_json: the object "accepted", into an open object; none for %NULL */
void hn_accepted_write_json (const HnAccepted *accepted, HnJsonOut *out);

/** hn_accepted_append_text: a line that begins with @what */
void hn_accepted_append_text (const HnAccepted *accepted,
                              const char *what,
                              const HnTerminal *terminal,
                              GString *text);

/**
 * hn_accepted_list:
 * @error: return location
 *
 * Prints all that is accepted, for whom the options ask, and also what counts again by now.
 */
gboolean hn_accepted_list (const HnOptions *options, GError **error);

G_END_DECLS
