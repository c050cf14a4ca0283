/* What is told of a trial while it runs: a line that grows and a question on a terminal, a line for
 * each state in a pipe, nothing where JSON is wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client.h"
#include "engine/blame.h"
#include "options.h"
#include "terminal.h"

G_BEGIN_DECLS

typedef struct _HnTrialText HnTrialText;

/** hn_trial_text_new: @options must stay; @unit is copied */
HnTrialText *hn_trial_text_new (const HnOptions *options, const char *unit);
void hn_trial_text_free (HnTrialText *self);

/**
 * hn_trial_text_state:
 * @again: whether this state was told before, with less
 */
void hn_trial_text_state (HnTrialText *self,
                          HnTrialState state,
                          const HnTrialDetail *detail,
                          gboolean again);

/** hn_trial_text_set_quiet: has nothing told of this trial, as it is one of many */
void hn_trial_text_set_quiet (HnTrialText *self);

/** hn_trial_text_interrupted: that the change is being taken back on the person's request */
void hn_trial_text_interrupted (HnTrialText *self);

/**
 * hn_trial_text_end:
 * @state: an end
 * @blame: (nullable): who is to blame
 * @lines: (nullable): what the service wrote; %NULL where nobody looked, or with @error
 * @error: (nullable): why it cannot be read
 *
 * Tells how it ended, and after a failure all that may help.
 */
void hn_trial_text_end (HnTrialText *self,
                        HnTrialState state,
                        const HnTrialDetail *detail,
                        const HnBlame *blame,
                        const char *const *lines,
                        const GError *error);

/** hn_trial_text_has_failure: whether something went wrong in the service, so that nobody not
 * having kept it is not all */
gboolean hn_trial_text_has_failure (HnTrialText *self);

/** hn_trial_text_get_failure: (nullable): why it is, or was, taken back, with all that was said */
const HnTrialDetail *hn_trial_text_get_failure (HnTrialText *self);

/* The question whether to keep it. Between begin and end the terminal hands over single keys. */
void hn_trial_text_begin_question (HnTrialText *self, guint seconds);
void hn_trial_text_question (HnTrialText *self, guint seconds);
void hn_trial_text_end_question (HnTrialText *self);

typedef enum
{
  HN_KEY_YES,
  HN_KEY_NO, /* also Enter, Escape, and the end of the input */
  HN_KEY_OTHER,
} HnKey;

HnKey hn_trial_text_read_key (HnTrialText *self);

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
