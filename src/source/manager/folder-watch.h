/* Watches the folders of unit files, so that a drop-in that somebody writes shows before anybody
 * tells the manager to read it. Waits until the kernel reports something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Something was written to, or went from, what is called @name in a folder of the search path: a
 * file, or a folder of drop-ins ("cron.service.d"); %NULL where that may be anything. */
typedef void (*HnFolderWatchFunc) (const char *name, gpointer user_data);

typedef struct _HnFolderWatch HnFolderWatch;

/**
 * hn_folder_watch_new:
 * @paths: a search path
 * @func: called in the thread-default main context
 *
 * Returns: (transfer full) (nullable): %NULL where the kernel has no watches left
 */
HnFolderWatch *
hn_folder_watch_new (const char *const *paths, HnFolderWatchFunc func, gpointer user_data);

void hn_folder_watch_free (HnFolderWatch *self);

G_END_DECLS
