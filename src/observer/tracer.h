/* The programs in the kernel: loaded while a tracer lives, and gone with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observed.h"
#include "observer/observer.h"

G_BEGIN_DECLS

/* @watch is what hn_tracer_add_watch() returned; times are in microseconds of CLOCK_BOOTTIME. */
typedef struct
{
  /* The service started so many times. */
  void (*started) (gpointer user_data, guint64 watch, guint64 count, guint64 last);
  /* It did @use. */
  void (*used) (gpointer user_data, guint64 watch, const HnObservedUse *use);
  /* So many of its uses were not counted. */
  void (*lost) (gpointer user_data, guint64 watch, guint64 count);
} HnTracerFuncs;

/**
 * hn_tracer_new:
 * @funcs: must stay while the tracer lives; called by hn_tracer_drain()
 * @error: (out): why nothing can be watched here
 *
 * Loads the programs and starts them. Takes some tenths of a second.
 *
 * Returns: (transfer full) (nullable)
 */
HnTracer *hn_tracer_new (const HnTracerFuncs *funcs, gpointer user_data, GError **error);
void hn_tracer_free (HnTracer *self);

/**
 * hn_tracer_hides:
 * @programs: (element-type utf8): what a service starts
 *
 * Returns: whether one of them is the manager's own, which is taken for the manager's work on the
 *   service before that begins
 */
gboolean hn_tracer_hides (const GPtrArray *programs);

/** hn_tracer_is_blind: whether this kernel does not tell which capabilities are used */
gboolean hn_tracer_is_blind (const HnTracer *self);

/**
 * hn_tracer_add_watch:
 * @name: of the service's control group
 * @manager: the number of the control group in which services of one manager are
 *
 * Counts what a service does that starts from now on: in a control group of this name that is made
 * there, with nothing but slices between.
 *
 * Returns: what it is called in other calls; 0 where there is no room for it
 */
guint64 hn_tracer_add_watch (HnTracer *self, const char *name, guint64 manager);

/** hn_tracer_remove_watch: with all that hn_tracer_add_watch() was told; drain before that */
void hn_tracer_remove_watch (HnTracer *self, guint64 watch, const char *name, guint64 manager);

/**
 * hn_tracer_add_group:
 * @group: the number of a control group of the service, which is there already
 *
 * Counts what the processes in it do, from now on; and those in groups that are made below it.
 *
 * Returns: whether there is room for it
 */
gboolean hn_tracer_add_group (HnTracer *self, guint64 watch, guint64 group);

/** hn_tracer_count_waiting: how many calls did not return by the last drain, of which not all can
 * be known */
guint64 hn_tracer_count_waiting (HnTracer *self, guint64 watch);

/** hn_tracer_drain: tells what was counted since the last time */
void hn_tracer_drain (HnTracer *self);

G_END_DECLS
