/* Looks at what the kernel has in force for one process, by the files that everybody may read. For
 * threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/kernel-facts.h"

G_BEGIN_DECLS

/**
 * hn_kernel_look:
 * @process: the main process of a service; 0 where it does not run
 * @manager: of whose manager, "1" for the system's; 0 where that is not known
 * @group: (nullable): path of the folder of its control group
 *
 * Returns: (transfer full): what is not said of is not known
 */
HnKernelFacts *hn_kernel_look (guint32 process, guint32 manager, const char *group);

/**
 * hn_kernel_look_bpf:
 * @groups: where the control groups are
 * @sockets: (element-type HnInetSocket)
 *
 * Whether systemd can load programs for control groups: it opens sockets for others within their
 * groups then, and otherwise in its own.
 */
HnKnown hn_kernel_look_bpf (const char *groups, GPtrArray *sockets);

G_END_DECLS
