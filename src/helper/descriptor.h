/* Descriptors that are closed by themselves, and the ways in which the helper reads from them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <dirent.h>

#include <glib.h>

G_BEGIN_DECLS

/* Closes what is not negative, and leaves errno as it is. */
void hn_descriptor_clear (int *fd);

/* A descriptor that is closed where its name ends. */
#define hn_auto_fd __attribute__ ((cleanup (hn_descriptor_clear))) int

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DIR, closedir)

/**
 * hn_descriptor_open_folder:
 * @name: right below @folder_fd; "." for itself. No link is followed.
 *
 * Returns: (transfer full) (nullable): %NULL with errno
 */
DIR *hn_descriptor_open_folder (int folder_fd, const char *name);

/**
 * hn_descriptor_read:
 * @limit: the most bytes
 * @ret_length: (out) (optional)
 *
 * Reads to the end, also what does not know its size before.
 *
 * Returns: (transfer full) (nullable): with a zero byte behind; %NULL with errno, EFBIG for more
 * than @limit
 */
char *hn_descriptor_read (int fd, gsize limit, gsize *ret_length);

G_END_DECLS
