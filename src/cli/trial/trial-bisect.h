/* Finds out by halves which line of a change a service does not survive, with a trial for each
 * half, and tells of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/culprit-search.h"
#include "cli/trial/trial-wait.h"

G_BEGIN_DECLS

/** hn_trial_bisect_announce: says before the first trial how many there may be, and what they cost,
 * for @n lines */
void hn_trial_bisect_announce (const HnOptions *options, guint n);

/**
 * hn_trial_bisect:
 * @list: where the trials are begun
 * @failed: a trial that has just failed as a whole
 * @path: where the drop-in stands once it is kept
 * @ret_last: (out) (nullable) (transfer full): the last trial, of all lines but those to blame;
 *   %NULL where there are none
 * @ret_outcome: (out caller-allocates): how the last of all trials ended
 * @error: return location; set also when the person interrupts
 *
 * Each trial is taken back at once, but for the last one, of what works: that is kept or not as any
 * other trial. However it ends, the service is as before or has what was kept.
 *
 * Returns: (transfer full) (nullable): at its end
 */
HnCulpritSearch *hn_trial_bisect (HnTrialList *list,
                                  HnTrial *failed,
                                  const HnOptions *options,
                                  const char *path,
                                  HnTrial **ret_last,
                                  HnTrialOutcome *ret_outcome,
                                  GError **error);

G_END_DECLS
