/* The trials under way at one helper, as an object: those of this window, and those that were
 * found because another program began them, or Hardnut before it was started anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_TRIAL_LIST (hn_trial_list_get_type ())
G_DECLARE_FINAL_TYPE (HnTrialList, hn_trial_list, HN, TRIAL_LIST, GObject)

/* A trial leaves when it is at its end. Signals: "changed": one came or left; "ended" (HnTrial):
 * one has left. */

/**
 * hn_trial_list_new:
 * @client: of one helper
 * @manager: (nullable): on the same bus
 */
HnTrialList *hn_trial_list_new (HnHelperClient *client, HnBusConnection *manager);

HnHelperClient *hn_trial_list_get_client (HnTrialList *self); /* (transfer none) */

/**
 * hn_trial_list_set_manager:
 * @manager: (nullable): for trials from now on
 */
void hn_trial_list_set_manager (HnTrialList *self, HnBusConnection *manager);

/** hn_trial_list_begin: (transfer none): begins a trial; it stays in the list until its end */
HnTrial *hn_trial_list_begin (HnTrialList *self, const HnTrialRequest *request);

/** hn_trial_list_find: (transfer none) (nullable): the trial at @unit, (nullable): the first one */
HnTrial *hn_trial_list_find (HnTrialList *self, const char *unit);

G_END_DECLS
