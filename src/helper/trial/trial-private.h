/* What the files of a trial share: its steps, and what they ask for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/facts.h"
#include "helper/powers.h"
#include "helper/trial/trial.h"

G_BEGIN_DECLS

/* What a trial does, one thing at a time; each has a row of the table in trial-table.c, which says
 * what comes next. */
typedef enum
{
  HN_DO_NOTHING,

  HN_DO_ARM, /* trial-start.c: up to the wait for Keep */
  HN_DO_WRITE,
  HN_DO_RELOAD,
  HN_DO_CHECK_LOADED,
  HN_DO_ARM_FOR_KEEP,
  HN_DO_AWAIT_KEEP,

  HN_DO_FIND_DEPENDENTS, /* trial-watch.c: the restart, and the watch */
  HN_DO_GATHER,
  HN_DO_TAKE_DEPENDENT,
  HN_DO_PREPARE_RESTART,
  HN_DO_RESTART,
  HN_DO_EXPLAIN_FAILURE,
  HN_DO_CHECK_RESTARTED,
  HN_DO_WATCH,
  HN_DO_NEXT_DEPENDENT,
  HN_DO_CHECK_DEPENDENT,

  HN_DO_WEIGH, /* trial-keep.c: from the call of Keep on */
  HN_DO_KEEP,
  HN_DO_WRITE_KEPT,
  HN_DO_RELOAD_KEPT,
  HN_DO_CHECK_KEPT,
  HN_DO_RELOAD_ALONE,
  HN_DO_CHECK_ALONE,

  HN_DO_TAKE_BACK, /* trial-revert.c: back, until the old state holds */
  HN_DO_ARM_BACK,
  HN_DO_REMOVE_FILES,
  HN_DO_RELOAD_BACK,
  HN_DO_FIND_WAY,
  HN_DO_RESET,
  HN_DO_RESET_ONLY,
  HN_DO_PREPARE_RESTART_BACK,
  HN_DO_RESTART_BACK,
  HN_DO_CHECK_BACK,
  HN_DO_NEXT_LEFT,
  HN_DO_LOOK_LEFT,
  HN_DO_RESET_LEFT,
  HN_DO_START_LEFT,
  HN_DO_END,
  HN_DO_START_OVER,
  HN_N_STEPS,
} HnTrialStep;

/* What came of a step. */
typedef enum
{
  HN_OUTCOME_DONE,
  HN_OUTCOME_FAILED,
  HN_OUTCOME_AGAIN, /* it, or one before it, is to be done once more */
  HN_OUTCOME_MORE,  /* there is another unit */
  HN_OUTCOME_RESTART,
  HN_OUTCOME_RESET,
  HN_OUTCOME_OTHER, /* goes another way, as the table says */
  HN_N_OUTCOMES,
  HN_OUTCOME_OVER, /* nothing comes next: the trial is gone, or waits */
} HnOutcome;

/* A step, of the table in trial-table.c. */
typedef struct
{
  void (*ask) (HnHelperTrial *self);       /* NULL where it waits for nothing */
  HnOutcome (*take) (HnHelperTrial *self); /* what came of it; NULL where any answer will do */
  HnTrialStep next[HN_N_OUTCOMES];
  const char *fails_at; /* (nullable): with an error; the step that is told */
  gboolean tries_again; /* with an error */
} HnTrialRow;

/* After so many pauses the caller who waits for the end of the trial is told that it takes longer,
 * and what can be done without the permanent file is done. */
#define HN_TELL_AFTER 5

/* What became of a job that could not be ordered, as far as anybody knows. */
#define HN_JOB_UNREACHABLE "unreachable"

struct _HnHelperTrial
{
  HnHelper *helper;
  HnRecord *record;
  const HnTrialRow *steps; /* by HnTrialStep */
  GPtrArray *changes; /* of HnChange; NULL for a removal, or a text that cannot be read any more */

