/* How much of a long piece of work is done at a time in the main loop: this is the one place that
 * decides it. Between two slices frames and keys get their turn.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long the tick of a frame may work, in microseconds: a fifth of the frame, as the rest is for
 * laying out and drawing what was made. */
#define HN_SLICES_IN_FRAME 3000

/**
 * HnSliceFunc:
 *
 * Does a little, far less than a slice. May destroy the source.
 *
 * Returns: whether there is more to do
 */
typedef gboolean (*HnSliceFunc) (gpointer user_data);

/**
 * hn_slices_new:
 * @priority: before %GDK_PRIORITY_REDRAW or behind it
 * @notify: (nullable): frees @user_data along with the source, maybe in another thread
 *
 * Returns: (transfer full): a source in the default main context of this thread, which sleeps until
 *   hn_slices_wake(); to be destroyed
 */
GSource *hn_slices_new (int priority, HnSliceFunc func, gpointer user_data, GDestroyNotify notify);

/** hn_slices_wake: there is something to do; from any thread */
void hn_slices_wake (GSource *source);

/**
 * hn_slices_let_go:
 * @objects: (transfer full): with a free function; nobody else may have it
 *
 * Frees the elements bit by bit: of thousands of objects that takes longer than a frame.
 */
void hn_slices_let_go (GPtrArray *objects);

G_END_DECLS
