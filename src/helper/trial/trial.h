/* One trial: from the authorized request to the end, whichever that is. Each step is done before
 * the next one begins, is on record first, and can be done again after a crash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/record.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

typedef struct _HnHelperTrial HnHelperTrial;

/**
 * hn_trial_begin:
 * @record: (transfer full): what is to be tried, as far as the request says
 * @changes: (element-type HnChange) (transfer full) (nullable): what the record's text says
 * @look: of the service, just now
 * @caller_unit: (nullable): the object of the unit that the caller runs in
 * @func: called when the trial is on record and will be taken back whatever happens; the
 * first change comes after that
 *
 * The service must not have a trial yet.
 */
void hn_trial_begin (HnHelper *helper,
                     HnRecord *record,
                     GPtrArray *changes,
                     const HnLook *look,
                     const char *caller_unit,
                     HnContinueFunc func,
                     gpointer user_data);

/**
 * hn_trial_resume:
 * @record: (transfer full): that was found
 *
 * Goes on with a trial of a helper that was killed: what waited for Keep goes on waiting, what was
 * being kept is kept, and all else is taken back.
 */
void hn_trial_resume (HnHelper *helper, HnRecord *record);

/** hn_trial_free: forgets a trial in the middle of it; its record and its revert timer remain
 */
void hn_trial_free (HnHelperTrial *self);

const HnRecord *hn_trial_get_record (HnHelperTrial *self);

/**
 * hn_trial_call_keep:
 * @call: answered when the trial is kept, or cannot be; not with @error
 */
void hn_trial_call_keep (HnHelperTrial *self, sd_bus_message *call, GError **error);

/**
 * hn_trial_call_revert:
 * @call: answered when the trial is taken back; not with @error
 * @foreign: whether it is the system's administrator who takes back what somebody else began
 */
void
hn_trial_call_revert (HnHelperTrial *self, sd_bus_message *call, gboolean foreign, GError **error);

/** hn_trial_dup_template: (transfer full) (nullable): the template of which @unit is an instance */
char *hn_trial_dup_template (const char *unit);

/**
 * hn_trial_read_uncovered:
 * @ret_text: (out) (transfer full) (nullable): Hardnut's drop-in of the template of @unit, which
 * holds for an instance without one of its own; %NULL where there is none
 *
 * Of files with one name systemd reads a single one.
 */
gboolean
hn_trial_read_uncovered (HnHelper *helper, const char *unit, char **ret_text, GError **error);

/** hn_trial_find: (nullable) (transfer none): the trial of this number, or of the service of this
 * name, which has a dot */
HnHelperTrial *hn_trial_find (HnHelper *helper, const char *name);

/** hn_trial_job_removed: a job of systemd is over */
void hn_trial_job_removed (HnHelper *helper, const char *job, const char *unit, const char *result);

/** hn_trial_jobs_missed: jobs may have ended that nobody was told of */
void hn_trial_jobs_missed (HnHelper *helper);

/** hn_trial_append_all: the value of the property Trials */
int hn_trial_append_all (HnHelper *helper, sd_bus_message *message);

G_END_DECLS