  /* Beginning. */
  HnContinueFunc begin_func;
  gpointer begin_data;
  char *caller_unit;  /* (nullable) the object of the unit that the caller runs in */
  guint64 begin_usec; /* what everything up to Keep may take */

  /* The one step that is under way. */
  HnTrialStep doing;
  guint64 pause; /* before the next one, in microseconds; set by a step with its outcome */
  gboolean pauses;
  sd_bus_slot *slot;
  HnLooking *looking;
  HnFactsReading *reading;
  sd_event_source *timer;

  /* The answer to what it asked for. */
  GError *error;  /* (nullable) */
  HnLook *look;   /* NULL with an error */
  HnFacts *facts; /* of the same moment */
  char *result;   /* of systemd's job, or what became of it instead */
  char *words;    /* (nullable) the manager's, when it refused */

  /* Asking. */
  gboolean waits_for_job;
  gboolean lost_job; /* the job is gone, and its result has not come yet */
  char *job;         /* its path, once it is known */
  GHashTable *ended; /* path -> result: of jobs that ended before that */
  guint64 give_up;   /* when a job or the tries end, in microseconds of CLOCK_MONOTONIC */
  gboolean patient;  /* a reload is waited for as long as it takes */
  guint connection;  /* to the manager, by its number, over which the reload was asked for */

  gboolean weighing; /* between the call of Keep and the decision */

  /* What goes on beside the steps. */
  sd_event_source *deadline;
  sd_bus_slot *following;   /* of the service's properties, while it is watched */
  GQueue gather;            /* of names of dependents still to be looked at */
  GHashTable *gathered;     /* set of names */
  GStrv stopped;            /* (nullable) whom the service stops, until they are in the queue */
  gboolean gathers_stopped; /* the queue has them by now */
  char *name;               /* (nullable) of the one that hn_trial_look_at_named() looks at */
  guint64 job_usec;         /* how long a job of the service may take */
  const char *member;       /* the job that brings the service back */
  guint64 watch_end;        /* in microseconds of CLOCK_MONOTONIC */
  char *invocation;         /* of the service before a restart, and of the one that is watched */
  guint32 n_restarts;       /* systemd's own, before the start that is watched */
  guint n_waits;       /* for processes that may be on their way to less than they may do now */
  guint n_dependents;  /* looked after in the taking back */
  guint64 reload_time; /* when the old files were read again, in microseconds of CLOCK_MONOTONIC */
  gboolean ordered;    /* a restart of the way back may be under way */
  gboolean asked_anew; /* systemd was told to read its files once more, for the name on the bus */
  gboolean not_restarted; /* by the word of the job of the way back */
  guint tries;            /* looks at a service that systemd is not done with */
  guint64 guarded;        /* until when a timer of the way back lets us work, in CLOCK_MONOTONIC */
  char *files_problem;    /* (nullable) why the permanent file could not be put back */
  char *left_problem;     /* (nullable) what is not as it was though the trial is gone */
  gboolean missed_jobs;   /* jobs of the service may have ended without our knowledge */
  gboolean changed_meanwhile; /* somebody else has written the permanent file */
  GQueue calls;               /* of sd_bus_message: to be answered at the end */
};

/* trial-basics.c */

/* Forgets what is under way, and its answer. */
void hn_trial_stop (HnHelperTrial *self);

void hn_trial_set_timer (HnHelperTrial *self, guint64 usec, sd_event_time_handler_t callback);

/* Writes the record; a failure is logged where @error is %NULL. */
gboolean hn_trial_save (HnHelperTrial *self, GError **error);

/* How long a job of a service may take, by its own timeouts; at most, for %NULL. */
guint64 hn_trial_job_time (const HnLook *look);

guint64 hn_now (clockid_t clock);

/* @text (nullable) may be what the field has. */
void hn_trial_set_text (char **field, const char *text);

/* Answers all calls that wait, with @error or with nothing. */
void hn_trial_answer (HnHelperTrial *self, const GError *error);

