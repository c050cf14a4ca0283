/* What a person lets a search take from a service: a level, and what is to be otherwise than that
 * has it, right by right; with what would come of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes-advice.h"

G_BEGIN_DECLS

/* One right. */
typedef struct
{
  gboolean on;     /* it is tried */
  gboolean closed; /* and goes, if all that is tried works */
  char *reason;    /* (nullable): why it is on and does not go, as far as that is known */
  guint other;     /* in tenths: the exposure with the switch turned; or unknown */
} HnHardeningRight;

#define HN_TYPE_HARDENING_CHOICE (hn_hardening_choice_get_type ())
G_DECLARE_FINAL_TYPE (HnHardeningChoice, hn_hardening_choice, HN, HARDENING_CHOICE, GObject)

/* Signal "changed": anything of it is new. */

HnHardeningChoice *hn_hardening_choice_new (HnChanges *changes); /* (transfer full) */

/**
 * hn_hardening_choice_set_offer:
 * @offer: (nullable): what each level would take; until it is known there are no rights to choose
 *
 * Forgets what is otherwise.
 */
void hn_hardening_choice_set_offer (HnHardeningChoice *self, const HnLevelOffer *offer);

/** hn_hardening_choice_set_level: what is otherwise stays so */
void hn_hardening_choice_set_level (HnHardeningChoice *self, HnHardenLevel level);
HnHardenLevel hn_hardening_choice_get_level (HnHardeningChoice *self);

/** hn_hardening_choice_find: (nullable): the right that @check looks at, current for as long as
 * nothing is new; %NULL where no search could take it */
const HnHardeningRight *hn_hardening_choice_find (HnHardeningChoice *self, guint check);

void hn_hardening_choice_switch (HnHardeningChoice *self, guint check, gboolean on);

void hn_hardening_choice_reset (HnHardeningChoice *self); /* all as the level has it */

/** hn_hardening_choice_count: @ret_on: (out): of which that many are tried */
guint hn_hardening_choice_count (HnHardeningChoice *self, guint *ret_on);

gboolean hn_hardening_choice_is_own (HnHardeningChoice *self); /* anything is otherwise */

/** hn_hardening_choice_get_picks: (transfer none) (array fixed-size=HN_N_CHECKS) (nullable): for a
 * search; %NULL where all is as the level has it */
const HnHardenPick *hn_hardening_choice_get_picks (HnHardeningChoice *self);

/** hn_hardening_choice_find_exposure: whether it is known; in tenths: if all works that is on */
gboolean hn_hardening_choice_find_exposure (HnHardeningChoice *self, guint *ret_exposure);

/** hn_hardening_choice_begin_looking: works out from now on what each switch would do by itself */
void hn_hardening_choice_begin_looking (HnHardeningChoice *self);

G_END_DECLS
