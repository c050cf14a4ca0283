/* What the files of HnHardening share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/hardening/hardening.h"
#include "source/manager/restart.h"

G_BEGIN_DECLS

struct _HnHardening
{
  GObject parent_instance;

  HnHardeningInfo info;
  guint watch_seconds;
  gboolean keep;        /* what was found, without a question */
  gboolean taking_back; /* because the person said so */
  guint told_trials;    /* of the search, those that the steps tell the outcome of */
  guint told_notes;     /* of the search, those that stand in the steps */

  /* owned */
  HnTrialList *list;        /* (nullable) */
  HnBusConnection *manager; /* (nullable) */
  HnRestart *restart;       /* (nullable): until it is read */
  GStrv unread;             /* (nullable): other units whose files a trial puts in force */
  GCancellable *reading;
  HnHardenSearch *run;        /* (nullable) */
  HnHardenQuestion *question; /* (nullable): asked for several */
  GPtrArray *was;             /* (nullable) of HnChange: what stood when the search began */
  HnTrial *undoing;           /* (nullable): takes back what was kept */
  HnTrial *told;              /* (nullable): the trial that the steps told of last */
  GArray *fates;              /* of HnFate: of the lines, as the steps tell them */
  HnSettings *now;            /* (nullable): the service when the search began, finished */
  HnSettings *found;          /* (nullable): with what was found */
  HnAssessment assessed;      /* of @found */
  HnAssessment original;      /* of @now */
  GError *error;              /* (nullable): beside that of the search */
};

/** hn_hardening_set_state: tells of it */
void hn_hardening_set_state (HnHardening *self, HnHardeningState state);

/** hn_hardening_set_error: @message: for a person */
void hn_hardening_set_error (HnHardening *self, const char *message);

/** hn_hardening_tell_steps: adds what the search has done since, in words */
void hn_hardening_tell_steps (HnHardening *self);

/** hn_hardening_add_warnings: adds to @sentences what it would put in force of other units, and
 * which recipes it does without */
void hn_hardening_add_warnings (HnHardening *self, GPtrArray *sentences);

/** hn_hardening_open_free: of HnHardeningOpen */
void hn_hardening_open_free (HnHardeningOpen *open);

G_END_DECLS
