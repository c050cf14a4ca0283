/* Whether a path leads where it says, and will go on doing so, as far as this process can see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"

G_BEGIN_DECLS

/**
 * hn_path_look:
 * @path: absolute
 * @facts: (out): zero before; the caller frees the target
 * @user_data: not used; it is here so that the function is a HnPathLook
 *
 * Follows links itself, part by part, and looks at every folder on the way. What lies on a file
 * system of another machine or of a program is not touched, and so not known: it might not answer.
 */
void hn_path_look (const char *path, HnPathFacts *facts, gpointer user_data);

G_END_DECLS
