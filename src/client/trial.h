/* One attempt at applying a change, as a person follows it: from the question for a password over
 * the steps of the helper's trial to its end, with what went wrong, and whether the score came out
 * as predicted. Talks to the helper and the manager; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client.h"
#include "engine/assessment.h"
#include "engine/blame.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

typedef enum
{
  HN_ATTEMPT_ASKING,     /* the helper has been asked, and may ask for a password */
  HN_ATTEMPT_WORKING,    /* a trial: its steps are under way */
  HN_ATTEMPT_CONFIRMING, /* the service is well; taken back unless somebody keeps it */
  HN_ATTEMPT_KEEPING,
  HN_ATTEMPT_REVERTING,
  HN_ATTEMPT_REFUSED, /* from here on, ends. Nothing was done, see hn_attempt_get_error() */
  HN_ATTEMPT_KEPT,
  HN_ATTEMPT_REVERTED, /* the service is as before */
  HN_ATTEMPT_FAILED,   /* taken back, but the service is not well */
  HN_ATTEMPT_LOST,     /* it ended while the helper could not be heard */
} HnAttemptState;

/** hn_attempt_state_is_end: whether nothing comes after it */
gboolean hn_attempt_state_is_end (HnAttemptState state);

typedef enum
{
  HN_STEP_AUTHORIZED,
  HN_STEP_WRITTEN,
  HN_STEP_LOADED,
  HN_STEP_RESTARTED,
  HN_STEP_HEALTHY,
  HN_N_STEPS
} HnStep;

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
  GPtrArray *edits;         /* of HnEdit: the whole content of the drop-in; empty: remove it */
  GPtrArray *present;       /* (nullable) of HnEdit: the content that stands */
  const HnSettings *before; /* (nullable): the service as it is, finished */
  const HnSettings *after;  /* (nullable): the same with @edits; tells what is to blame */
  const char *etag;         /* of hn_helper_client_read_etag_finish() */
  gboolean restart;
  gboolean next_start; /* a service that must not be restarted: kept at once */
  gboolean probe;      /* one of a HnCulpritSearch: nobody is asked to keep it */
  guint confirm_seconds;
  const HnAssessment *predicted; /* (nullable) */
  HnPolicy *policy;              /* (nullable) */
} HnAttemptRequest;

#define HN_TYPE_ATTEMPT (hn_attempt_get_type ())
G_DECLARE_FINAL_TYPE (HnAttempt, hn_attempt, HN, ATTEMPT, GObject)

/* Properties, read-only, notified: "state" (uint, HnAttemptState), "seconds-left" (uint): until it
 * is taken back, 0 where that is not near. Signal "changed": a step, what went wrong, or the
 * comparison of scores is new. */

/**
 * hn_attempt_new:
 * @manager: (nullable): to compare the score with; of the same bus as @client
 *
 * Returns: (transfer full): in state %HN_ATTEMPT_ASKING; the helper is asked at once
 */
HnAttempt *
hn_attempt_new (HnHelperClient *client, HnBusConnection *manager, const HnAttemptRequest *request);

/**
 * hn_attempt_new_for_trial:
 * @trial: one that another program has begun, or Hardnut before it was started anew
 */
HnAttempt *
hn_attempt_new_for_trial (HnHelperClient *client, HnBusConnection *manager, const HnTrial *trial);

const char *hn_attempt_get_unit (HnAttempt *self);
HnScope hn_attempt_get_scope (HnAttempt *self);
const char *hn_attempt_get_trial (HnAttempt *self); /* (nullable) until the helper has begun */
HnAttemptState hn_attempt_get_state (HnAttempt *self);
HnStepState hn_attempt_get_step (HnAttempt *self, HnStep step);
gboolean hn_attempt_is_removal (HnAttempt *self);

/** hn_attempt_get_edits: (nullable): the content that it tries; NULL for one that was found */
GPtrArray *hn_attempt_get_edits (HnAttempt *self);

/** hn_attempt_get_present: (element-type HnEdit): the content that stands instead, line by line */
GPtrArray *hn_attempt_get_present (HnAttempt *self);

/** hn_attempt_get_new: (element-type HnEdit): those of hn_attempt_get_edits() that were not in
 * force before; empty for a removal, or where that is not known */
GPtrArray *hn_attempt_get_new (HnAttempt *self);

/**
 * hn_attempt_list_suspects:
 *
 * Returns: (transfer container) (element-type HnEdit): those of hn_attempt_get_new() without which
 * it is worth another try; empty where nothing tells them from the others. Borrowed.
 */
