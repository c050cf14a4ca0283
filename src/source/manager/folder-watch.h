/* Watches the folders of unit files, so that a drop-in that somebody writes shows before anybody
 * tells the manager to read it. Sleeps until the kernel reports something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HnFolderWatchFuncs:
 * @file: the file @name, in a folder of the search path, was written, or went
 * @folder: something in the drop-in folder @name ("cron.service.d") was written, or went
 * @all: anything may have been written
 */
typedef struct
{
  void (*file) (gpointer user_data, const char *name);
  void (*folder) (gpointer user_data, const char *name);
  void (*all) (gpointer user_data);
} HnFolderWatchFuncs;

typedef struct _HnFolderWatch HnFolderWatch;

/**
 * hn_folder_watch_new:
 * @paths: a search path
 * @funcs: called in the thread-default main context; must outlive the watch
 *
 * Returns: (transfer full) (nullable): %NULL where the kernel has no watches left
 */
HnFolderWatch *
hn_folder_watch_new (const char *const *paths, const HnFolderWatchFuncs *funcs, gpointer user_data);

void hn_folder_watch_free (HnFolderWatch *self);

G_END_DECLS
