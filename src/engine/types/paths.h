/* Lists of paths.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/types/type.h"

G_BEGIN_DECLS

/* (transfer full): the path that a word of a list of paths is about: without the prefixes that only
 * say what to do when it is missing or where it counts from, and without options */
char *hn_path_dup_plain (const HnUnitContext *context, const char *word);

/* (transfer full): the same for all words of a list */
GPtrArray *hn_paths_dup_plain (const HnUnitContext *context, const HnSetting *value);

/* Reads an absolute path in place; FALSE where it is none. */
gboolean hn_input_read_absolute (char *path);

/* Puts a path, in quotes where it would fall apart without. Quotes of its own cannot be in it. */
void hn_input_put_path (HnInput *input, const char *prefix, const char *path, const char *suffix);

G_END_DECLS
