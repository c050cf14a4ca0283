/* The programs in the kernel: loaded while a tracer lives, and gone with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observed.h"
#include "observer/observer.h"

G_BEGIN_DECLS

typedef struct
{
  /* A control group with a name that is looked for was made inside of @manager. */
  void (*started) (gpointer user_data, const char *name, guint64 group, guint64 manager);
  /* Control group @group is gone. */
  void (*ended) (gpointer user_data, guint64 group);
  /* @use was seen in the service whose control group is @group; its last is of CLOCK_BOOTTIME. */
  void (*used) (gpointer user_data, guint64 group, const HnObservedUse *use);
  /* So many uses in @group were not counted; 0 for all, as it is not known in which. */
  void (*lost) (gpointer user_data, guint64 group, guint64 count);
} HnTracerFuncs;

/**
 * hn_tracer_new:
 * @funcs: must stay while the tracer lives; called by hn_tracer_drain() and from the loop
 * @error: (out): why nothing can be watched here
 *
 * Loads the programs and starts them. Takes some tenths of a second.
 *
 * Returns: (transfer full) (nullable)
 */
HnTracer *
hn_tracer_new (sd_event *event, const HnTracerFuncs *funcs, gpointer user_data, GError **error);
void hn_tracer_free (HnTracer *self);

/**
 * hn_tracer_hides:
 * @programs: (element-type utf8): what a service starts
 *
 * Returns: whether one of them is the manager's own, which is taken for the manager's work on the
 *   service before that begins
 */
gboolean hn_tracer_hides (const GPtrArray *programs);

/** hn_tracer_get_blind: (nullable): why it is not known which capabilities are used */
const char *hn_tracer_get_blind (HnTracer *self);

/**
 * hn_tracer_add_name:
 * @manager: the number of the control group in which services of one manager are
 *
 * Looks for control groups that are made there with this name, with nothing but slices between.
 *
 * Returns: whether the kernel's tables can hold it
 */
gboolean hn_tracer_add_name (HnTracer *self, const char *name, guint64 manager);
void hn_tracer_remove_name (HnTracer *self, const char *name, guint64 manager);

/**
 * hn_tracer_add_group:
 * @group: the number of a control group
 * @root: that of the service's own
 *
 * Counts what the processes in it do, from now on.
 */
gboolean hn_tracer_add_group (HnTracer *self, guint64 group, guint64 root);

/** hn_tracer_remove_group: with those below; what was counted is still told by the next drain */
void hn_tracer_remove_group (HnTracer *self, guint64 root);

/** hn_tracer_drain: tells what was counted since the last time */
void hn_tracer_drain (HnTracer *self);

G_END_DECLS
