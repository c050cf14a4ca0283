/* What specifiers stand for in a user's own services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_user_context_fill:
 * @context: of a service of the user manager; what it is given lives as long as the program
 * @own: whether it is a service of the user who runs this program
 *
 * Whose services those of a foreign root will be, nobody knows; an absolute path that a specifier
 * begins has to be one all the same, so somebody is made up.
 */
void hn_user_context_fill (HnUnitContext *context, gboolean own);

G_END_DECLS
