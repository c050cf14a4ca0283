/* Finds out which lines of a change a service does not survive, by trials of parts of it, each of
 * which is taken back. Runs beside the main loop, and can be stopped at any moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial-list.h"

G_BEGIN_DECLS

typedef enum
{
  HN_SEARCH_RUNNING,
  HN_SEARCH_STOPPING, /* the trial under way is being taken back */
  HN_SEARCH_FOUND, /* from here on, ends. What was found is in hn_culprit_search_list_culprits() */
  HN_SEARCH_STOPPED, /* by the person; the service is as before */
  HN_SEARCH_REFUSED, /* the next trial was not begun, see the error; likewise */
  HN_SEARCH_BROKEN,  /* a trial ended otherwise than taken back: the service may not be as before */
} HnSearchState;

/* One of the trials. */
typedef struct
{
  GPtrArray *lines; /* of HnChange, borrowed: what of the new lines was tried */
  gboolean over;
  gboolean works; /* with over */
} HnSearchTrial;

/* What is known of a search. */
typedef struct
{
  HnSearchState state;
  const char *unit;
  guint n_lines;     /* that are in question */
  HnTrial *trial;    /* (nullable): the trial under way, or the one at which it ended */
  GPtrArray *trials; /* of HnSearchTrial: with the one that failed before */
  GError *error;     /* (nullable) */
} HnCulpritSearchInfo;

#define HN_TYPE_CULPRIT_SEARCH (hn_culprit_search_get_type ())
G_DECLARE_FINAL_TYPE (HnCulpritSearch, hn_culprit_search, HN, CULPRIT_SEARCH, GObject)

/* Signal "changed": anything of it is new. */

/**
 * hn_culprit_search_new:
 * @list: where the trials are begun
 * @failed: a trial that has failed, with at least a line in hn_trial_get_info ()->new
 * @keep_rest: whether the last trial, of all lines but those to blame, is one to be kept, which is
 *   for the caller to see to
 *
 * Returns: (transfer full): begins with the first part at once. Freeing it stops it.
 */
HnCulpritSearch *hn_culprit_search_new (HnTrialList *list, HnTrial *failed, gboolean keep_rest);

/** hn_culprit_search_stop: takes the trial under way back, and begins no other */
void hn_culprit_search_stop (HnCulpritSearch *self);

/** hn_culprit_search_get_info: (transfer none): current for as long as the search is there */
const HnCulpritSearchInfo *hn_culprit_search_get_info (HnCulpritSearch *self);

/** hn_culprit_search_get_most: how many trials there may be in all, the one that failed before
 * among them; 0 once it is known that several lines are to blame, as that takes more */
guint hn_culprit_search_get_most (HnCulpritSearch *self);

/** hn_culprit_search_list_culprits: (transfer container) (element-type HnChange): borrowed */
GPtrArray *hn_culprit_search_list_culprits (HnCulpritSearch *self);

G_END_DECLS
