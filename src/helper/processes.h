/* The processes of a service, as the kernel shows them to everybody in /proc: what they may do and
 * what they use. Reads only what is there at once; nothing here waits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/limit-check.h"
#include "engine/weaken.h"
#include "helper/powers.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *list; /* of HnProcessPowers */
  gboolean known;  /* FALSE: not all about all of them could be read */
  HnUsage usage;   /* as far as single processes tell */
} HnProcesses;

void hn_processes_free (HnProcesses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnProcesses, hn_processes_free)

/**
 * hn_processes_read:
 * @control_group: the manager's path of the control group, "/system.slice/nginx.service"; "" for a
 *   service that has none, as nothing of it runs
 *
 * Reads the processes of the group and of those below it.
 *
 * Returns: (transfer full): never %NULL
 */
HnProcesses *hn_processes_read (const char *control_group);

/** hn_processes_read_most: the capabilities that anything can have that the manager starts */
guint64 hn_processes_read_most (void);

/**
 * hn_processes_read_usage:
 * @processes: of the service, just now
 * @accounts: whether accounts are looked at, too, and with them every process of the machine
 *
 * Returns: what the service uses now, by the kernel's and the manager's word, and what the machine
 * has
 */
HnUsage
hn_processes_read_usage (const HnLook *look, const HnProcesses *processes, gboolean accounts);

/**
 * hn_processes_share_user:
 * @look: at a service of the system's manager
 *
 * Whether the account that the service runs as has processes beside the service, from which
 * RemoveIPC= would take what they share. Nothing is ever taken from root.
 */
HnAnswer hn_processes_share_user (const HnLook *look);

G_END_DECLS
