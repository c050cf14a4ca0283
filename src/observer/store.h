/* The files of evidence, one for each service, in the observer's own folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observed.h"
#include "observer/observer.h"

G_BEGIN_DECLS

/* The most files, and the most that one caller other than root had made; the one that was written
 * longest ago goes first, of the caller's own, or of who has most. */
#define HN_STORE_MAX_FILES 256
#define HN_STORE_MAX_FILES_OF_USER 32

/** hn_store_open: opens the folder @path; negative errno where there is none */
int hn_store_open (const char *path);

/** hn_store_load: (transfer full) (nullable): what is known; %NULL where nothing is, or it is
 * damaged */
HnObserved *hn_store_load (int folder_fd, const HnSubject *subject);

/**
 * hn_store_save:
 * @open: whether the watch goes on
 *
 * Replaces the file, all of it or nothing.
 *
 * Returns: 0, or negative errno
 */
int
hn_store_save (int folder_fd, const HnSubject *subject, const HnObserved *evidence, gboolean open);

G_END_DECLS
