/* Rows of a list with words that are taken as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hn_plain_row_new:
 * @title: without markup, and so may be the words of others
 * @subtitle: likewise; "" for none
 *
 * Returns: (transfer floating): an AdwActionRow
 */
GtkWidget *hn_plain_row_new (const char *title, const char *subtitle);

/** hn_wrapped_label_new: (transfer floating): @text in as many lines as it takes; @small: as what
 * is less important */
GtkWidget *hn_wrapped_label_new (const char *text, gboolean small);

G_END_DECLS
