/* Changes as the text of a drop-in, and back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/* One directive=value pair, as typed by a person or staged by a toggle. */
typedef struct
{
  HnDirectiveId directive;
  char *value;
} HnChange;

HnChange *hn_change_new (HnDirectiveId directive, const char *value);
HnChange *hn_change_copy (const HnChange *change);
void hn_change_free (HnChange *change);

/** hn_change_list_new: (transfer full) (element-type HnChange): an empty array that owns its
 * changes
 */
GPtrArray *hn_change_list_new (void);

/** hn_change_list_copy: (transfer full): @changes (nullable), or an empty array */
GPtrArray *hn_change_list_copy (GPtrArray *changes);

/** hn_change_dup_line: (transfer full): "PrivateTmp=yes" */
char *hn_change_dup_line (const HnChange *change);

/** hn_change_equal: whether @a and @b, both of HnChange, are the same line */
gboolean hn_change_equal (gconstpointer a, gconstpointer b);

/** hn_change_list_have: whether one of @changes (nullable) is the same line as @change */
gboolean hn_change_list_have (GPtrArray *changes, const HnChange *change);

/**
 * hn_drop_in_parse_changes:
 * @words: "DIRECTIVE=VALUE" words, %NULL-terminated
 * @error: return location; %HN_DROP_IN_ERROR_*
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): the changes in the order given
 */
GPtrArray *hn_drop_in_parse_changes (const char *const *words, GError **error);

/**
 * hn_drop_in_to_text:
 * @changes: (element-type HnChange)
 *
 * Returns: (transfer full): the canonical text: one [Service] section, a line per change, sorted as
 *   the catalogue is where the order does not matter
 */
char *hn_drop_in_to_text (GPtrArray *changes);

/**
 * hn_drop_in_merge:
 * @present: (nullable): what the drop-in has now, which may be anything
 * @lines: what is added to it, in one [Service] section
 *
 * A setting of @lines takes the place of all lines of @present that are about it; the others stay.
 *
 * Returns: (transfer full): a text without the comments of @present
 */
char *hn_drop_in_merge (const char *present, const char *lines);

/**
 * hn_drop_in_is_tried:
 * @path: of a drop-in
 *
 * Returns: whether it stands where a trial has it, from where it goes when the trial is taken back
 */
gboolean hn_drop_in_is_tried (const char *path);

/**
 * hn_change_list_stage:
 * @changes: (element-type HnChange) (nullable): left as they are
 * @directive: what to set
 * @value: its whole new value; that of a list may have several lines with newlines between them,
 * the first of which may be empty
 *
 * Returns: (transfer full) (element-type HnChange): a copy of @changes in which nothing but @value
 * is said about @directive, one change for each line
 */
GPtrArray *hn_change_list_stage (GPtrArray *changes, HnDirectiveId directive, const char *value);

/** hn_change_list_dup_value: (transfer full) (nullable): what @changes (nullable) say about
 * @directive, lines of a list with newlines between them; %NULL for nothing */
char *hn_change_list_dup_value (GPtrArray *changes, HnDirectiveId directive);

/** hn_change_list_sort: (transfer container): @changes (nullable), borrowed, in the order of the
 * catalogue; those of one directive keep theirs, as they build on each other */
GPtrArray *hn_change_list_sort (GPtrArray *changes);

/** hn_change_list_are_about: whether @changes (nullable) say anything about @directive */
gboolean hn_change_list_are_about (GPtrArray *changes, HnDirectiveId directive);

typedef enum
{
  HN_DROP_IN_ERROR_SYNTAX,
  HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE,
} HnDropInError;

#define HN_DROP_IN_ERROR (hn_drop_in_error_quark ())
GQuark hn_drop_in_error_quark (void);

/**
 * hn_change_list_dup_value_with:
 * @changes: (element-type HnChange) (nullable): what is staged
 * @directive: a list
 * @line: to be read after those
 *
 * Returns: (transfer full): the lines that @changes have of @directive and @line behind them, with
 *   newlines between, and those that take something away in one
 */
char *hn_change_list_dup_value_with (GPtrArray *changes, HnDirectiveId directive, const char *line);

G_END_DECLS
