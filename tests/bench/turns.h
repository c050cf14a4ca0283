/* A watch on the main loop of the program that it is linked to. A turn is the time between two
 * polls, in which nothing else can happen. Of each it keeps three figures: what this thread
 * computed; that and what it slept in the middle of it, for an answer of the display or a disk; and
 * all of it, with what the machine gave to other programs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What counts as a stall (in µs). */
#define TURNS_LONG 16000

/* A moment; all in microseconds. */
typedef struct
{
  gint64 wall;
  gint64 waited; /* for a processor */
  gint64 computed;
} Stamp;

Stamp stamp_now (void);

/* The longest of several turns. */
typedef struct
{
  gint64 computed;
  gint64 busy; /* computed or slept */
  gint64 wall;
  guint turns;
  guint long_turns; /* over TURNS_LONG, computed */
} Turns;

/** turns_watch: from now on; call in the main thread, before the main loop runs */
void turns_watch (void);

/**
 * turns_collect:
 * @sum: (nullable): where turns are counted from now on, beginning with the one under way
 * @name: of what goes on meanwhile; each long turn is told on standard error where BENCH_VERBOSE is
 * set, with where it was
 */
void turns_collect (Turns *sum, const char *name);

/** turns_collect_next: the same, beginning with the turn after the one under way */
void turns_collect_next (Turns *sum, const char *name);

/** turns_print: the members of a JSON object */
void turns_print (const Turns *sum);
