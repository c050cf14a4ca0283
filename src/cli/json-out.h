/* Writes JSON for programs to read.
 *
 * A small printer of its own: JSON-GLib's takes numbers as doubles, so that 9.6 comes out as
 * 9.5999999999999996, and writes a byte that is not UTF-8 as it is, which is no JSON any more.
 * Exposures are whole tenths everywhere in Hardnut, and are written as such. Such bytes, which unit
 * files may well hold, come out as U+FFFD.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HnJsonOut HnJsonOut;

HnJsonOut *hn_json_out_new (void);

/**
 * hn_json_out_finish:
 * @self: (transfer full): with everything closed that was opened
 *
 * Returns: (transfer full): the text, with a line end
 */
char *hn_json_out_finish (HnJsonOut *self);

/* All values, and what is opened: @name is that of the member of an object, %NULL for an element of
 * an array and for the whole. */

void hn_json_out_begin_object (HnJsonOut *self, const char *name);
void hn_json_out_end_object (HnJsonOut *self);
void hn_json_out_begin_array (HnJsonOut *self, const char *name);
void hn_json_out_end_array (HnJsonOut *self);

/* What is not there, %NULL or a number below 0, is written as null. */

void hn_json_out_string (HnJsonOut *self, const char *name, const char *string);
void hn_json_out_number (HnJsonOut *self, const char *name, gint64 number);

/** hn_json_out_tenths: writes 96 as 9.6 */
void hn_json_out_tenths (HnJsonOut *self, const char *name, int tenths);

/** hn_json_out_boolean: @value: a gboolean, or below 0 */
void hn_json_out_boolean (HnJsonOut *self, const char *name, int value);
void hn_json_out_null (HnJsonOut *self, const char *name);

G_END_DECLS
