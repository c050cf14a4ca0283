/* What is told of a trial while it runs: a line that grows and a question on a terminal, a line for
 * each state in a pipe, nothing where JSON is wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial.h"
#include "cli/options.h"
#include "cli/terminal.h"

G_BEGIN_DECLS

typedef struct _HnTrialText HnTrialText;

/** hn_trial_text_new: @options and @trial must stay; of a probe nothing is told */
HnTrialText *hn_trial_text_new (const HnOptions *options, HnTrial *trial);
void hn_trial_text_free (HnTrialText *self);

/** hn_trial_text_state: that the trial has come to @state */
void hn_trial_text_state (HnTrialText *self, HnTrialState state);

/** hn_trial_text_interrupted: that the change is being taken back on the person's request */
void hn_trial_text_interrupted (HnTrialText *self);

/**
 * hn_trial_text_end:
 * @state: how it ended, as far as could be found out
 *
 * Tells how it ended, and after a failure all that may help.
 */
void hn_trial_text_end (HnTrialText *self, HnTrialState state);

/* The question whether to keep it. Between begin and end the terminal delivers single keys. */
void hn_trial_text_begin_question (HnTrialText *self, guint seconds);
void hn_trial_text_question (HnTrialText *self, guint seconds);
void hn_trial_text_end_question (HnTrialText *self);

typedef enum
{
  HN_KEY_YES,
  HN_KEY_NO, /* also Enter, Escape, and the end of the input */
  HN_KEY_OTHER,
} HnKey;

/** hn_read_key: waits for one */
HnKey hn_read_key (void);

/** hn_can_ask: whether there is a person at the terminal to be asked */
gboolean hn_can_ask (const HnOptions *options);

/**
 * hn_ask:
 * @question: with "[y/N]" at its end
 *
 * Asks and waits for one key.
 *
 * Returns: whether it was yes
 */
gboolean hn_ask (const char *question);

G_END_DECLS
