/* What the files of a trial share: the steps that take time, each with what comes after it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/facts.h"
#include "helper/powers.h"
#include "helper/trial.h"

G_BEGIN_DECLS

/* What comes after a step. The arguments that a step has no use for are NULL; all belong to the
 * caller. */
typedef void (*HnLookNext) (HnTrial *self, HnLook *look, const GError *error);
typedef void (*HnNext) (HnTrial *self, const GError *error);
/* What became of a job that could not be ordered, as far as anybody knows. */
#define HN_JOB_UNREACHABLE "unreachable"
typedef void (*HnJobNext) (HnTrial *self,
                           const char *result, /* of systemd's job, or what became of it instead */
                           const char *words); /* (nullable) the manager's, when it refused */

struct _HnTrial
{
  HnHelper *helper;
  HnRecord *record;
  GPtrArray *edits; /* of HnEdit; NULL for a removal, and when the text cannot be read any more */

  /* Beginning. */
  HnTrialBeginFunc begin_func;
  gpointer begin_data;
  char *caller_unit; /* (nullable) the object of the unit that the caller runs in */

  /* The one step that is under way. */
  sd_bus_slot *slot;
  HnLooking *looking;
  HnFactsReading *reading;
  sd_event_source *timer;
  HnLookNext look_next;
  HnNext next;
  HnJobNext job_next;
  gboolean waits_for_job;
  gboolean lost_job; /* the job is gone, and its result has not come yet */
  char *job;         /* its path, once it is known */
  GHashTable *ended; /* path -> result: of jobs that ended before that */
  guint64 give_up;   /* when a job or the tries end, in microseconds of CLOCK_MONOTONIC */
  gboolean patient;  /* a reload is waited for as long as it takes */
  guint connection;  /* to the manager, by its number, over which the reload was asked for */

  /* Between the call of Keep and the decision. */
  gboolean judging;
  HnLook *look;
  HnFacts *facts; /* of the same moment */

  /* What goes on beside the steps. */
  sd_event_source *deadline;
  sd_bus_slot *changes;     /* of the service's properties, while it is watched */
  GQueue gather;            /* of names of dependents still to be looked at */
  GHashTable *gathered;     /* set of names */
  GStrv stopped;            /* (nullable) whom the service stops, until they are in the queue */
  gboolean gathers_stopped; /* the queue has them by now */
  guint64 watch_end;        /* in microseconds of CLOCK_MONOTONIC */
  char *invocation;         /* of the service before a restart, and of the one that is watched */
  guint32 n_restarts;       /* systemd's own, before the start that is watched */
  guint n_waits;       /* for processes that may be on their way to less than they may do now */
  guint n_dependents;  /* looked after in the taking back */
  guint64 reload_time; /* when the old files were read again, in microseconds of CLOCK_MONOTONIC */
  gboolean ordered;    /* a restart of the way back may be under way */
  gboolean not_restarted; /* by the word of the job of the way back */
  guint tries;            /* looks at a service that systemd is not done with */
  guint64 guarded;        /* until when a timer of the way back lets us work, in CLOCK_MONOTONIC */
  char *files_problem;    /* (nullable) why the permanent file could not be put back */
  char *left_problem;     /* (nullable) what is not as it was though the trial is gone */
  gboolean missed_jobs;   /* jobs of the service may have ended without our knowledge */
  gboolean changed_meanwhile; /* somebody else has written the permanent file */
  GQueue calls;               /* of sd_bus_message: to be answered at the end */
};

/* trial-steps.c */

/* Forgets the step that is under way. */
void hn_trial_stop (HnTrial *self);

/* Looks at a service, the trial's own for %NULL. */
void hn_trial_look (HnTrial *self, const char *name, HnLookNext next);

/* Looks at the trial's service, and at what decides about the permission for its change: both are
 * in the trial afterwards, for as long as it does nothing else. */
void hn_trial_look_closely (HnTrial *self, HnNext next);

/* Has the manager read its files again. Who is @patient waits until it has, or says that it does
 * not, however long that takes. Others wait for one answer, and a little when the manager says that
 * it has done so too often lately. */
void hn_trial_reload (HnTrial *self, gboolean patient, HnNext next);

/* Orders a job, "StartUnit" or its like, and waits for its end, for at most @usec. */
void hn_trial_order (HnTrial *self,
                     const char *member,
                     const char *name,
                     const char *mode,
                     guint64 usec,
                     HnJobNext next);

/* Calls a method with the name of a unit, whatever comes of it. */
void hn_trial_tell (HnTrial *self, const char *member, const char *name, HnNext next);

void hn_trial_wait (HnTrial *self, guint64 usec, HnNext next);

/* Makes sure that the trial is taken back in @usec even without us. */
void hn_trial_arm (HnTrial *self, guint64 usec, HnNext next);

/* Stops the timers that were armed before the one of this number, all of them each time: what a
 * helper had said to systemd right before it was killed is lost with its connection. */
void hn_trial_disarm_before (HnTrial *self, guint number);

/* Writes the record; a failure is logged where @error is %NULL. */
gboolean hn_trial_save (HnTrial *self, GError **error);

/* How long a job of a service may take, by its own timeouts; at most, for %NULL. */
guint64 hn_trial_job_time (const HnLook *look);

guint64 hn_now (clockid_t clock);

/* trial-signal.c */

/* Tells everybody on the bus of the state, and nothing that not everybody may know. */
void hn_trial_emit (HnTrial *self);

/* trial-apply.c: forward */

void hn_trial_apply (HnTrial *self);

/* Goes on to @state, and says so; or gives up when that cannot be put on record. */
gboolean hn_trial_reach (HnTrial *self, HnTrialState state, const char *step);

/* The service does well with the change: begins to wait for Keep. */
void hn_trial_passed (HnTrial *self);

/* Waits for Keep until the deadline on record. */
void hn_trial_await_keep (HnTrial *self);

/* Whether what the manager has loaded is what is on record: the trial's file, or the permanent one.
 * @ret_ignored (nullable result) names the directives that systemd ignored. */
gboolean hn_trial_check_loaded (
    HnTrial *self, const HnLook *look, gboolean with_trial, GStrv *ret_ignored, GError **error);

/* trial-watch.c: restart and watch */

/* Has a service that runs show whether it works with the change: restarts it, except where it has
 * part of the change without that, and watches it. */
void hn_trial_prove (HnTrial *self);

/* Whether the processes of the service may do now what none did when the trial began.
 * @control_group (nullable) is the service's now; the one on record for %NULL. @ret_reason
 * (nullable result) says what. */
HnPowersVerdict
hn_trial_compare_powers (HnTrial *self, const char *control_group, char **ret_reason);

/* trial-keep.c */

void hn_trial_do_keep (HnTrial *self);

/* trial-revert.c: backward */

/* Something went wrong in @step: remembers why and takes the trial back. @look (nullable) is how
 * the service was found; @reason is for a person. */
void hn_trial_fail (HnTrial *self, const char *step, const char *reason, const HnLook *look);
void hn_trial_take_back (HnTrial *self);

/* trial.c */

/* Drops the trial, which is on record for whoever comes next. */
void hn_trial_forget (HnTrial *self);

/* The trial is over. Frees it. */
void hn_trial_finish (HnTrial *self, HnTrialState state);

/* Whether the permanent file is what it was when the trial began, or, when @begun, is already what
 * Keep makes of it. */
gboolean hn_trial_check_permanent (HnTrial *self, gboolean begun, GError **error);

/* Answers all calls that wait, with @error or with nothing. */
void hn_trial_answer (HnTrial *self, const GError *error);

G_END_DECLS
