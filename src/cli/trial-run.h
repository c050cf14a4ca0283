/* One trial from the request to its end, at a terminal or in a script: tells how it goes, asks
 * whether to keep it, and takes it back when it is interrupted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client.h"
#include "engine/blame.h"
#include "options.h"

G_BEGIN_DECLS

typedef struct _HnTrialRun HnTrialRun;

/**
 * hn_trial_run_new:
 * @client: kept alive
 * @options: must stay while the run lives; keep, json, confirm and restart count
 * @unit: what to call the service
 */
HnTrialRun *hn_trial_run_new (HnHelperClient *client, const HnOptions *options, const char *unit);
void hn_trial_run_free (HnTrialRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTrialRun, hn_trial_run_free)

/**
 * hn_trial_run_set_content:
 * @edits: (element-type HnEdit) (nullable): what is tried; %NULL for a removal
 * @changed: (element-type HnEdit) (nullable): what of it is new, and may be to blame
 * @settings: (nullable): of the service with the change; must stay while the run lives
 * @path: where it stands once it is kept
 * @text: (nullable): what then stands there; %NULL: no file
 *
 * For the words about a failure, and to find out how a trial ended that nobody saw the end of.
 */
void hn_trial_run_set_content (HnTrialRun *self,
                               GPtrArray *edits,
                               GPtrArray *changed,
                               const HnSettings *settings,
                               const char *path,
                               const char *text);

/** hn_trial_run_set_probe: has the trial taken back as soon as it is known to work, without a
 * question and with few words: somebody only wants to know */
void hn_trial_run_set_probe (HnTrialRun *self);

/**
 * hn_trial_run_try:
 * @etag: of the unit
 * @error: return location; with it set, no trial began or nobody knows how it ended
 *
 * Waits for the end of the trial.
 *
 * Returns: %HN_TRIAL_KEPT, %HN_TRIAL_REVERTED, %HN_TRIAL_FAILED or %HN_TRIAL_ENDED; anything with
 *   @error set
 */
HnTrialState hn_trial_run_try (HnTrialRun *self, const char *etag, GError **error);

/** hn_trial_run_finish: the same for a trial that is there, which is kept or taken back */
HnTrialState
hn_trial_run_finish (HnTrialRun *self, const char *trial, gboolean keep, GError **error);

/** hn_trial_run_get_detail: (nullable): what was said last or, if it was taken back, why */
const HnTrialDetail *hn_trial_run_get_detail (HnTrialRun *self);

/** hn_trial_run_get_trial: (nullable): its id */
const char *hn_trial_run_get_trial (HnTrialRun *self);

/**
 * hn_trial_run_get_journal:
 * @ret_error: (out) (nullable) (transfer none): why it cannot be read
 *
 * Returns: (nullable) (transfer none): what the service wrote, where it has failed; read with the
 *   rights of who runs this
 */
const char *const *hn_trial_run_get_journal (HnTrialRun *self, const GError **ret_error);

/** hn_trial_run_get_blame: (nullable) (transfer none): who is to blame for a failure */
const HnBlame *hn_trial_run_get_blame (HnTrialRun *self);

/** hn_trial_run_has_worked: whether the service was seen to work with the change */
gboolean hn_trial_run_has_worked (HnTrialRun *self);

/** hn_trial_run_is_interrupted: whether the person has had enough */
gboolean hn_trial_run_is_interrupted (HnTrialRun *self);

/** hn_trial_run_get_states: (element-type HnTrialState): those it went through, in their order */
GArray *hn_trial_run_get_states (HnTrialRun *self);

G_END_DECLS
