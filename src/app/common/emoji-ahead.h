/* Draws the emoji of the levels before they are needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hn_emoji_ahead:
 * @shown: in whose font and window they are drawn
 *
 * Draws each level's emoji once where nobody sees it, one at a time while there is nothing else to
 * do. A picture of a glyph is made when it is drawn first, which for an emoji takes milliseconds,
 * and is kept; the frame that answers a flick into another level would have to make several. Does
 * nothing when called again.
 */
void hn_emoji_ahead (GtkWidget *shown);

G_END_DECLS
