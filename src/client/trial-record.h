/* One trial as the helper tells about it: its state and what comes with that.
 *
 * Builds without GTK, down to GLib 2.74, as hardnutctl needs it too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "protocol/helper1.h"

G_BEGIN_DECLS

/* What the helper says about one state of a trial. Immutable once handed out; what it did not say
 * is NULL, 0 or FALSE. Text is valid UTF-8, but may hold control characters. */
typedef struct
{
  gatomicrefcount ref_count;
  char *reason; /* in words, for a person */
  char *step;   /* at which it failed: "written", "loaded", "restarted", "healthy", "keep" */
  char *result; /* systemd's Result, "exit-code" */
  gboolean has_status;
  int code;         /* CLD_EXITED, CLD_KILLED, …; with has_status */
  int status;       /* exit status or signal; with has_status */
  GStrv directives; /* that systemd ignored */
  gint64 deadline;  /* in microseconds of g_get_monotonic_time(); 0: none */
  gboolean restart; /* whether the service is restarted for this trial */
  gboolean removal; /* the trial is one without Hardnut's drop-in */
  char *note;       /* "next-start": in force when the service starts next; "at-once": part of it is
                     * without a restart */
  gint64 since; /* in microseconds of g_get_real_time(): what the service wrote into the journal */
  gint64 until; /* from here to here may tell why it failed; 0: not known */
} HnTrialDetail;

#define HN_TYPE_TRIAL_DETAIL (hn_trial_detail_get_type ())
GType hn_trial_detail_get_type (void);
HnTrialDetail *hn_trial_detail_ref (HnTrialDetail *self);
void hn_trial_detail_unref (HnTrialDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTrialDetail, hn_trial_detail_unref)

/** hn_trial_detail_parse: (transfer full): reads a{sv}; what is not known or of another type than
 * agreed is left out */
HnTrialDetail *hn_trial_detail_parse (GVariant *dictionary);

/** hn_trial_detail_new: with nothing but a deadline in microseconds of real time, or 0 */
HnTrialDetail *hn_trial_detail_new (guint64 deadline);

HnTrialDetail *hn_trial_detail_copy (const HnTrialDetail *self); /* (transfer full) */

/** hn_trial_detail_says_more: whether @self tells anything that @other does not */
gboolean hn_trial_detail_says_more (const HnTrialDetail *self, const HnTrialDetail *other);

/** hn_trial_detail_get_seconds_left: until the deadline, rounded up; 0 when it is over or missing
 */
guint hn_trial_detail_get_seconds_left (const HnTrialDetail *self);

/* One trial as it stands. */
typedef struct
{
  char *id;
  char *unit;
  HnTrialState state;
  HnTrialDetail *detail;
} HnTrialRecord;

HnTrialRecord *
hn_trial_record_new (const char *id, const char *unit, HnTrialState state, HnTrialDetail *detail);
void hn_trial_record_free (HnTrialRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnTrialRecord, hn_trial_record_free)

G_END_DECLS
