/* Timers of a main context that need not be the default one, kept where they can be replaced.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hn_timer_set:
 * @timer: (inout) (transfer full) (nullable): replaced; release with hn_timer_clear()
 * @context: (nullable): the default one when %NULL
 * @delay: in milliseconds
 *
 * Calls @func after @delay, and again for as long as it returns %G_SOURCE_CONTINUE.
 */
void hn_timer_set (
    GSource **timer, GMainContext *context, guint delay, GSourceFunc func, gpointer user_data);

/** hn_timer_clear: stops @timer, if there is one, and lets go of it */
void hn_timer_clear (GSource **timer);

G_END_DECLS
