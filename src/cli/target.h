/* What a person means by UNIT|FILE and by DIRECTIVE=VALUE.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Either a unit or a file. */
typedef struct
{
  char *unit; /* (nullable): a valid name of a service; maybe a template */
  char *file; /* (nullable): a path */
} HnTarget;

/**
 * hn_target_parse:
 * @word: a path where it has a slash; otherwise a unit, of which ".service" may be left out and odd
 *   characters are escaped, as systemctl does
 * @error: return location; %HN_USAGE_ERROR
 *
 * Returns: (transfer full) (nullable): the target
 */
HnTarget *hn_target_parse (const char *word, GError **error);
void hn_target_free (HnTarget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTarget, hn_target_free)

/**
 * hn_target_fill_instance:
 * @version: of systemd
 *
 * Gives a template the instance with which systemd-analyze of @version looks at templates.
 */
void hn_target_fill_instance (HnTarget *self, guint version);

/**
 * hn_lines_to_drop_in:
 * @lines: %NULL-terminated, "DIRECTIVE=VALUE" each
 * @error: return location; %HN_USAGE_ERROR
 *
 * The lines stay as they are and in their order: resets, repeated ones and such that systemd will
 * ignore are all part of what a person may want to try out.
 *
 * Returns: (transfer full) (nullable): the text of a drop-in with these lines
 */
char *hn_lines_to_drop_in (const char *const *lines, GError **error);

/** hn_word_is_pattern: whether @word stands for all services whose names match it, as "ssh*" does
 */
gboolean hn_word_is_pattern (const char *word);

/**
 * hn_pattern_matches:
 * @pattern: in which ".service" may be left out
 * @name: of a service
 */
gboolean hn_pattern_matches (const char *pattern, const char *name);

G_END_DECLS
