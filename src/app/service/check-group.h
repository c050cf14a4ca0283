/* A section of the detail page: a heading, how many of its checks passed, and their rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "check-row-base.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_GROUP (hn_check_group_get_type ())
G_DECLARE_FINAL_TYPE (HnCheckGroup, hn_check_group, HN, CHECK_GROUP, GtkBox)

/**
 * hn_check_group_new:
 * @title: for a person, translated
 */
HnCheckGroup *hn_check_group_new (const char *title);

/**
 * hn_check_group_take_row:
 * @row: (transfer none): moves here from the section where it stands
 */
void hn_check_group_take_row (HnCheckGroup *self, HnCheckRowBase *row);

/**
 * hn_check_group_set_count:
 * @n_passed: how many checks of the section passed
 * @n_counted: of how many that apply
 */
void hn_check_group_set_count (HnCheckGroup *self, guint n_passed, guint n_counted);

/**
 * hn_check_group_arrange:
 * @words: (nullable): what is searched for, see check-search.h
 *
 * Sorts and filters the rows; a section without any to be seen is hidden.
 *
 * Returns: how many rows are to be seen
 */
guint hn_check_group_arrange (HnCheckGroup *self, HnArrange how, const char *const *words);

G_END_DECLS
