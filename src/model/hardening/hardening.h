/* A search for the strictest set that a service works with, as a person follows it: what it could
 * bring, why it cannot be, how far it is, and what came of it. In sentences that take nobody to
 * know a setting's name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-search.h"
#include "model/hardening/hardening-choice.h"

G_BEGIN_DECLS

/* So many trials a search takes at the most. */
#define HN_HARDENING_MAX_TRIALS 6

typedef enum
{
  HN_HARDENING_READING, /* whether it can be, and what it could bring, is not known yet */
  HN_HARDENING_BLOCKED, /* nothing can be tried, see blocked */
  HN_HARDENING_READY,
  HN_HARDENING_ASKING, /* for a permission */
  HN_HARDENING_SEARCHING,
  HN_HARDENING_STOPPING, /* what is tried is being taken back */
  HN_HARDENING_FOUND,    /* what was found waits to be kept */
  HN_HARDENING_KEEPING,
  HN_HARDENING_TAKING_BACK,
  HN_HARDENING_KEPT,       /* from here on, ends */
  HN_HARDENING_TAKEN_BACK, /* by the person; here and below the service is as before */
  HN_HARDENING_TIME_UP,    /* nobody has kept it */
  HN_HARDENING_NOTHING,    /* nothing stricter works */
  HN_HARDENING_STOPPED,
  HN_HARDENING_DENIED,
  HN_HARDENING_FAILED, /* see the error; the service is as before unless that says otherwise */
} HnHardeningState;

/* What is known of it. */
typedef struct
{
  HnHardeningState state;
  HnChanges *changes;
  HnScope scope;
  char *blocked;       /* (nullable): why nothing can be tried, and what can be done; a sentence */
  HnLevelOffer *offer; /* (nullable): until it is known */
  HnHardeningChoice *choice; /* what of that is tried */
  guint before;              /* in tenths: the exposure that holds without the search */
  guint after;               /* in tenths: that with what was found, or is tried */
  guint n_trials;            /* that have been made, or are under way */
  HnTrial *trial;            /* (nullable): under way, or of what was found */
  GPtrArray *steps;          /* of char *: what was done, a sentence each */
  char *text;                /* (nullable): the settings file that was found */
  const GError *error;       /* (nullable) */
} HnHardeningInfo;

/* A right that stays open, and why. */
typedef struct
{
  char *title;
  char *reason;
} HnHardeningOpen;

#define HN_TYPE_HARDENING (hn_hardening_get_type ())
G_DECLARE_FINAL_TYPE (HnHardening, hn_hardening, HN, HARDENING, GObject)

/* Signals: "changed": anything of it is new; "state-changed": comes before that. */

/**
 * hn_hardening_new:
 * @list: (nullable): where trials are begun; %NULL where there can be none
 * @manager: (nullable): of the service
 *
 * Returns: (transfer full): reads at once. Freeing it stops a search that is under way.
 */
HnHardening *hn_hardening_new (HnChanges *changes, HnTrialList *list, HnBusConnection *manager);

/** hn_hardening_get_info: (transfer none): current for as long as it is there */
const HnHardeningInfo *hn_hardening_get_info (HnHardening *self);

gboolean hn_hardening_is_under_way (HnHardening *self); /* nothing is found yet */
gboolean hn_hardening_is_over (HnHardening *self);

/** hn_hardening_find_unread: has the manager look at the files of all units, to say which of them a
 * search would put in force; costs it a moment, so for when a person may begin one */
void hn_hardening_find_unread (HnHardening *self);

/**
 * hn_hardening_list_consequences:
 * @watch_seconds: for how long the service is watched before; 0: not at all
 *
 * Returns: (transfer full) (element-type utf8): what will happen, a sentence each
 */
GPtrArray *hn_hardening_list_consequences (HnHardening *self, guint watch_seconds);

/**
 * hn_hardening_start:
 * @level: with what the choice says otherwise
 * @checks: (element-type utf8): the person's own, see hn_harden_check_new()
 * @keep: whether what was found is kept without a question
 *
 * Only in state %HN_HARDENING_READY.
 */
void hn_hardening_start (
    HnHardening *self, HnHardenLevel level, guint watch_seconds, GPtrArray *checks, gboolean keep);

/** hn_hardening_stop: leaves the service as it was; also where something is found */
void hn_hardening_stop (HnHardening *self);

void hn_hardening_keep (HnHardening *self); /* what was found */

/** hn_hardening_change_by_hand: takes what was found back, and stages it instead, to be changed by
 * hand */
void hn_hardening_change_by_hand (HnHardening *self);

/** hn_hardening_renew: reads again after an end, for another search */
void hn_hardening_renew (HnHardening *self);

/** hn_hardening_read_again: what a search that was not begun would start from */
void hn_hardening_read_again (HnHardening *self);

/** hn_hardening_set_question: @question: (nullable): that is asked in place of the search's own */
void hn_hardening_set_question (HnHardening *self, HnHardenQuestion *question);

/**
 * hn_hardening_undo:
 *
 * Takes back what was kept, only in state %HN_HARDENING_KEPT: by a trial of what stood before,
 * which is kept as soon as the service is well with it. Where that cannot be, it is kept on, with
 * an error.
 */
void hn_hardening_undo (HnHardening *self);

/* In words, translated. */

/** hn_hardening_list_dependents: (transfer full) (element-type utf8): what restarts with it, as far
 * as that is known yet */
GPtrArray *hn_hardening_list_dependents (HnHardening *self);

/** hn_hardening_dup_left_out: (transfer full) (nullable): why nothing can be tried, in short */
char *hn_hardening_dup_left_out (HnHardening *self);

/**
 * hn_hardening_dup_blocked:
 * @changes: of a service
 * @names: (array zero-terminated=1): its own and its aliases
 *
 * Returns: (transfer full) (nullable): why no search is offered for it, and what is instead, as far
 *   as its files and names tell
 */
char *hn_hardening_dup_blocked (HnChanges *changes, const char *const *names);

/** hn_hardening_find_original: whether it is known what the exposure would be without Hardnut's
 * changes; in tenths */
gboolean hn_hardening_find_original (HnChanges *changes, guint *ret_exposure);

/** hn_hardening_list_could: (transfer full) (element-type utf8): what somebody who breaks in could
 * until now, and cannot any more with what was found */
GPtrArray *hn_hardening_list_could (HnHardening *self);

/** hn_hardening_list_open: (transfer full) (element-type HnHardeningOpen): what stays open */
GPtrArray *hn_hardening_list_open (HnHardening *self);

/** hn_hardening_get_notes: (transfer none) (nullable) (element-type utf8): what to know of how it
 * was searched, and what it replaces; the steps have them, too */
GPtrArray *hn_hardening_get_notes (HnHardening *self);

/** hn_hardening_dup_heading: (transfer full): what came of it, in a few words */
char *hn_hardening_dup_heading (HnHardening *self);

/** hn_hardening_dup_end: (transfer full): the same in a sentence or two, and what to do next */
char *hn_hardening_dup_end (HnHardening *self);

const char *hn_harden_level_get_title (HnHardenLevel level);   /* untranslated */
const char *hn_harden_level_get_meaning (HnHardenLevel level); /* a sentence; untranslated */

G_END_DECLS
