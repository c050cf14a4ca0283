/* What a trial does, and what comes next: one row for each step; and how it begins, or goes on
 * after a crash. A step asks for something and takes the answer, or does its work at once; what
 * came of it says which step is next. An answer that is an error has the trial fail, or has the
 * step done again in a while, or is taken like any other.
 *
 *   authorized -> written -> loaded -> restarted -> healthy -> (keeping) -> kept
 *        \___________\__________\__________\___________\___________\-> reverting -> reverted
 *                                                                             \---> failed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <time.h>

#include "helper/inspect.h"
#include "helper/watch.h"

/* What everything up to Keep may take besides the restart and the watch over it: a slow reload, and
 * the pauses that systemd wants between them. Then the revert timer elapses. */
#define SLACK (3 * 60 * G_USEC_PER_SEC)

#define DONE(step) [HN_OUTCOME_DONE] = HN_DO_##step
#define FAILED(step) [HN_OUTCOME_FAILED] = HN_DO_##step
#define AGAIN(step) [HN_OUTCOME_AGAIN] = HN_DO_##step
#define MORE(step) [HN_OUTCOME_MORE] = HN_DO_##step
#define RESTART(step) [HN_OUTCOME_RESTART] = HN_DO_##step
#define RESET(step) [HN_OUTCOME_RESET] = HN_DO_##step
#define OTHER(step) [HN_OUTCOME_OTHER] = HN_DO_##step
#define FAILS_AT(step) .fails_at = HN_STEP_##step
#define TRIES_AGAIN .tries_again = TRUE

