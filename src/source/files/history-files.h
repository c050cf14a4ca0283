/* Where the history of services stands: below /var/lib/hardnut/history for the system's, and below
 * ~/.local/state/hardnut/history for one's own. The helper writes it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/history.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;
  GPtrArray *states; /* of HnHistoryState, the oldest first; none where there is no file */
  GPtrArray *wrong;  /* of char *: what is wrong with the file, with its line */
} HnHistoryFile;

/**
 * hn_history_files_list:
 * @scope: whose services are meant
 *
 * Returns: (transfer full): the names of all services that have a history, sorted; whether or not
 *   they are still installed
 */
GStrv hn_history_files_list (HnScope scope);

/**
 * hn_history_file_load:
 * @unit: a service, by its own name
 * @scope: whose it is
 * @error: return location; %G_FILE_ERROR, the message names the file
 *
 * Returns: (transfer full) (nullable): %NULL for a file that is there and cannot be read
 */
HnHistoryFile *hn_history_file_load (const char *unit, HnScope scope, GError **error);
void hn_history_file_free (HnHistoryFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnHistoryFile, hn_history_file_free)

G_END_DECLS
