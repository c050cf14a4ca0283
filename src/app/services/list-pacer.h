/* Lets a list view shrink and grow by some rows at a time. A list view has some two hundred rows,
 * in sight or not: to make them all would hold up the frame in which a search is taken back, and to
 * remove them all that of its first letter, as GTK counts the rows before each for screen readers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HnListPacer HnListPacer;

/**
 * hn_list_pacer_new:
 * @widget: (transfer none): whose frames count; has to outlive the pacer
 * @slice: (transfer none): the last model before the selection, with a model of its own below it
 *   that stays the same; everything passes at first
 * @change: makes the items others
 */
HnListPacer *hn_list_pacer_new (GtkWidget *widget,
                                GtkSliceListModel *slice,
                                GSourceOnceFunc change,
                                gpointer user_data);
void hn_list_pacer_free (HnListPacer *self);

/**
 * hn_list_pacer_hold:
 *
 * The items are to be others, by the function of the pacer: it is called when only a screenful of
 * them is left, in some milliseconds or now, and the rest passes in the frames that follow.
 */
void hn_list_pacer_hold (HnListPacer *self);

/** hn_list_pacer_set_busy: whether the items are still coming in, so that a screenful will do */
void hn_list_pacer_set_busy (HnListPacer *self, gboolean busy);

/**
 * hn_list_pacer_release:
 *
 * The items are others now, and everything passes, for somebody who looks for one of them.
 */
void hn_list_pacer_release (HnListPacer *self);

G_END_DECLS
