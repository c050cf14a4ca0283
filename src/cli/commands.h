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
} HnExit;

/**
 * hn_command_list: and likewise the others
 * @error: return location
 *
 * Returns: %HN_EXIT_OK or %HN_EXIT_THRESHOLD; with @error set, anything
 */
HnExit hn_command_list (const HnOptions *options,
                        GError         **error);
HnExit hn_command_show (const HnOptions *options,
                        GError         **error);
HnExit hn_command_preview (const HnOptions *options,
                           GError         **error);

/** hn_command_complete: prints words for the shell, one a line; fails silently */
HnExit hn_command_complete (const HnOptions *options,
                            GError         **error);

G_END_DECLS
