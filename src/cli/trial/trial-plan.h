/* What a change is to bring, worked out before anything is asked of the helper: the drop-in as it
 * stands and as it is to be, and the service with either.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/json-out.h"
#include "cli/session.h"

G_BEGIN_DECLS

/* Of several services, one after another. */
typedef struct
{
  HnJsonOut *json;  /* (nullable), borrowed: what came of each is added */
  gboolean stopped; /* by the person, so that no other is begun */
} HnTrialSeveral;

typedef struct
{
  HnSession *session; /* borrowed, as the next; its options say what is wanted */
  HnTarget *target;   /* a unit */
  HnPlan change;      /* its restart is read by hn_trial_before() */
  char *hidden;       /* (nullable): of another drop-in, such as the template's, that this one hides
                       * and whose lines it takes over */
  char *uncovered;    /* (nullable): of the template's drop-in, that holds again after a removal */
  GPtrArray *left_out; /* (nullable) of HnWeakening: why lines were left out that were asked for */
  HnReport *before;
  HnReport *after;
  HnTrialSeveral *several; /* (nullable), borrowed: where it is one of them */
} HnTrialPlan;

void hn_trial_plan_free (HnTrialPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTrialPlan, hn_trial_plan_free)

/**
 * hn_trial_plan_parse:
 * @words: %NULL-terminated, "DIRECTIVE=VALUE" each
 * @options: of whom it counts whose services they are for, and whether what the drop-in has is
 *   dropped
 * @error: return location; %HN_USAGE_ERROR for words that make no sense
 *
 * Finds what is wrong with @words alone, so that this is told before anybody is asked.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): for hn_trial_plan_new_try()
 */
GPtrArray *hn_trial_plan_parse (const char *const *words, const HnOptions *options, GError **error);

/**
 * hn_trial_plan_new_try:
 * @target: a unit; must stay, as @session, while the plan lives
 * @changes: (element-type HnChange): from hn_trial_plan_parse()
 * @error: return location; %HN_USAGE_ERROR for words that make no sense to this systemd, or with
 *   what is there
 *
 * A directive among @changes takes the place of all its lines that the drop-in has; one without a
 * value is taken out, except that it starts a list anew. The session's options say whether what the
 * drop-in has is dropped, and whether lines that take the stronger permission are left out.
 */
HnTrialPlan *
hn_trial_plan_new_try (HnSession *session, HnTarget *target, GPtrArray *changes, GError **error);

/**
 * hn_trial_plan_foretell:
 * @words: as for hn_trial_plan_parse()
 *
 * Returns: (transfer full) (nullable): which permission it would take to try @words; %NULL where
 *   they cannot be tried, or nobody is asked
 */
HnPermission *
hn_trial_plan_foretell (HnSession *session, HnTarget *target, const char *const *words);

/** hn_trial_plan_new_remove: fails where there is no drop-in of Hardnut */
HnTrialPlan *hn_trial_plan_new_remove (HnSession *session, HnTarget *target, GError **error);

/** hn_trial_plan_is_idle: whether all that stands there already */
gboolean hn_trial_plan_is_idle (const HnTrialPlan *self);

G_END_DECLS
