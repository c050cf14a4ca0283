/* Which set of rights to take from a service next, given what came of the sets before. Asks nobody
 * and waits for nobody.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/blame.h"
#include "engine/harden/harden-set.h"

G_BEGIN_DECLS

typedef struct _HnHarden HnHarden;

/**
 * hn_harden_new:
 * @set: (transfer full)
 * @max_trials: at least 1
 */
HnHarden *hn_harden_new (HnHardenSet *set, guint max_trials);
void hn_harden_free (HnHarden *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnHarden, hn_harden_free)

/**
 * hn_harden_next:
 *
 * Returns: (transfer none) (nullable) (array): for each line whether it is in the next trial; %NULL
 *   where there is nothing left to be tried
 */
const gboolean *hn_harden_next (HnHarden *self);

/**
 * hn_harden_tell:
 * @works: how the trial of hn_harden_next() went
 * @named: (nullable) (array): where it does not work, for each line whether that is to blame: of
 *   several any may be
 * @certain: whether each that is named is to blame by itself
 */
void hn_harden_tell (HnHarden *self, gboolean works, const gboolean *named, gboolean certain);

/** hn_harden_is_found: whether the last trial was of all lines that work, and may be kept; %FALSE
 * once there is nothing left to be tried: nothing works */
gboolean hn_harden_is_found (HnHarden *self);

guint hn_harden_get_n_trials (HnHarden *self); /* that have been told */

/** hn_harden_get_set: (transfer none): with what is known of each line by now */
const HnHardenSet *hn_harden_get_set (HnHarden *self);

/**
 * hn_harden_find_named:
 * @evidence: (nullable): of the service with what was tried
 * @since: when it was started with that, in microseconds of CLOCK_REALTIME
 * @blame: (nullable): of its failure
 * @ret_certain: (out): for hn_harden_tell()
 *
 * What it was refused tells the very right, and blame a line of the drop-in that may have many of
 * them. Their proofs are put to the lines.
 *
 * Returns: (transfer full) (nullable) (array): for each line whether a failure of what was tried
 *   speaks against it; %NULL where it speaks against none
 */
gboolean *hn_harden_find_named (HnHarden *self,
                                const HnEvidence *evidence,
                                guint64 since,
                                const HnBlame *blame,
                                gboolean *ret_certain);

/** hn_harden_was_refused: whether the service was refused something since that nobody knows it to
 * go on without */
gboolean hn_harden_was_refused (HnHarden *self, const HnEvidence *evidence, guint64 since);

/** hn_harden_dup_names: (transfer full): "PrivateTmp=yes, ProtectHome=yes" */
char *hn_harden_dup_names (HnHarden *self, const gboolean *named);

/**
 * hn_harden_dup_reason:
 * @check: one that does not pass with what was found
 *
 * Returns: (transfer full) (nullable): why it stays open, a sentence, translated
 */
char *hn_harden_dup_reason (HnHarden *self, guint check);

G_END_DECLS
