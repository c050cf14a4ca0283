/* What a person is told, and perhaps asked, before the helper is asked for a trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/session.h"
#include "cli/trial/trial-plan.h"

G_BEGIN_DECLS

/**
 * hn_trial_before_check_unit:
 * @error: return location; %HN_HELPER_ERROR_UNIT_REFUSED
 *
 * Whether the helper changes @target at all: what it refuses whatever is changed is told before
 * anything is worked out.
 */
gboolean hn_trial_before_check_unit (HnSession *session, HnTarget *target, GError **error);

/**
 * hn_trial_before_tell_unread:
 *
 * Tells whose files the reload for a change of @unit puts in force as well.
 *
 * Returns: (transfer full) (nullable): their names
 */
GStrv hn_trial_before_tell_unread (HnSession *session, const char *unit);

/**
 * hn_trial_before:
 * @plan: what its change restarts and puts in force is filled in
 * @error: return location; why it is not begun
 *
 * Tells whom and what else the change concerns, and asks where it cannot be tried.
 *
 * Returns: whether the trial is to begin
 */
gboolean hn_trial_before (HnTrialPlan *plan, GError **error);

G_END_DECLS
