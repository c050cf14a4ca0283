/* Shows a unit file or drop-in, read-only, in a dialog.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_FILE_VIEWER (hn_file_viewer_get_type ())
G_DECLARE_FINAL_TYPE (HnFileViewer, hn_file_viewer, HN, FILE_VIEWER, AdwDialog)

/**
 * hn_file_viewer_new:
 * @path: the file; read as soon as the viewer is made
 * @line: the line to scroll to and mark, counts from 1; 0 for the top
 *
 * Returns: a dialog to hand to adw_dialog_present()
 */
AdwDialog *hn_file_viewer_new (const char *path, guint line);

G_END_DECLS
