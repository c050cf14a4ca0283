/* Reads the text of unit files into settings, by the rules of systemd's own reader: continuation
 * lines, comments, sections, resets, quoting, specifiers. Which files belong to a unit, and in
 * which order, is the loader's business (src/source/unit-loader.h); here it is text only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/* @text: without its end, continued lines joined; may be written to. Returns: whether to go on */
typedef gboolean (*HnTextLineFunc) (char *text, guint line, gpointer user_data);

/**
 * hn_unit_file_read_lines:
 * @text: may hold anything
 * @length: of @text in bytes
 * @ret_too_long: (out): the line at which nothing more is read because it is too long; 0 for none
 *
 * Calls @func with all lines that are no comments, with the number of the first where several are
 * continued.
 *
 * Returns: whether this went on to the end
 */
gboolean hn_unit_file_read_lines (
    const char *text, gsize length, HnTextLineFunc func, gpointer user_data, guint *ret_too_long);

/**
 * hn_unit_file_parse:
 * @settings: read so far
 * @path: where @text comes from, for origins and warnings
 * @text: may hold anything, NUL bytes and invalid UTF-8 included
 * @length: of @text in bytes
 *
 * Applies one file on top of @settings; call for the unit file first, then for each drop-in in its
 * order, then hn_unit_file_finish(). Lines that systemd ignores become warnings. A file that
 * systemd gives up on keeps what stood before the bad place, as systemd does.
 */
void hn_unit_file_parse (HnSettings *settings, const char *path, const char *text, gsize length);

/**
 * hn_unit_file_parse_later:
 *
 * As hn_unit_file_parse(), but after everything that is applied up to hn_unit_file_finish(): for a
 * drop-in that comes behind one whose content is still open.
 */
void
hn_unit_file_parse_later (HnSettings *settings, const char *path, const char *text, gsize length);

/** hn_unit_file_parse_rest: what waits for hn_unit_file_finish() is applied now */
void hn_unit_file_parse_rest (HnSettings *settings);

/**
 * hn_unit_file_finish:
 * @settings: after the last hn_unit_file_parse()
 *
 * Fills in what the manager adds once all files are read: the implied settings, and the verdict
 * whether the service can be loaded at all.
 */
void hn_unit_file_finish (HnSettings *settings);

G_END_DECLS
