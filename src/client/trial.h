/* One trial of a change, as a person follows it: from the question for a password over the steps of
 * the helper to its end, with what went wrong, and whether the score came out as predicted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client.h"
#include "engine/assessment.h"
#include "engine/blame.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* How far a step is. The steps are the states %HN_TRIAL_AUTHORIZED to %HN_TRIAL_HEALTHY. */
typedef enum
{
  HN_STEP_WAITING,
  HN_STEP_UNDER_WAY,
  HN_STEP_DONE,
  HN_STEP_SKIPPED, /* a restart that nobody wanted, or that must not be */
  HN_STEP_FAILED,
} HnStepState;

/* What is to be done. Everything is copied. */
typedef struct
{
  const char *unit;
  GPtrArray *content;       /* of HnChange: the whole content of the drop-in; empty: remove it */
  GPtrArray *present;       /* (nullable) of HnChange: the content that stands */
  const HnSettings *before; /* (nullable): the service as it is, finished */
  const HnSettings *after;  /* (nullable): the same with @content; tells what is to blame */
  const char *etag;         /* of hn_helper_client_read_etag_finish() */
  gboolean restart;
  gboolean next_start; /* a service that must not be restarted: kept at once */
  gboolean probe;      /* one of a HnCulpritSearch: nobody is asked to keep it */
  guint confirm_seconds;
  const HnAssessment *predicted; /* (nullable) */
  HnPolicy *policy;              /* (nullable) */
} HnTrialRequest;

/* What is known of a trial. */
typedef struct
{
  HnHelperClient *client;
  char *unit;
  char *id;              /* (nullable): until the helper has begun */
  GArray *states;        /* of HnTrialState: those that the helper told, in their order */
  HnTrialDetail *detail; /* (nullable): what it said with the last of them */

  GPtrArray *content; /* (nullable) of HnChange: the content that it tries; NULL if foreign */
  GPtrArray *present; /* of HnChange: the content that stands instead, line by line */
  GPtrArray *new;     /* of HnChange, borrowed: of content what was not in force before; empty for a
                       * removal, or where that is not known */
  gboolean removal;   /* nothing of Hardnut's is to stand there */
  gboolean restart;   /* the service is restarted for it */
  gboolean next_start;   /* it takes effect only when the service starts next */
  gboolean at_once;      /* the service has part of it without a restart */
  gboolean probe;        /* it only is to show whether the service works with it */
  gboolean foreign;      /* it was found rather than begun by this window */
  guint confirm_seconds; /* as it was asked for; 0 for one that was found */
  guint seconds;         /* how long one may take to keep it, all in all; 0 when not known */

  /* Why the helper did not do what it was asked last: to begin, to keep, to take back.
   * HN_HELPER_ERROR, or G_IO_ERROR_CANCELLED where the person withdrew. */
  GError *error; /* (nullable) */

  /* What went wrong with the service. */
  gboolean failed;        /* it is, or is being, taken back for that */
  HnTrialDetail *failure; /* (nullable): what the helper said when it began to be taken back */
  char *reason;           /* (nullable): the helper's words, for whatever end it took */
  char *explanation;      /* (nullable): systemd's result in words */
  HnBlame *blame; /* (nullable): which of the new lines can be the cause; better founded once
                   * the journal is read. NULL where nothing can be said, or where settings
                   * were ignored. */
  const char *const *journal; /* (nullable): what the service wrote since; NULL until it is known */
  char *journal_error;        /* (nullable): why there is no journal to show */

  /* What came of the prediction. */
  HnAssessment *predicted;   /* (nullable) */
  HnAssessment *real;        /* (nullable): as the manager has it now; NULL until it is read */
  HnSettings *real_settings; /* (nullable): what it was assessed from */
} HnTrialInfo;

#define HN_TYPE_TRIAL (hn_trial_get_type ())
G_DECLARE_FINAL_TYPE (HnTrial, hn_trial, HN, TRIAL, GObject)

/* Signals: "state-changed"; "seconds-changed": those until it is taken back; "changed": a step,
 * what went wrong, or the comparison of scores is new. */

/**
 * hn_trial_new:
 * @manager: (nullable): to compare the score with; of the same bus as @client
 *
 * Returns: (transfer full): in state %HN_TRIAL_ASKING; the helper is asked at once
 */
HnTrial *
hn_trial_new (HnHelperClient *client, HnBusConnection *manager, const HnTrialRequest *request);

/**
 * hn_trial_new_for_record:
 * @record: one that another program has begun, or Hardnut before it was started anew
 */
HnTrial *hn_trial_new_for_record (HnHelperClient *client,
                                  HnBusConnection *manager,
                                  const HnTrialRecord *record);

const char *hn_trial_get_unit (HnTrial *self);
HnTrialState hn_trial_get_state (HnTrial *self);
guint hn_trial_get_seconds_left (HnTrial *self); /* 0 where being taken back is not near */

/** hn_trial_get_info: (transfer none): current for as long as the trial is there */
const HnTrialInfo *hn_trial_get_info (HnTrial *self);

/** hn_trial_is_settled: whether it is at its end, and all is read that may tell why */
gboolean hn_trial_is_settled (HnTrial *self);

HnStepState hn_trial_get_step (HnTrial *self, HnTrialState step);

/** hn_trial_get_ignored: (nullable): names of directives that systemd does not put in force,
 * which is why it was taken back */
const char *const *hn_trial_get_ignored (HnTrial *self);

/**
 * hn_trial_list_suspects:
 *
 * Returns: (transfer container) (element-type HnChange): those of the new lines without which it is
 * worth another try; empty where nothing tells them from the others. Borrowed.
 */
GPtrArray *hn_trial_list_suspects (HnTrial *self);

/**
 * hn_trial_dup_without:
 * @lines: (element-type HnChange): of the new ones
 *
 * Returns: (transfer container) (element-type HnChange): what it tries without @lines, and with
 * what stands instead of them. Borrowed.
 */
GPtrArray *hn_trial_dup_without (HnTrial *self, GPtrArray *lines);

/** hn_trial_has_rest: whether hn_trial_dup_without() differs from what stands */
gboolean hn_trial_has_rest (HnTrial *self, GPtrArray *lines);

/**
 * hn_trial_list_differences:
 *
 * Returns: (transfer full) (element-type guint): indexes of the checks that came out otherwise than
 *   predicted; empty as long as one of both is missing
 */
GArray *hn_trial_list_differences (HnTrial *self);

/**
 * hn_trial_keep:
 *
 * Makes it permanent, unless it is at its end. Where the helper does not do so, it says why.
 */
void hn_trial_keep (HnTrial *self);

/**
 * hn_trial_take_back:
 *
 * Takes it back at once, whatever it is about; while a password is asked for, the request is
 * withdrawn.
 */
void hn_trial_take_back (HnTrial *self);

G_END_DECLS
