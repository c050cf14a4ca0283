/* What a service's settings would be with other content in Hardnut's drop-in. Nothing is written
 * and nothing is read: fast enough to run at every flick of a switch.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

/**
 * hn_what_if:
 * @unfinished: the unit's files without Hardnut's own drop-in, before hn_unit_file_finish(); see
 *   hn_unit_loader_load_unfinished()
 * @changes: (element-type HnChange) (nullable): the whole content of Hardnut's drop-in, as from
 *   hn_validate_change(); "%" means itself
 *
 * Returns: (transfer full): finished settings, the same as if the drop-in stood on disk
 */
HnSettings *hn_what_if (const HnSettings *unfinished, GPtrArray *changes);

/**
 * hn_what_if_text:
 * @path: what to call the text in origins and warnings
 * @text: the whole content of Hardnut's drop-in, which may be anything
 * @ret_last_words: (out caller-allocates) (array fixed-size=HN_N_DIRECTIVES) (nullable): of kind
 *   %HN_ORIGIN_FILE for each directive of the text that a file behind it changes
 *
 * As hn_what_if(), with a warning for each value of the text that a file behind it changes, which
 * names that file and line.
 */
HnSettings *hn_what_if_text (const HnSettings *unfinished,
                             const char *path,
                             const char *text,
                             HnOrigin *ret_last_words);

/**
 * hn_what_if_last:
 *
 * As hn_what_if(), but as if the drop-in were read after all others: what would hold once somebody
 * removes those that are read later.
 */
HnSettings *hn_what_if_last (const HnSettings *unfinished, GPtrArray *changes);

/** hn_what_if_unfinished: the same before anything is implied, to build further on */
HnSettings *hn_what_if_unfinished (const HnSettings *unfinished, GPtrArray *changes);

G_END_DECLS
