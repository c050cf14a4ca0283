/* What the files of a trial share: all that it knows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial.h"

G_BEGIN_DECLS

struct _HnTrial
{
  GObject parent_instance;

  HnTrialState state;
  HnTrialState heard;  /* the last one that the helper told */
  HnTrialState told;   /* the last state on the way forward */
  HnTrialState broken; /* the step that failed; with failed */
  gint64 deadline;     /* of g_get_monotonic_time() */
  gint64 began;        /* of g_get_real_time() */
  guint seconds;
  guint seconds_left;
  guint tick_id;
  guint confirm_seconds;
  gboolean probe;
  gboolean restart, next_start, at_once, removal, foreign, failed, withdrawn;
  gboolean reading_score;

  /* owned */
  HnHelperClient *client;
  HnBusConnection *manager; /* (nullable) */
  char *unit;
  char *id;                  /* (nullable) */
  GPtrArray *edits;          /* (nullable) of HnEdit */
  GPtrArray *present;        /* of HnEdit */
  GPtrArray *new;            /* of HnEdit, borrowed from edits */
  HnSettings *after;         /* (nullable) */
  HnPolicy *policy;          /* (nullable) */
  HnAssessment *predicted;   /* (nullable) */
  HnAssessment *real;        /* (nullable) */
  HnSettings *real_settings; /* (nullable) */
  GCancellable *cancellable;
  GError *error;
  GArray *states;        /* of HnTrialState, as the helper told them */
  HnTrialDetail *detail; /* (nullable): what it told last */
  char *reason;
  char *explanation;
  HnTrialDetail *failure;        /* (nullable): the first that told why it is taken back */
  HnBlame *blame;                /* (nullable) */
  GCancellable *journal_reading; /* (nullable): the last one */
  GStrv journal;
  char *journal_error;
};

G_END_DECLS