/* clang-format off */
static const HnTrialRow rows[HN_N_STEPS] = {
  /* The drop-in is written, and read. */
  [HN_DO_ARM] = { hn_trial_ask_arm, hn_trial_take_armed, { DONE (WRITE) } },
  [HN_DO_WRITE] = { NULL, hn_trial_write, { DONE (RELOAD), FAILED (TAKE_BACK) } },
  [HN_DO_RELOAD] = { hn_trial_reload, NULL, { DONE (CHECK_LOADED), FAILED (TAKE_BACK) },
                     FAILS_AT (LOAD) },
  [HN_DO_CHECK_LOADED] = { hn_trial_look, hn_trial_take_loaded,
                           { DONE (ARM_FOR_KEEP), RESTART (FIND_DEPENDENTS), OTHER (KEEP),
                             FAILED (TAKE_BACK) },
                           FAILS_AT (LOAD) },
  [HN_DO_ARM_FOR_KEEP] = { hn_trial_ask_arm_for_keep, hn_trial_take_armed_for_keep,
                           { DONE (AWAIT_KEEP), FAILED (TAKE_BACK) }, FAILS_AT (WATCH) },
  [HN_DO_AWAIT_KEEP] = { NULL, hn_trial_await_keep, { DONE (NOTHING) } },

  /* The service shows whether it works with it. */
  [HN_DO_FIND_DEPENDENTS] = { hn_trial_look, hn_trial_take_own, { DONE (GATHER) } },
  [HN_DO_GATHER] = { NULL, hn_trial_gather, { MORE (TAKE_DEPENDENT), DONE (PREPARE_RESTART) } },
  [HN_DO_TAKE_DEPENDENT] = { hn_trial_look_at_named, hn_trial_take_gathered,
                             { DONE (GATHER), FAILED (TAKE_BACK) } },
  [HN_DO_PREPARE_RESTART] = { hn_trial_look, hn_trial_take_ready,
                              { RESTART (RESTART), DONE (WATCH), FAILED (TAKE_BACK) } },
  [HN_DO_RESTART] = { hn_trial_ask_restart, hn_trial_take_restart,
                      { DONE (CHECK_RESTARTED), OTHER (EXPLAIN_FAILURE), FAILED (TAKE_BACK) } },
  [HN_DO_EXPLAIN_FAILURE] = { hn_trial_look, hn_trial_explain_failure, { FAILED (TAKE_BACK) } },
  [HN_DO_CHECK_RESTARTED] = { hn_trial_look, hn_trial_take_restarted,
                              { DONE (WATCH), FAILED (TAKE_BACK) }, FAILS_AT (RESTART) },
  [HN_DO_WATCH] = { hn_trial_look, hn_trial_watch,
                    { AGAIN (WATCH), DONE (NEXT_DEPENDENT), FAILED (TAKE_BACK) } },
  [HN_DO_NEXT_DEPENDENT] = { NULL, hn_trial_next_dependent,
                             { MORE (CHECK_DEPENDENT), DONE (ARM_FOR_KEEP) } },
  [HN_DO_CHECK_DEPENDENT] = { hn_trial_look_at_named, hn_trial_take_dependent,
                              { DONE (NEXT_DEPENDENT), FAILED (TAKE_BACK) } },

  /* It is kept. */
  [HN_DO_WEIGH] = { hn_trial_look_closely, hn_trial_take_weighed,
                    { DONE (KEEP), OTHER (AWAIT_KEEP), FAILED (TAKE_BACK) } },
  [HN_DO_KEEP] = { NULL, hn_trial_begin_keep, { DONE (WRITE_KEPT), FAILED (TAKE_BACK) } },
  [HN_DO_WRITE_KEPT] = { hn_trial_ask_arm_keep, hn_trial_write_kept,
                         { DONE (RELOAD_KEPT), FAILED (TAKE_BACK) }, FAILS_AT (KEEP) },
  [HN_DO_RELOAD_KEPT] = { hn_trial_reload, NULL, { DONE (CHECK_KEPT), FAILED (TAKE_BACK) },
                          FAILS_AT (KEEP) },
  [HN_DO_CHECK_KEPT] = { hn_trial_look_closely, hn_trial_take_kept,
                         { DONE (RELOAD_ALONE), FAILED (TAKE_BACK) }, FAILS_AT (KEEP) },
  [HN_DO_RELOAD_ALONE] = { hn_trial_reload, NULL, { DONE (CHECK_ALONE), FAILED (TAKE_BACK) },
                           FAILS_AT (KEEP) },
  [HN_DO_CHECK_ALONE] = { hn_trial_look, hn_trial_take_alone, { FAILED (TAKE_BACK) },
                          FAILS_AT (KEEP) },

  /* It is taken back, for as long as that takes. */
  [HN_DO_TAKE_BACK] = { NULL, hn_trial_begin_back, { DONE (REMOVE_FILES), MORE (ARM_BACK) } },
  [HN_DO_ARM_BACK] = { hn_trial_ask_arm_back, hn_trial_take_armed_back, { DONE (REMOVE_FILES) } },
  [HN_DO_REMOVE_FILES] = { NULL, hn_trial_remove_files,
                           { DONE (RELOAD_BACK), FAILED (START_OVER) } },
  [HN_DO_RELOAD_BACK] = { hn_trial_reload_patiently, hn_trial_take_reload_back,
                          { DONE (FIND_WAY), FAILED (START_OVER) } },
  [HN_DO_FIND_WAY] = { hn_trial_look, hn_trial_find_way,
                       { AGAIN (FIND_WAY), FAILED (START_OVER), RESTART (RESET),
                         RESET (RESET_ONLY), MORE (NEXT_LEFT), DONE (END) },
                       TRIES_AGAIN },
  [HN_DO_RESET] = { hn_trial_ask_reset, NULL, { DONE (PREPARE_RESTART_BACK) } },
  [HN_DO_RESET_ONLY] = { hn_trial_ask_reset, NULL, { DONE (END) } },
  [HN_DO_PREPARE_RESTART_BACK] = { hn_trial_look, hn_trial_take_ready_back,
                                   { AGAIN (PREPARE_RESTART_BACK), RESTART (RESTART_BACK),
                                     DONE (CHECK_BACK) },
                                   TRIES_AGAIN },
  [HN_DO_RESTART_BACK] = { hn_trial_ask_restart_back, hn_trial_take_restart_back,
                           { AGAIN (PREPARE_RESTART_BACK), DONE (CHECK_BACK) } },
  [HN_DO_CHECK_BACK] = { hn_trial_look, hn_trial_take_back_again,
                         { AGAIN (CHECK_BACK), RESTART (PREPARE_RESTART_BACK), FAILED (START_OVER),
                           DONE (NEXT_LEFT) },
                         TRIES_AGAIN },
  [HN_DO_NEXT_LEFT] = { NULL, hn_trial_next_left, { MORE (LOOK_LEFT), DONE (END) } },
  [HN_DO_LOOK_LEFT] = { hn_trial_look_at_named, hn_trial_take_left,
                        { AGAIN (LOOK_LEFT), RESET (RESET_LEFT), DONE (NEXT_LEFT) }, TRIES_AGAIN },
  [HN_DO_RESET_LEFT] = { hn_trial_ask_reset_left, NULL, { DONE (START_LEFT) } },
  [HN_DO_START_LEFT] = { hn_trial_ask_start_left, hn_trial_take_start_left,
                         { AGAIN (LOOK_LEFT), DONE (NEXT_LEFT) } },
  [HN_DO_END] = { NULL, hn_trial_end, { FAILED (START_OVER) } },
  [HN_DO_START_OVER] = { NULL, hn_trial_start_over, { DONE (TAKE_BACK) } },
};
/* clang-format on */

