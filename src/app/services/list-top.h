/* Keeps a list at its beginning until the person moves it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HnListTop HnListTop;

/**
 * hn_list_top_new:
 * @scroller: (transfer none): around the list view; has to outlive the object
 * @list: (transfer none): the list view, with a #GtkSingleSelection
 */
HnListTop *hn_list_top_new (GtkScrolledWindow *scroller, GtkListView *list);
void hn_list_top_free (HnListTop *self);

/** hn_list_top_hold: from here on the list shows its beginning, until the person moves it */
void hn_list_top_hold (HnListTop *self);

/** hn_list_top_release: the list may stand anywhere */
void hn_list_top_release (HnListTop *self);

/** hn_list_top_follow: brings the selected row into sight, now and while the list comes in; until
 * the person moves it */
void hn_list_top_follow (HnListTop *self);

G_END_DECLS
