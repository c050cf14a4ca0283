/* Which limits a service cannot live with: those below what it uses now, and those below which
 * hardly any program starts. Pure: what is in use comes from whoever asks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"
#include "settings.h"

G_BEGIN_DECLS

/* What a service uses now, as far as it is known; 0 is what nobody knows, or nothing. */
typedef struct
{
  /* The service as a whole. */
  guint64 memory; /* in bytes */
  guint64 tasks;  /* processes and threads */

  /* The most that one of its processes has. */
  guint64 address_space; /* in bytes, as the next three */
  guint64 data;
  guint64 stack;
  guint64 locked;
  guint64 files;       /* for so many open files there is room */
  guint64 cpu_seconds; /* since it was started */

  /* The most that an account has which one of its processes runs as; root's do not count. */
  guint64 account_tasks;
  guint64 account_signals; /* that wait */

  /* What a share is a share of, and where numbers end. */
  guint64 machine_memory; /* in bytes */
  guint64 machine_tasks;  /* at the least */
  guint n_cpus;
} HnUsage;

/**
 * hn_limits_fill_machine:
 * @memory: of the machine in bytes
 * @n_cpus: processors of the machine, which count from 0
 *
 * Fills what is about the machine in @usage.
 */
void hn_limits_fill_machine (HnUsage *usage, guint64 memory, guint n_cpus);

/**
 * hn_limits_check:
 * @edits: (element-type HnEdit): the whole content of Hardnut's drop-in, as from hn_request_check()
 * @in_force: (nullable): the settings that hold now. What does not go below them is let through:
 * the service lives with it already
 * @usage: what is in use; a zeroed one where nothing is known, or nothing runs
 * @error: return location; %HN_REQUEST_ERROR_BAD_VALUE with a sentence that has the number
 *
 * Returns: whether the service can live with every limit among @edits
 */
gboolean hn_limits_check (GPtrArray *edits,
                          const HnSettings *in_force,
                          const HnUsage *usage,
                          GError **error);

/** hn_limits_knows: whether there is a row about @directive, even if it lets everything through */
gboolean hn_limits_knows (HnDirectiveId directive);

G_END_DECLS