GPtrArray *hn_attempt_list_suspects (HnAttempt *self);

/**
 * hn_attempt_dup_without:
 * @lines: (element-type HnEdit): of hn_attempt_get_new()
 *
 * Returns: (transfer container) (element-type HnEdit): hn_attempt_get_edits() without @lines, and
 * with what stands instead of them. Borrowed.
 */
GPtrArray *hn_attempt_dup_without (HnAttempt *self, GPtrArray *lines);

/** hn_attempt_has_rest: whether hn_attempt_dup_without() differs from what stands */
gboolean hn_attempt_has_rest (HnAttempt *self, GPtrArray *lines);

/** hn_attempt_get_restart: whether the service is restarted for it */
gboolean hn_attempt_get_restart (HnAttempt *self);

/** hn_attempt_is_probe: whether it only is to show whether the service works with it */
gboolean hn_attempt_is_probe (HnAttempt *self);

/** hn_attempt_is_foreign: whether it was found rather than begun by this window */
gboolean hn_attempt_is_foreign (HnAttempt *self);

/** hn_attempt_get_next_start: whether it takes effect only when the service starts next */
gboolean hn_attempt_get_next_start (HnAttempt *self);

/** hn_attempt_get_at_once: whether the service has part of it without a restart */
gboolean hn_attempt_get_at_once (HnAttempt *self);

guint hn_attempt_get_seconds_left (HnAttempt *self);

/** hn_attempt_get_confirm_seconds: as it was asked for; 0 for one that was found */
guint hn_attempt_get_confirm_seconds (HnAttempt *self);

/** hn_attempt_get_seconds: how long one may take to keep it, all in all; 0 when not known */
guint hn_attempt_get_seconds (HnAttempt *self);

/**
 * hn_attempt_keep:
 *
 * Makes it permanent. Does nothing except in state %HN_ATTEMPT_CONFIRMING.
 */
void hn_attempt_keep (HnAttempt *self);

/**
 * hn_attempt_take_back:
 *
 * Takes it back at once, whatever it is about; while a password is asked for, the request is
 * withdrawn.
 */
void hn_attempt_take_back (HnAttempt *self);

/**
 * hn_attempt_get_error:
 *
 * Returns: (nullable): why the helper did not do what it was asked last: to begin, to keep, to take
 *   back. %HN_HELPER_ERROR, or %G_IO_ERROR_CANCELLED where the person withdrew.
 */
const GError *hn_attempt_get_error (HnAttempt *self);

/* What went wrong with the service. */

/** hn_attempt_has_failed: whether it is, or is being, taken back for something that went wrong */
gboolean hn_attempt_has_failed (HnAttempt *self);

/** hn_attempt_get_reason: (nullable): the helper's words, for whatever end it took */
const char *hn_attempt_get_reason (HnAttempt *self);

/** hn_attempt_get_explanation: (nullable): systemd's result in words */
const char *hn_attempt_get_explanation (HnAttempt *self);

/** hn_attempt_get_blame: (nullable): which of hn_attempt_get_new() can be the cause; better founded
 *    once the journal is read. %NULL where nothing can be said, or where settings were ignored. */
const HnBlame *hn_attempt_get_blame (HnAttempt *self);

/** hn_attempt_get_ignored: (nullable): names of directives that systemd does not put in force,
 * which is why it was taken back */
const char *const *hn_attempt_get_ignored (HnAttempt *self);

/** hn_attempt_get_journal: (nullable): what the service wrote since; %NULL until it is known */
const char *const *hn_attempt_get_journal (HnAttempt *self);

/** hn_attempt_get_journal_error: (nullable): why there is no journal to show */
const char *hn_attempt_get_journal_error (HnAttempt *self);

/* What came of the prediction. */

/** hn_attempt_get_predicted: (nullable) */
const HnAssessment *hn_attempt_get_predicted (HnAttempt *self);

/** hn_attempt_get_real: (nullable): as the manager has it now; %NULL until it is read */
const HnAssessment *hn_attempt_get_real (HnAttempt *self);

/**
 * hn_attempt_get_real_settings: (nullable): what it was assessed from
 */
const HnSettings *hn_attempt_get_real_settings (HnAttempt *self);

/**
 * hn_attempt_list_differences:
 *
 * Returns: (transfer full) (element-type guint): indexes of the checks that came out otherwise than
 *   predicted; empty as long as one of both is missing
 */
GArray *hn_attempt_list_differences (HnAttempt *self);

G_END_DECLS
