/* From settings to exposure: systemd's arithmetic over the 81 checks. Pure and without allocation,
 * fast enough to run at every flick of a switch.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/check.h"
#include "settings.h"

G_BEGIN_DECLS

typedef enum
{
  HN_LEVEL_PERFECT,
  HN_LEVEL_SAFE,
  HN_LEVEL_OK,
  HN_LEVEL_MEDIUM,
  HN_LEVEL_EXPOSED,
  HN_LEVEL_UNSAFE,
  HN_LEVEL_DANGEROUS,
  HN_N_LEVELS
} HnLevel;

/* Weights, ranges and words other than the built-in ones, from a policy file. */
typedef struct
{
  guint64 weight[HN_N_CHECKS];
  guint64 range[HN_N_CHECKS];
  char *good[HN_N_CHECKS]; /* (nullable) */
  char *bad[HN_N_CHECKS];  /* (nullable) */
  char *na[HN_N_CHECKS];   /* (nullable) */
} HnPolicy;

/**
 * hn_policy_new:
 *
 * Returns: (transfer full): a policy with the built-in weights and ranges
 */
HnPolicy *hn_policy_new (void);
HnPolicy *hn_policy_ref (HnPolicy *self);
void hn_policy_unref (HnPolicy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnPolicy, hn_policy_unref)

#define HN_BADNESS_NA G_MAXUINT

/* The outcome of one check. */
typedef struct
{
  guint badness; /* 0 to range; HN_BADNESS_NA when the check does not apply */
  guint64 weight;
  guint64 range;
  guint share; /* in tenths of exposure; 0 where badness is 0 or not applicable */
} HnFinding;

typedef struct
{
  HnFinding findings[HN_N_CHECKS]; /* same index as hn_check_get() */
  guint exposure;                  /* in tenths, 0 to 100 */
  HnLevel level;
} HnAssessment;

/**
 * hn_assess:
 * @settings: finished settings
 * @policy: (nullable): %NULL for the built-in weights
 * @assessment: (out caller-allocates): the outcome
 */
void hn_assess (const HnSettings *settings, const HnPolicy *policy, HnAssessment *assessment);

/**
 * hn_assessment_get_exposure_without:
 * @left_out: (array fixed-size=HN_N_CHECKS): checks that count as passed
 *
 * Returns: the exposure, in tenths, as if these had nothing to say against the service
 */
guint hn_assessment_get_exposure_without (const HnAssessment *self, const gboolean *left_out);

/**
 * hn_finding_passed:
 *
 * Returns: 1 for a check mark, 0 for a cross, -1 where the check does not apply
 */
int hn_finding_passed (const HnFinding *finding);

/**
 * hn_finding_dup_description:
 * @index: of the check
 *
 * Returns: (transfer full): one translated sentence about this outcome; by @policy where it has one
 */
char *hn_finding_dup_description (const HnAssessment *assessment,
                                  guint index,
                                  const HnSettings *settings,
                                  const HnPolicy *policy);

/**
 * hn_level_from_exposure:
 * @exposure: in tenths
 */
HnLevel hn_level_from_exposure (guint exposure);

/** hn_level_get_name: "UNSAFE" and its like, the same in every language; static */
const char *hn_level_get_name (HnLevel level);

/** hn_level_get_title: the level's word for a person, untranslated; static */
const char *hn_level_get_title (HnLevel level);

/** hn_level_get_emoji: static UTF-8 */
const char *hn_level_get_emoji (HnLevel level);

G_END_DECLS
