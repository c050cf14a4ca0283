/* What speaks against a service that has a change, and for how long it is watched. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/systemd.h"

G_BEGIN_DECLS

/**
 * hn_watch_time:
 *
 * Returns: how long the service is watched, in microseconds: a service that tells when it is ready
 *   shorter than others; long enough to see it restart twice, but at most five minutes
 */
guint64 hn_watch_time (const HnLook *look);

/**
 * hn_watch_dup_fault:
 * @look: at the service now
 * @invocation: of the start that is watched
 * @n_restarts: how often systemd had started the service again by itself when the watch began
 *
 * Returns: (transfer full) (nullable): what is wrong with it, translated; %NULL when it does well
 */
char *hn_watch_dup_fault (const HnLook *look, const char *invocation, guint32 n_restarts);

/** hn_watch_needs_bus: whether the service counts as started only when it has its name on the bus
 */
gboolean hn_watch_needs_bus (const HnLook *look);

/**
 * hn_watch_stop_was_asked:
 * @look: at a service that does not run any more
 * @job_time: when somebody else's job of the service ended last, in microseconds of
 * CLOCK_MONOTONIC; 0: there was none
 * @missed_jobs: whether there may have been jobs of which nothing is known
 *
 * Returns: whether somebody had systemd stop the service, so that it did not end by itself
 */
gboolean hn_watch_stop_was_asked (const HnLook *look, guint64 job_time, gboolean missed_jobs);

G_END_DECLS
