/* Lists of changes: how they are compared, put on top of each other, and read back from a drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

/* Lists of changes are arrays of HnChange in the order of the catalogue, with one change per
 * directive; the value of a list that comes in several lines has a newline between them. In a
 * difference a change without a value takes its directive out. */

/** hn_change_list_add: @value: (nullable) */
void hn_change_list_add (GPtrArray *changes, HnDirectiveId directive, const char *value);

/** hn_change_list_find: (transfer none) (nullable): the first change of @directive */
HnChange *hn_change_list_find (GPtrArray *changes, HnDirectiveId directive);

gboolean hn_change_list_equal (GPtrArray *a, GPtrArray *b);

/** hn_change_list_remove: takes out all about @directive */
void hn_change_list_remove (GPtrArray *changes, HnDirectiveId directive);

/** hn_change_list_patch: (transfer full): @changes with @difference on top */
GPtrArray *hn_change_list_patch (GPtrArray *changes, GPtrArray *difference);

/** hn_change_list_compare: (transfer full): the difference that makes @after of @before */
GPtrArray *hn_change_list_compare (GPtrArray *before, GPtrArray *after);

/** hn_change_list_same: whether @changes say about the directive of @change what that says */
gboolean hn_change_list_same (GPtrArray *changes, const HnChange *change);

/** hn_change_list_split: (transfer full): one change per line, as they go into a drop-in */
GPtrArray *hn_change_list_split (GPtrArray *changes);

/** hn_change_list_join: (transfer full): the way back */
GPtrArray *hn_change_list_join (GPtrArray *lines);

/**
 * hn_change_list_parse:
 * @text: Hardnut's drop-in as it stands; somebody may have edited it
 *
 * Returns: (transfer full): what of it is about directives of the catalogue
 */
GPtrArray *hn_change_list_parse (const char *text, guint version);

G_END_DECLS
