/* Numbers of processors and memory nodes, and small numbers elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* systemd takes no number of a processor or memory node beyond. */
#define HN_MOST_NUMBERS 8192

/* Whether @text is a whole number from 0 to @most without a sign or leading zeros. */
gboolean hn_input_read_number (const char *text, guint most, guint *number);

/* The same for "3" or "3-5". */
gboolean hn_input_read_range (const char *text, guint most, guint *first, guint *last);

/* (transfer full) (nullable): a byte for each number, 1 for those which @text names; NULL where it
 * is not understood */
guint8 *hn_numbers_parse (const char *text);

G_END_DECLS
