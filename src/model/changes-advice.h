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
  HnRecipes *recipes;                  /* that were looked at */
  guint exposures[HN_N_HARDEN_LEVELS]; /* in tenths */
  guint n_lines[HN_N_HARDEN_LEVELS];   /* how many rights it would take away */
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

G_END_DECLS
