/* Trials as JSON, in shapes that programs may count on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/culprit-search.h"
#include "cli/json-out.h"
#include "cli/trial/trial-plan.h"

G_BEGIN_DECLS

/**
 * hn_trial_write_json: the object that try, keep, revert and remove print
 * @trial: (nullable): NULL where nothing had to be tried
 * @state: how it ended
 * @plan: (nullable): NULL where the change is not known
 * @search: (nullable): where the change was taken apart
 * @live: (nullable): the service as the manager has it afterwards
 */
void hn_trial_write_json (HnTrial *trial,
                          const char *unit,
                          HnTrialState state,
                          const HnTrialPlan *plan,
                          HnCulpritSearch *search,
                          const HnReport *live,
                          HnJsonOut *out);

/** hn_trials_write_json: the array that trials prints; @trials of HnTrialRecord */
void hn_trials_write_json (GPtrArray *trials, HnJsonOut *out);

G_END_DECLS
