/* Waiting for the end of a trial, at a terminal or in a script: tells how it goes, asks whether to
 * keep it, and takes it back when it is interrupted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/agent.h"
#include "client/trial.h"
#include "cli/options.h"

G_BEGIN_DECLS

/* How a trial ended. */
typedef struct
{
  HnTrialState state;   /* %HN_TRIAL_KEPT, %HN_TRIAL_REVERTED, %HN_TRIAL_FAILED or
                         * %HN_TRIAL_ENDED */
  gboolean interrupted; /* by the person */
} HnTrialOutcome;

/**
 * hn_trial_wait:
 * @trial: one that has just been begun, or one that was found and is being kept or taken back; of
 *   a probe little is told, and nothing asked
 * @options: keep, json, confirm and restart count
 * @agent: (nullable) (transfer full): stopped as soon as nobody is asked for a password
 * @path: (nullable): where the drop-in stands once it is kept, to find out how a trial ended that
 *   nobody saw the end of
 * @ret_outcome: (out caller-allocates)
 * @error: return location; set where no trial began, or nobody knows how it ended
 */
gboolean hn_trial_wait (HnTrial *trial,
                        const HnOptions *options,
                        HnAgent *agent,
                        const char *path,
                        HnTrialOutcome *ret_outcome,
                        GError **error);

G_END_DECLS
