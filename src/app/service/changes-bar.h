/* The bar below a service with staged changes: how many, what they do to the exposure, and what to
 * do with them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_CHANGES_BAR (hn_changes_bar_get_type ())
G_DECLARE_FINAL_TYPE (HnChangesBar, hn_changes_bar, HN, CHANGES_BAR, GtkBox)

/* Property: "narrow" (boolean): the buttons stand below the words. Its buttons activate the actions
 * "detail.undo", "detail.redo", "detail.discard" and "detail.review" of a widget around. */

/** hn_changes_bar_show: says what is staged in @changes; not kept */
void hn_changes_bar_show (HnChangesBar *self, HnChanges *changes);

G_END_DECLS
