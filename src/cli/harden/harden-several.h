/* harden for several services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/harden/unit-search.h"
#include "commands.h"

G_BEGIN_DECLS

/**
 * hn_harden_several:
 * @targets: (element-type HnTarget): more than one; taken out of it
 * @common: a search that has all but its target
 * @error: return location
 *
 * Returns: the exit status of the command
 */
HnExit hn_harden_several (GPtrArray *targets,
                          HnHelperClient *client,
                          const HnUnitSearch *common,
                          GError **error);

G_END_DECLS
