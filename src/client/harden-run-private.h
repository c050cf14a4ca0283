/* What the phases of a search share: the question and the look at the service, then the trials.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-run.h"
#include "client/observer-client.h"
#include "source/manager/unit-reader.h"

G_BEGIN_DECLS

/* In seconds: how long a watch goes on when nobody is left to end it. */
#define HN_HARDEN_WATCH_MORE 300

struct _HnHardenRun
{
  GObject parent_instance;

  HnHardenInfo info;
  guint watch_seconds, max_trials, confirm_seconds;
  HnHardenLevel level;
  gboolean watching; /* the observer is */
  /* (nullable): the trial under way is for the watch, and changes nothing: what comes when it is
   * well */
  void (*look_on) (HnHardenRun *self);
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

/* How far it is, see harden-run-state.c. */
void hn_harden_run_emit_changed (HnHardenRun *self);

/* Adds a step: a sentence. */
void hn_harden_run_tell (HnHardenRun *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Adds a step that is one of the notes as well. */
void hn_harden_run_note (HnHardenRun *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean hn_harden_run_is_over (HnHardenRun *self);

/* Whether an answer is for nobody any more. */
gboolean hn_harden_run_is_late (HnHardenRun *self);

/* Of nothing that was asked for the answer is waited for any more, but that a watch begins. */
void hn_harden_run_let_go (HnHardenRun *self);

/* @error: (nullable) */
void hn_harden_run_end (HnHardenRun *self, HnHardenState state, const GError *error);

/* Who it needs is gone: takes back what is tried, and ends with @lost, translated. */
void hn_harden_run_lose (HnHardenRun *self, const char *lost);

/* Stops it: what is tried is taken back. */
void hn_harden_run_give_up (HnHardenRun *self);

/* Whether the helper is the one that permitted it. */
void hn_harden_run_check_helper (HnHardenRun *self);

/* Ends it, and says what is true of the service, which is looked up. */
void hn_harden_run_end_unseen (HnHardenRun *self);

/* Asks the observer to watch for @seconds from now on. */
void hn_harden_run_watch (HnHardenRun *self,
                          guint seconds,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* The trials, see harden-run-trials.c. All that can be known is: works out what could be tried, and
 * tries it. */
void hn_harden_run_find_set (HnHardenRun *self);

/* Takes a set (transfer full) that is to be tried. */
typedef void (*HnHardenTakeFunc) (HnHardenRun *self, HnHardenSet *set);

/* Leaves out of @set (transfer full) what would take the stronger permission, and has @take take
 * it; see harden-run-permission.c. */
void hn_harden_run_weigh (HnHardenRun *self, HnHardenSet *set, HnHardenTakeFunc take);

/* @content: (transfer full): the drop-in
 * @look_on: (nullable): the trial is for the watch, and this comes when the service is well with it
 */
void hn_harden_run_try (HnHardenRun *self, GPtrArray *content, void (*look_on) (HnHardenRun *self));

/* What comes first, see harden-run-look.c: asks, looks at the service, and watches it. */
void hn_harden_run_begin (HnHardenRun *self);

G_END_DECLS
