/* Finds checks and settings by words: by the name of the directive, by its title, and by what it
 * means, in the language of the person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/check.h"

G_BEGIN_DECLS

/**
 * hn_search_dup_words:
 * @text: what a person has typed
 *
 * Returns: (transfer full) (nullable): its words, for the functions below; %NULL where there are
 *   none, and so nothing is searched for
 */
GStrv hn_search_dup_words (const char *text);

/**
 * hn_check_has_words:
 *
 * Returns: whether what is said of a check has all @words; where a directive has one check only,
 *   what is said of the directive counts, too
 */
gboolean hn_check_has_words (guint check, const char *const *words);

/** hn_directive_has_words: whether what is said of a directive has all @words */
gboolean hn_directive_has_words (HnDirectiveId directive, const char *const *words);

G_END_DECLS