/* The same, those of Keep with @keep, others with @rest; both nullable. */
void hn_trial_answer_calls (HnHelperTrial *self, const GError *keep, const GError *rest);

/* trial-signal.c */

/* Tells everybody on the bus of the state, and nothing that not everybody may know. */
void hn_trial_emit (HnHelperTrial *self);

/* trial-steps.c */

/* Goes on with @step, whatever is under way. The trial may be gone afterwards. */
void hn_trial_go (HnHelperTrial *self, HnTrialStep step);

/* Goes on with what came of the step that is under way, now that it has its answer: the one
 * continuation of everything that is asked for. */
void hn_trial_go_on (HnHelperTrial *self);

/* Does not wait for the end of a pause before @step. */
void hn_trial_hurry (HnHelperTrial *self, HnTrialStep step);

/* Something went wrong in @step: remembers why the trial is taken back. @look (nullable) is how the
 * service was found; @reason is for a person.
 *
 * Returns: %HN_OUTCOME_FAILED */
HnOutcome
hn_trial_failed (HnHelperTrial *self, const char *step, const char *reason, const HnLook *look);

/* The same for what comes from outside the steps; takes the trial back. */
void hn_trial_fail (HnHelperTrial *self, const char *step, const char *reason);

/* Has the step done again, after a pause. Returns: %HN_OUTCOME_AGAIN */
HnOutcome hn_trial_again_later (HnHelperTrial *self, const char *problem);

/* trial-ask.c: each asks for something; hn_trial_go_on() follows from the event loop, never before
 * it returns. */

/* Looks at the trial's service, or at the unit that it names. */
void hn_trial_look (HnHelperTrial *self);
void hn_trial_look_at_named (HnHelperTrial *self);

/* Looks at the trial's service, and at what decides about the permission for its change. */
void hn_trial_look_closely (HnHelperTrial *self);

/* Has the manager read its files again. Who is patient waits until it has, or says that it does
 * not, however long that takes. Others wait for one answer, and a little when the manager says that
 * it has done so too often lately. */
void hn_trial_reload (HnHelperTrial *self);
void hn_trial_reload_patiently (HnHelperTrial *self);

/* Orders a job, "StartUnit" or its like, and waits for its end, for at most @usec. */
void hn_trial_order (
    HnHelperTrial *self, const char *member, const char *name, const char *mode, guint64 usec);

/* Calls a method with the name of a unit, whatever comes of it. */
void hn_trial_tell (HnHelperTrial *self, const char *member, const char *name);

/* Makes sure that the trial is taken back in @usec even without us. */
void hn_trial_arm (HnHelperTrial *self, guint64 usec);

/* Stops the timers that were armed before the one of this number, all of them each time: what a
 * helper had said to systemd right before it was killed is lost with its connection. */
void hn_trial_disarm_before (HnHelperTrial *self, guint number);

/* trial-start.c */

void hn_trial_ask_arm (HnHelperTrial *self);
HnOutcome hn_trial_take_armed (HnHelperTrial *self);
HnOutcome hn_trial_write (HnHelperTrial *self);
HnOutcome hn_trial_take_loaded (HnHelperTrial *self);
void hn_trial_ask_arm_for_keep (HnHelperTrial *self);
HnOutcome hn_trial_take_armed_for_keep (HnHelperTrial *self);
HnOutcome hn_trial_await_keep (HnHelperTrial *self);

/* Goes on to @state, and says so, which is done; or fails when that cannot be put on record. */
HnOutcome hn_trial_reach (HnHelperTrial *self, HnTrialState state, const char *step);

/* Whether what the manager has loaded is what is on record: the trial's file, or the permanent one.
 * @ret_ignored (nullable result) names the directives that systemd ignored. */
gboolean hn_trial_check_loaded (HnHelperTrial *self,
                                const HnLook *look,
                                gboolean with_trial,
                                GStrv *ret_ignored,
                                GError **error);

/* trial-watch.c */

