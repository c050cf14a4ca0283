/* Which of several lines a service does not survive, found out by halves: what to try next, and
 * what each answer means.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

typedef struct _HnBisect HnBisect;

/**
 * hn_bisect_new:
 * @n: how many lines there are; at least 1. All of them together have failed.
 */
HnBisect *hn_bisect_new (guint n);
void hn_bisect_free (HnBisect *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnBisect, hn_bisect_free)

/**
 * hn_bisect_next:
 *
 * Returns: (transfer none) (array length=n) (nullable): for each line whether it belongs to the
 * next trial; %NULL when there is nothing left to try
 */
const gboolean *hn_bisect_next (HnBisect *self);

/** hn_bisect_is_last: whether the next trial is of all lines but the culprits: if it works, it is
 * the result, and may be kept */
gboolean hn_bisect_is_last (HnBisect *self);

/** hn_bisect_tell: how the trial of hn_bisect_next() went */
void hn_bisect_tell (HnBisect *self, gboolean works);

/**
 * hn_bisect_is_culprit:
 *
 * Returns: whether @line was found: with lines that work by themselves, it fails
 */
gboolean hn_bisect_is_culprit (HnBisect *self, guint line);

guint hn_bisect_get_n_culprits (HnBisect *self);

/**
 * hn_bisect_count_trials:
 *
 * Returns: how many trials one culprit among @n lines takes, the one that failed with all of them
 *   included
 */
guint hn_bisect_count_trials (guint n);

/**
 * hn_bisect_dup_content:
 * @changes: (element-type HnChange): the whole drop-in that has failed, line by line
 * @present: (element-type HnChange): the one that stands
 * @changed: (element-type HnChange): the lines of @changes that are in question
 * @with: (array): for each of @changed whether it is taken
 *
 * Returns: (transfer container) (element-type HnChange): what to write with only these lines of
 *   @changed; borrowed from @changes and @present. A directive none of whose lines is taken stays
 * as it is in @present.
 */
GPtrArray *hn_bisect_dup_content (GPtrArray *changes,
                                  GPtrArray *present,
                                  GPtrArray *changed,
                                  const gboolean *with);

G_END_DECLS