static HnHelperTrial *
trial_new (HnHelper *helper, HnRecord *record)
{
  HnHelperTrial *self = g_new0 (HnHelperTrial, 1);

  self->helper = helper;
  self->record = record;
  self->steps = rows;
  self->job_usec = hn_trial_job_time (NULL);
  self->ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->gathered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->gather);
  g_queue_init (&self->calls);
  g_ptr_array_add (helper->trials, self);
  hn_trial_hold_settled (self, TRUE);
  hn_helper_work_changed (helper);

  return self;
}

void
hn_trial_begin (HnHelper *helper,
                HnRecord *record,
                GPtrArray *changes,
                const HnLook *look,
                const char *caller_unit,
                HnContinueFunc func,
                gpointer user_data)
{
  HnHelperTrial *self = trial_new (helper, record);

  self->changes = changes;
  self->begin_func = func;
  self->begin_data = user_data;
  self->caller_unit = g_strdup (caller_unit);
  record->state = HN_TRIAL_AUTHORIZED;
  record->was_active = hn_look_is_active (look);
  record->invocation = g_strdup (look->invocation);
  record->n_restarts = look->n_restarts;
  if (record->at_once)
    record->restart_time = hn_now (CLOCK_REALTIME);
  self->begin_usec = SLACK + hn_trial_job_time (look) + hn_watch_time (look);
  hn_trial_go (self, HN_DO_ARM);
}

/* Where a trial stood that was on its way to Keep. */
static const char *
get_next_step (const HnRecord *record)
{
  if (record->state >= HN_TRIAL_RESTARTED)
    return HN_STEP_WATCH;
  if (record->state >= HN_TRIAL_LOADED)
    return record->at_once ? HN_STEP_WATCH : HN_STEP_RESTART;

  return record->state >= HN_TRIAL_WRITTEN ? HN_STEP_LOAD : HN_STEP_WRITE;
}

void
hn_trial_resume (HnHelper *helper, HnRecord *record)
{
  HnHelperTrial *self = trial_new (helper, record);

  self->missed_jobs = TRUE;
  self->changes = hn_parse (helper, record->text);

  if (hn_trial_state_is_end (record->state))
    {
      hn_trial_remove_record (self);
      hn_trial_forget (self);
    }
  else if (record->state == HN_TRIAL_KEEPING)
    hn_trial_go (self, HN_DO_KEEP);
  else if (record->state == HN_TRIAL_REVERTING)
    hn_trial_go (self, HN_DO_TAKE_BACK);
  else if (record->state != HN_TRIAL_HEALTHY)
    hn_trial_fail (self, get_next_step (record),
                   _ ("The helper was stopped in the middle of the trial"));
  /* Without a text that can be read, Keep could not be checked. */
  else if (helper->revert_only || (!record->removal && self->changes == NULL))
    hn_trial_fail (self, HN_STEP_KEEP, _ ("The time to keep the change is over"));
  else
    hn_trial_go (self, HN_DO_AWAIT_KEEP);
}
