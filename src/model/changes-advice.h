/* What could be done for a service: advice, and what a search could find. Both take many what-ifs,
 * and so a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/advice.h"
#include "engine/harden/harden-set.h"
#include "model/changes.h"
#include "source/files/recipes.h"

G_BEGIN_DECLS

/* All that is to be said about a service. */
typedef struct
{
  GPtrArray *all; /* of HnAdvice, see hn_advise() */
  char *basis;    /* (nullable): what it rests on, for a person */
} HnAdviceOffer;

void hn_advice_offer_free (HnAdviceOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnAdviceOffer, hn_advice_offer_free)

/**
 * hn_changes_advise_async:
 *
 * Works out what could be changed on top of what is staged now.
 */
void hn_changes_advise_async (HnChanges *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * hn_changes_advise_finish:
 *
 * Returns: (transfer full) (nullable): with nothing in it where nothing can be staged; %NULL when
 *   cancelled
 */
HnAdviceOffer *hn_changes_advise_finish (HnChanges *self, GAsyncResult *result, GError **error);

/* How far a search for the strictest set could come at each level, if all of it works. */
typedef struct
{
  HnRecipes *recipes;                               /* that were looked at */
  guint exposures[HN_N_HARDEN_LEVELS];              /* in tenths */
  guint n_lines[HN_N_HARDEN_LEVELS];                /* how many rights it would take away */
  gboolean closes[HN_N_HARDEN_LEVELS][HN_N_CHECKS]; /* which checks would have less to say */
} HnLevelOffer;

void hn_level_offer_free (HnLevelOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnLevelOffer, hn_level_offer_free)

/**
 * hn_changes_offer_levels_async:
 *
 * Works out what could be tried on top of what stands, whatever is staged.
 */
void hn_changes_offer_levels_async (HnChanges *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/** hn_changes_offer_levels_finish: (transfer full) (nullable): %NULL when cancelled, or where
 * nothing can be changed */
HnLevelOffer *
hn_changes_offer_levels_finish (HnChanges *self, GAsyncResult *result, GError **error);

#define HN_EXPOSURE_UNKNOWN G_MAXUINT

/* What a search would bring that goes by a person's picks, if all of it works. */
typedef struct
{
  guint exposure; /* in tenths */
  gboolean closes[HN_N_CHECKS];
  char *left_out[HN_N_CHECKS]; /* (nullable): why it does not close what it might */
  guint other[HN_N_CHECKS];    /* in tenths: with the other pick about this one, or unknown */
} HnPickOffer;

void hn_pick_offer_free (HnPickOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnPickOffer, hn_pick_offer_free)

/**
 * hn_changes_offer_picks_async:
 * @picks: (array fixed-size=HN_N_CHECKS): copied
 * @others: (array fixed-size=HN_N_CHECKS) (nullable): copied: where one is not the same as in
 *   @picks, the exposure with that in its place is worked out, too, which takes its time
 *
 * Likewise.
 */
void hn_changes_offer_picks_async (HnChanges *self,
                                   HnHardenLevel level,
                                   const HnHardenPick *picks,
                                   const HnHardenPick *others,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_changes_offer_picks_finish: likewise */
HnPickOffer *hn_changes_offer_picks_finish (HnChanges *self, GAsyncResult *result, GError **error);

G_END_DECLS
