/* Where it stands what is accepted: for everybody below /etc/hardnut/accepted.d, which the helper
 * writes, and for a user's own view below the user's configuration.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/accepted.h"

G_BEGIN_DECLS

typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray *all;   /* of HnAccepted */
  char *today;      /* on this machine's clock, for the functions of accepted.h */
  GPtrArray *wrong; /* of char *: what is wrong with files that do not count */
} HnAcceptedFiles;

/**
 * hn_accepted_files_load:
 * @root: (nullable): of the file tree that is meant; %NULL for this machine
 * @scope: whose services are meant
 * @own: whether the user's own view counts, which is about this machine only
 *
 * Returns: (transfer full)
 */
HnAcceptedFiles *hn_accepted_files_load (const char *root, HnScope scope, gboolean own);
HnAcceptedFiles *hn_accepted_files_ref (HnAcceptedFiles *self);
void hn_accepted_files_unref (HnAcceptedFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnAcceptedFiles, hn_accepted_files_unref)

/** hn_accepted_files_equal: whether the same is accepted, and on the same day */
gboolean hn_accepted_files_equal (const HnAcceptedFiles *one, const HnAcceptedFiles *other);

/** hn_accepted_files_dup_folder: (transfer full): where it is looked for on this machine */
char *hn_accepted_files_dup_folder (HnScope scope, gboolean everybody);

/**
 * hn_accepted_files_write_own:
 * @error: return location; %G_FILE_ERROR, the message names the file
 *
 * Accepts it in the user's own view, in the place of what was said before about the same.
 */
gboolean hn_accepted_files_write_own (HnScope scope, const HnAccepted *accepted, GError **error);

/**
 * hn_accepted_files_remove_own:
 * @unit: (nullable)
 * @error: return location; %G_FILE_ERROR, the message names the file
 *
 * Returns: whether it is gone, which it was not where %G_FILE_ERROR_NOENT is set
 */
gboolean hn_accepted_files_remove_own (HnScope scope, const char *unit, int check, GError **error);

G_END_DECLS
