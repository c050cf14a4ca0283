/* What the processes of a service may do, and whether that is more than before. A program that may
 * not change its user any more, or install a filter of its own, sometimes goes on without, and then
 * a change that was to take rights away has given some. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One process; of its threads, the one that may do most decides. */
typedef struct
{
  guint pid;
  char *program;        /* for a person to read */
  guint64 age;          /* in microseconds */
  guint uid;            /* its real one */
  gboolean root;        /* one of its user ids is 0 */
  gboolean root_group;  /* one of its groups is 0 */
  guint64 capabilities; /* a bit for each that is effective, permitted, inheritable or ambient */
  gboolean locked;      /* by NoNewPrivileges */
  guint filters;        /* of system calls, besides those that everything here has */
} HnProcessPowers;

void hn_process_powers_free (HnProcessPowers *self);

/* What all processes of a service together may do at the most: what a later one may not exceed. */
typedef struct
{
  gboolean known;             /* FALSE: not all of them could be looked at */
  guint n;                    /* processes; with none there is nothing to compare with */
  gboolean root;              /* any runs as root */
  gboolean root_group;        /* any is in root's group */
  guint64 capabilities;       /* that any holds */
  gboolean unlocked;          /* any is without NoNewPrivileges */
  guint filters;              /* of the one that has the fewest */
  gboolean own_filter_denied; /* all had one of their own, and may not install it any more */
  gboolean
      own_filter_needs_lock; /* all had one of their own, and may not without NoNewPrivileges */
} HnPowers;

/** hn_powers_measure: @processes: (element-type HnProcessPowers) */
HnPowers hn_powers_measure (GPtrArray *processes, gboolean known);

/**
 * hn_powers_measure_settled:
 * @processes: (element-type HnProcessPowers): of a service, from before a change
 * @known: as above
 * @settled: (inout) (nullable): what was measured before, when no process was young; owned by the
 * caller
 *
 * What has just been started may still have rights that it drops: where it has more than older
 * processes, or there are none, what was measured before is the most that counts. Otherwise
 * @settled is set anew.
 */
HnPowers hn_powers_measure_settled (GPtrArray *processes, gboolean known, HnPowers *settled);

/** hn_powers_to_text: (transfer full): for the record of a trial */
char *hn_powers_to_text (const HnPowers *self);

/** hn_powers_from_text: @text: (nullable): what makes no sense, or is not there, is nothing known
 */
HnPowers hn_powers_from_text (const char *text);

typedef enum
{
  HN_POWERS_NOT_MORE,
  HN_POWERS_TOO_EARLY, /* more, but only in processes that may still be on their way to less */
  HN_POWERS_MORE,
  HN_POWERS_UNKNOWN,
} HnPowersVerdict;

/* As long may a process that starts have rights that it drops then, in microseconds. */
#define HN_POWERS_PATIENCE (10 * G_USEC_PER_SEC)

/**
 * hn_powers_compare:
 * @self: from before the change
 * @processes: (element-type HnProcessPowers): of the service now
 * @known: whether these are all, and all about them could be read
 * @ret_reason: (out) (transfer full) (nullable): what is more now, or not known; for a person
 *
 * Returns: whether any of @processes may do what none did before
 */
HnPowersVerdict
hn_powers_compare (const HnPowers *self, GPtrArray *processes, gboolean known, char **ret_reason);

G_END_DECLS
