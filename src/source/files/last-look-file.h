/* Where it stands what services were when the user last looked at them: one file for the system's
 * services, and one for the user's own, below the user's state folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/last-look.h"

G_BEGIN_DECLS

/**
 * hn_last_look_file_load:
 * @ret_wrong: (out) (transfer full) (nullable): why the file does not count, which is there
 *
 * Returns: (transfer full): nobody has looked yet where there is no file that counts; the next look
 *   writes it anew
 */
HnLastLook *hn_last_look_file_load (HnScope scope, char **ret_wrong);

/**
 * hn_last_look_file_save:
 * @text: as from hn_last_look_to_text()
 * @error: return location; %G_FILE_ERROR, the message names the file
 *
 * Writes it in one piece, or not at all.
 */
gboolean hn_last_look_file_save (HnScope scope, const char *text, GError **error);

G_END_DECLS
