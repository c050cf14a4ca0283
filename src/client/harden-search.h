/* Finds the strictest set that a service works with: one question, a watch from a start, and
 * trials, each held against what the service did before. Runs beside the main loop, and can be
 * stopped at any moment: the service is then as before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-check.h"
#include "client/harden-question.h"
#include "client/trial-list.h"
#include "engine/harden/harden.h"

G_BEGIN_DECLS

typedef enum
{
  HN_HARDEN_SEARCHNING,
  HN_HARDEN_STOPPING, /* what is tried is being taken back */
  HN_HARDEN_FOUND,    /* from here on, ends: the trial waits to be kept */
  HN_HARDEN_NOTHING,  /* nothing stricter works; the service is as before */
  HN_HARDEN_STOPPED,  /* by the person; likewise */
  HN_HARDEN_FAILED,   /* see the error; likewise, unless that says otherwise */
} HnHardenState;

/* What is to be done. Everything is copied. */
typedef struct
{
  const char *unit; /* by its own name */
  HnHardenLevel level;
  const HnHardenPick *picks; /* (array fixed-size=HN_N_CHECKS) (nullable): of the person */
  guint watch_seconds;       /* 0: it is not watched */
  guint max_trials;
  guint confirm_seconds;            /* how long what was found waits to be kept */
  GPtrArray *checks;                /* of HnHardenCheck: the person's own; taken */
  const HnSettings *unfinished;     /* as in HnAdviceSource, and so on */
  GPtrArray *staged;                /* (nullable) */
  HnPolicy *policy;                 /* (nullable) */
  const HnRecipe *recipe;           /* (nullable); must stay */
  const char *const *distributions; /* (nullable); must stay */
  HnHardenQuestion *question;       /* (nullable): that stands for its own; not ended by it */
} HnHardenAim;

typedef struct
{
  HnHardenState state;
  guint restarts;     /* of the service so far */
  HnHarden *harden;   /* (nullable): until it is known what could be tried */
  HnTrial *trial;     /* (nullable): under way, or what was found */
  GPtrArray *content; /* (nullable) of HnChange: what is tried, or was found */
  GPtrArray *steps;   /* of char *: what was done, a sentence each */
  GPtrArray *notes;   /* of char *: what of it to know at the end, too; without names of settings */
  GError *error;      /* (nullable) */
} HnHardenInfo;

#define HN_TYPE_HARDEN_SEARCH (hn_harden_search_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenSearch, hn_harden_search, HN, HARDEN_SEARCH, GObject)

/* Signal "changed": anything of it is new. */

/**
 * hn_harden_search_new:
 * @list: where the trials are begun
 * @manager: on the same bus
 *
 * Returns: (transfer full): begins at once, from the main loop. Freeing it stops it.
 */
HnHardenSearch *
hn_harden_search_new (HnTrialList *list, HnBusConnection *manager, const HnHardenAim *aim);

/** hn_harden_search_stop: takes what is tried back, and begins nothing else; also once it is found
 */
void hn_harden_search_stop (HnHardenSearch *self);

/** hn_harden_search_leave: once it is being stopped, waits no longer until that is done */
void hn_harden_search_leave (HnHardenSearch *self);

/** hn_harden_search_get_info: (transfer none): current for as long as the run is there */
const HnHardenInfo *hn_harden_search_get_info (HnHardenSearch *self);

/** hn_harden_search_count_restarts: how many there may be at most, and so are to be told before */
guint hn_harden_search_count_restarts (const HnHardenAim *aim);

/**
 * hn_harden_search_estimate:
 * @aim: of which the unit file may be unknown
 * @ret_least, @ret_most: (inout): in seconds: what the search takes is added, where the first trial
 *   is enough, and where none of them is
 *
 * As far as that is known before: services take their time to start and to stop.
 */
void hn_harden_search_estimate (const HnHardenAim *aim, guint *ret_least, guint *ret_most);

/** hn_harden_search_dup_duration: (transfer full): "about 1 to 4 minutes", of what was estimated */
char *hn_harden_search_dup_duration (guint least, guint most);

/** hn_harden_search_dup_estimate: (transfer full): how long the search takes, and why; a sentence
 */
char *hn_harden_search_dup_estimate (const HnHardenAim *aim);

/**
 * hn_harden_search_get_idle_reason:
 * @settings: of a service that does not run
 * @can_start: whether a person may start it
 *
 * Returns: (transfer none): why nothing can be tried with it, and what can be done; translated
 */
const char *hn_harden_search_get_idle_reason (const HnSettings *settings, gboolean can_start);

G_END_DECLS
