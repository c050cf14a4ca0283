/* What a person is shown before a change is applied: the drop-in against the one that stands, the
 * scores, what is weakened, and what restarts. Gathers all that, and begins the trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/culprit-search.h"
#include "client/plan.h"
#include "client/trial-list.h"
#include "model/changes.h"

G_BEGIN_DECLS

typedef enum
{
  HN_REVIEW_READING,       /* something that decides about the rest is not known yet */
  HN_REVIEW_READY,         /* can be applied */
  HN_REVIEW_BAD,           /* cannot be read, see the error */
  HN_REVIEW_NO_HELPER,     /* from here on, by hand: there is no helper, see likewise */
  HN_REVIEW_OFFLINE,       /* an offline root, or a file */
  HN_REVIEW_ALL_INSTANCES, /* of a template */
} HnReviewState;

/* What is known of a review. */
typedef struct
{
  HnReviewState state;
  HnChanges *changes;
  gboolean removal; /* Hardnut's drop-in is to go, whatever is staged */
  char *unit;       /* what the drop-in is for: a service or a template */
  HnPlan plan;
  const char *const *weakened; /* directives that are less strict than somebody else set them */
  GError *error;               /* (nullable) */
  GError *restart_error;       /* (nullable): why it cannot be known what a restart takes with it */
} HnReviewInfo;

#define HN_TYPE_REVIEW (hn_review_get_type ())
G_DECLARE_FINAL_TYPE (HnReview, hn_review, HN, REVIEW, GObject)

/* Signal "changed": anything of it is new. */

/**
 * hn_review_new:
 * @changes: what is staged
 * @removal: whether Hardnut's drop-in is to be removed, whatever is staged
 * @trials: (nullable): of the helper for this service; %NULL where there can be none
 * @manager: (nullable): of the service
 *
 * Returns: (transfer full): reads at once; follows @changes
 */
HnReview *
hn_review_new (HnChanges *changes, gboolean removal, HnTrialList *trials, HnBusConnection *manager);

/** hn_review_refresh: reads again what may have changed on disk */
void hn_review_refresh (HnReview *self);

/** hn_review_get_info: (transfer none): current for as long as the review is there */
const HnReviewInfo *hn_review_get_info (HnReview *self);

HnService *hn_review_get_service (HnReview *self); /* (transfer none) */

/** hn_review_get_text: the drop-in as it will be; "" when it goes */
const char *hn_review_get_text (HnReview *self);

/** hn_review_list_lines: (transfer full) (element-type HnDiffLine): it against what stands there */
GPtrArray *hn_review_list_lines (HnReview *self);

const HnAssessment *hn_review_get_after (HnReview *self); /* (nullable) */

/** hn_review_list_last_words: (transfer full) (element-type utf8): see hn_changes_list_last_words()
 */
GPtrArray *hn_review_list_last_words (HnReview *self);

/** hn_review_is_asked: whether the helper asks for a permission before it applies the change */
gboolean hn_review_is_asked (HnReview *self);

/**
 * hn_review_leave_out:
 *
 * Takes what needs the stronger permission out of what is staged. One undo step.
 *
 * Returns: whether anything could be left out
 */
gboolean hn_review_leave_out (HnReview *self);

/** hn_review_has_changes: whether applying would make a difference */
gboolean hn_review_has_changes (HnReview *self);

/** hn_review_get_never: (nullable): why the service must not be restarted from here, translated */
const char *hn_review_get_never (HnReview *self);

/** hn_review_dup_blocked: (transfer full) (nullable): why the service may be restarted, but not
 * with what would go its way, translated */
char *hn_review_dup_blocked (HnReview *self);

/** hn_review_get_scope: of the manager of the service */
HnScope hn_review_get_scope (HnReview *self);

/**
 * hn_review_dup_commands:
 * @restart: whether the service is to be restarted
 *
 * Returns: (transfer full): what a shell does to the same end, a command on each line
 */
char *hn_review_dup_commands (HnReview *self, gboolean restart);

/**
 * hn_review_try:
 * @restart: whether a service that runs is restarted
 * @confirm_seconds: how long the helper waits until it takes the change back
 *
 * Only in state %HN_REVIEW_READY.
 *
 * Returns: (transfer full): the trial, begun
 */
HnTrial *hn_review_try (HnReview *self, gboolean restart, guint confirm_seconds);

/** hn_review_search: (transfer full): finds out which lines of @failed are to blame */
HnCulpritSearch *hn_review_search (HnReview *self, HnTrial *failed);

/** hn_review_find_trial: (transfer none) (nullable): what is under way at this service already */
HnTrial *hn_review_find_trial (HnReview *self);

G_END_DECLS