HnOutcome hn_trial_take_own (HnHelperTrial *self);
HnOutcome hn_trial_gather (HnHelperTrial *self);
HnOutcome hn_trial_take_gathered (HnHelperTrial *self);
HnOutcome hn_trial_take_ready (HnHelperTrial *self);
void hn_trial_ask_restart (HnHelperTrial *self);
HnOutcome hn_trial_take_restart (HnHelperTrial *self);
HnOutcome hn_trial_explain_failure (HnHelperTrial *self);
HnOutcome hn_trial_take_restarted (HnHelperTrial *self);
HnOutcome hn_trial_watch (HnHelperTrial *self);
HnOutcome hn_trial_next_dependent (HnHelperTrial *self);
HnOutcome hn_trial_take_dependent (HnHelperTrial *self);

/* Whether the processes of the service may do now what none did when the trial began.
 * @control_group (nullable) is the service's now; the one on record for %NULL. @ret_reason
 * (nullable result) says what. */
HnPowersVerdict
hn_trial_compare_powers (HnHelperTrial *self, const char *control_group, char **ret_reason);

/* trial-history.c */

/** hn_trial_begin_history: tells what is there before the first change of the service is kept */
void hn_trial_begin_history (HnHelperTrial *self);

/** hn_trial_add_history: tells what is there now */
void hn_trial_add_history (HnHelperTrial *self);

/* trial-keep.c */

HnOutcome hn_trial_take_weighed (HnHelperTrial *self);
HnOutcome hn_trial_begin_keep (HnHelperTrial *self);
void hn_trial_ask_arm_keep (HnHelperTrial *self);
HnOutcome hn_trial_write_kept (HnHelperTrial *self);
HnOutcome hn_trial_take_kept (HnHelperTrial *self);
HnOutcome hn_trial_take_alone (HnHelperTrial *self);

/* trial-revert.c */

HnOutcome hn_trial_begin_back (HnHelperTrial *self);
void hn_trial_ask_arm_back (HnHelperTrial *self);
HnOutcome hn_trial_take_armed_back (HnHelperTrial *self);
HnOutcome hn_trial_remove_files (HnHelperTrial *self);
HnOutcome hn_trial_take_reload_back (HnHelperTrial *self);
HnOutcome hn_trial_find_way (HnHelperTrial *self);
void hn_trial_ask_reset (HnHelperTrial *self);
HnOutcome hn_trial_take_ready_back (HnHelperTrial *self);
void hn_trial_ask_restart_back (HnHelperTrial *self);
HnOutcome hn_trial_take_restart_back (HnHelperTrial *self);
HnOutcome hn_trial_take_back_again (HnHelperTrial *self);
HnOutcome hn_trial_next_left (HnHelperTrial *self);
HnOutcome hn_trial_take_left (HnHelperTrial *self);
void hn_trial_ask_reset_left (HnHelperTrial *self);
void hn_trial_ask_start_left (HnHelperTrial *self);
HnOutcome hn_trial_take_start_left (HnHelperTrial *self);
HnOutcome hn_trial_end (HnHelperTrial *self);
HnOutcome hn_trial_start_over (HnHelperTrial *self);

/* trial.c */

/* What is known of the service is needed again when the trial has started it anew. */
void hn_trial_hold_settled (HnHelperTrial *self, gboolean held);

/* Nothing of the trial is left, so that nobody needs to know of it any more. */
void hn_trial_remove_record (HnHelperTrial *self);

/* Drops the trial, which stays on record for the next helper. */
void hn_trial_forget (HnHelperTrial *self);

/* The trial is over. Frees it.
 *
 * Returns: %HN_OUTCOME_OVER */
HnOutcome hn_trial_finish (HnHelperTrial *self, HnTrialState state);

/* Whether the permanent file is what it was when the trial began, or, when @begun, is already what
 * Keep makes of it. */
gboolean hn_trial_check_permanent (HnHelperTrial *self, gboolean begun, GError **error);

G_END_DECLS
