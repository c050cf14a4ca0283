/* harden for several services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "commands.h"

G_BEGIN_DECLS

/** hn_harden_several: hn_command_harden() for more than one service */
HnExit hn_harden_several (const HnOptions *options, GError **error);

G_END_DECLS
