/* Finds out by halves which line of a change a service does not survive, with a trial for each
 * half.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "trial-plan.h"
#include "trial-run.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *culprits; /* of HnEdit, borrowed from the plan: the lines that do not work */
  guint trials;        /* how many were made, the first one included */
  HnTrialRun *run;     /* (nullable): the last one, of all other lines; NULL where there are none */
  HnTrialState state;  /* how that ended */
} HnBisection;

void hn_bisection_free (HnBisection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnBisection, hn_bisection_free)

/** hn_trial_bisect_announce: says before the first trial how many there may be, and what they cost
 */
void hn_trial_bisect_announce (const HnOptions *options, const HnTrialPlan *plan);

/**
 * hn_trial_bisect:
 * @plan: a change that has just failed as a whole; what is left of it in the end is its content
 * @error: return location; set also when the person interrupts
 *
 * Each trial is taken back at once, but for the last one, of what works: that is kept or not as any
 * other trial. However it ends, the service is as before or has what was kept.
 */
HnBisection *hn_trial_bisect (HnHelperClient *client,
                              HnTarget *target,
                              const HnOptions *options,
                              HnTrialPlan *plan,
                              GError **error);

G_END_DECLS
