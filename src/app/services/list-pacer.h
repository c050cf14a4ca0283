/* Lets a list view grow by some rows per frame. A list view makes some two hundred rows at once, in
 * sight or not, which would hold up the frame in which a search is taken back.
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
 */
HnListPacer *hn_list_pacer_new (GtkWidget *widget, GtkSliceListModel *slice);
void hn_list_pacer_free (HnListPacer *self);

/**
 * hn_list_pacer_hold:
 *
 * The items are about to be others: a screenful of them passes at once, and the rest in the frames
 * that follow.
 */
void hn_list_pacer_hold (HnListPacer *self);

/** hn_list_pacer_release: everything passes now, for somebody who looks for one of the items */
void hn_list_pacer_release (HnListPacer *self);

G_END_DECLS
