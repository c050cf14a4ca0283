/* Reads a file that a person named on purpose, whole and with a bound on its size. Unlike unit
 * files it may be a pipe, as a shell makes for "<(command)".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Far above any policy or profile; /dev/zero shall end somewhere. */
#define HN_SMALL_FILE_MAX ((gsize) 16 * 1024 * 1024)

/**
 * hn_small_file_read:
 * @length: (out): of the text in bytes
 * @reason: (out): why it failed, translated; static or owned by the C library
 *
 * Returns: (transfer full) (nullable): the bytes, with a NUL byte behind them
 */
char *hn_small_file_read (const char *path, gsize *length, const char **reason);

/**
 * hn_small_file_fail:
 * @error: return location; %G_FILE_ERROR, with @path and what errno says
 *
 * Returns: %FALSE
 */
gboolean hn_small_file_fail (const char *path, GError **error);

G_END_DECLS
