/* What the phases of a search share: the question and the look at the service, then the trials.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-search.h"
#include "client/observer-client.h"
#include "source/manager/unit-reader.h"

G_BEGIN_DECLS

/* In seconds: how long a watch goes on when nobody is left to end it. */
#define HN_HARDEN_WATCH_MORE 300

struct _HnHardenSearch
{
  GObject parent_instance;

  HnHardenInfo info;
  guint watch_seconds, max_trials, confirm_seconds;
  HnHardenLevel level;
  gboolean watching; /* the observer is */
  /* (nullable): the trial under way is for the watch, and changes nothing: what comes when it is
   * well */
  void (*look_on) (HnHardenSearch *self);
  gboolean answered; /* of the trial under way it is known whether the service works */
  gboolean works;
  gboolean asked_for_pages;
  guint64 began;      /* the trial under way, in microseconds of g_get_real_time() */
  gboolean looked;    /* whether the service works with it is being seen */
  gboolean watch_due; /* it is asked for, and not answered */
  gboolean holds_question;
  guint timer;
  const char *lost;     /* (nullable): who it needs and is gone, a sentence without its end */
  gint64 watched_until; /* by what was asked, of g_get_monotonic_time() */

  /* owned */
  char *unit, *session;
  HnHardenPick *picks;        /* (nullable) */
  HnHardenQuestion *question; /* (nullable): that stands for its session */
  char *helper; /* (nullable): the one that permitted it, see hn_helper_client_get_owner() */
  HnAdviceSource source; /* its unfinished, staged, policy, evidence and facts are */
  HnSettings *unfinished;
  HnTrialList *list;
  HnBusConnection *manager;
  HnUnitReader *reader;
  HnObserverClient *observer; /* (nullable) */
  HnEvidence *evidence;       /* (nullable): before the first trial */
  HnEvidence *lately;         /* (nullable): of the trial under way */
  HnServiceFacts *facts;      /* (nullable) */
  GPtrArray *listeners;       /* of HnListener: those that have to be there */
  GPtrArray *checks;          /* of HnHardenCheck */
  guint n_own;                /* of them the person's */
  char *failure;              /* (nullable): what does not work with the trial under way */
  GCancellable *cancellable;
};

/* How far it is, see harden-search-state.c. */
void hn_harden_search_emit_changed (HnHardenSearch *self);

/* Adds a step: a sentence. */
void hn_harden_search_tell (HnHardenSearch *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Adds a step that is one of the notes as well. */
void hn_harden_search_note (HnHardenSearch *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean hn_harden_search_is_over (HnHardenSearch *self);

/* Whether an answer is for nobody any more. */
gboolean hn_harden_search_is_late (HnHardenSearch *self);

/* Of nothing that was asked for the answer is waited for any more, but that a watch begins. */
void hn_harden_search_let_go (HnHardenSearch *self);

/* @error: (nullable) */
void hn_harden_search_end (HnHardenSearch *self, HnHardenState state, const GError *error);

/* Who it needs is gone: takes back what is tried, and ends with @lost, translated. */
void hn_harden_search_lose (HnHardenSearch *self, const char *lost);

/* Stops it: what is tried is taken back. */
void hn_harden_search_give_up (HnHardenSearch *self);

/* Whether the helper is the one that permitted it. */
void hn_harden_search_check_helper (HnHardenSearch *self);

/* Ends it, and says what is true of the service, which is looked up. */
void hn_harden_search_end_unseen (HnHardenSearch *self);

/* Asks the observer to watch for @seconds from now on. */
void hn_harden_search_watch (HnHardenSearch *self,
                             guint seconds,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* The trials, see harden-search-trials.c. All that can be known is: works out what could be tried,
 * and tries it. */
void hn_harden_search_find_set (HnHardenSearch *self);

/* Takes a set (transfer full) that is to be tried. */
typedef void (*HnHardenTakeFunc) (HnHardenSearch *self, HnHardenSet *set);

/* Leaves out of @set (transfer full) what would take the stronger permission, and has @take take
 * it; see harden-search-permission.c. */
void hn_harden_search_weigh (HnHardenSearch *self, HnHardenSet *set, HnHardenTakeFunc take);

/* @content: (transfer full): the drop-in
 * @look_on: (nullable): the trial is for the watch, and this comes when the service is well with it
 */
void hn_harden_search_try (HnHardenSearch *self,
                           GPtrArray *content,
                           void (*look_on) (HnHardenSearch *self));

/* What comes first, see harden-search-look.c: asks, looks at the service, and watches it. */
void hn_harden_search_begin (HnHardenSearch *self);

G_END_DECLS
