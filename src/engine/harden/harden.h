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
 * hn_harden_name_suspects:
 * @with: what was tried
 * @blame: (nullable): of a failure
 * @named: (array): is added to; the proof is put to the lines
 *
 * Returns: how many lines are named
 */
guint hn_harden_name_suspects (HnHarden *self,
                               const gboolean *with,
                               const HnBlame *blame,
                               gboolean *named);

/**
 * hn_harden_name_refused:
 * @evidence: of the service
 * @since: in microseconds of CLOCK_REALTIME: when it was started with what was tried
 * @all: whether also what it is known to go on without
 *
 * As hn_harden_name_suspects(), for what the service was refused since.
 */
guint hn_harden_name_refused (HnHarden *self,
                              const gboolean *with,
                              const HnEvidence *evidence,
                              guint64 since,
                              gboolean all,
                              gboolean *named);

/**
 * hn_harden_dup_reason:
 * @check: one that does not pass with what was found
 *
 * Returns: (transfer full) (nullable): why it stays open, a sentence, translated
 */
char *hn_harden_dup_reason (HnHarden *self, guint check);

G_END_DECLS
