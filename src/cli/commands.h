/* The commands, each with a session of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "options.h"

G_BEGIN_DECLS

/* What the process ends with; a promise to scripts. */
typedef enum
{
  HN_EXIT_OK = 0,
  HN_EXIT_FAILURE = 1,
  HN_EXIT_USAGE = 2,
  HN_EXIT_THRESHOLD = 3,
  HN_EXIT_NOTHING = 4,  /* stricter works */
  HN_EXIT_NOT_KEPT = 5, /* what was found works, and nobody was there to keep it */
} HnExit;

/**
 * hn_command_list: and likewise the others
 * @error: return location
 *
 * Returns: %HN_EXIT_OK or %HN_EXIT_THRESHOLD; with @error set, anything
 */
HnExit hn_command_list (const HnOptions *options, GError **error);
HnExit hn_command_show (const HnOptions *options, GError **error);
HnExit hn_command_preview (const HnOptions *options, GError **error);
HnExit hn_command_advise (const HnOptions *options, GError **error);

/**
 * hn_command_try: and likewise the others that change something or look at changes
 *
 * Returns: %HN_EXIT_OK; %HN_EXIT_FAILURE for a change that was taken back, with all said; with
 *   @error set, anything
 */
HnExit hn_command_try (const HnOptions *options, GError **error);
HnExit hn_command_keep (const HnOptions *options, GError **error);
HnExit hn_command_revert (const HnOptions *options, GError **error);
HnExit hn_command_remove (const HnOptions *options, GError **error);
HnExit hn_command_trials (const HnOptions *options, GError **error);

/**
 * hn_command_harden:
 *
 * Returns: %HN_EXIT_OK with what was kept, %HN_EXIT_NOTHING, %HN_EXIT_NOT_KEPT; with @error set,
 *   anything
 */
HnExit hn_command_harden (const HnOptions *options, GError **error);

/**
 * hn_command_watch: and likewise the other that asks the observer
 *
 * Returns: %HN_EXIT_OK; with @error set, anything
 */
HnExit hn_command_watch (const HnOptions *options, GError **error);
HnExit hn_command_evidence (const HnOptions *options, GError **error);

/** hn_command_accept: leaves something out of counts, or counts it again */
HnExit hn_command_accept (const HnOptions *options, GError **error);

/** hn_command_history: lists what earlier changes of a service were */
HnExit hn_command_history (const HnOptions *options, GError **error);

/** hn_command_complete: prints words for the shell, one a line; fails silently */
HnExit hn_command_complete (const HnOptions *options, GError **error);

G_END_DECLS
