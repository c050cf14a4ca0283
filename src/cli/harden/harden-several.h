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

/**
 * hn_harden_several_print_failure:
 * @targets: (element-type HnTarget): those that nothing could be done with
 * @failure: why
 * @error: return location
 *
 * Prints the JSON for where not even the first of them was read.
 */
gboolean
hn_harden_several_print_failure (GPtrArray *targets, const GError *failure, GError **error);

G_END_DECLS
