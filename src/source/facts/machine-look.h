/* Looks at the machine for several services at once: at the processes in their control groups and
 * at the sockets that belong to these. Reads files of the kernel, which wait for nobody, but many:
 * this is for threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "source/facts/socket-unit.h"

G_BEGIN_DECLS

/* One service that is looked for. */
typedef struct
{
  HnServiceFacts *facts; /* gets what is found; nobody else has it yet */
  char *group;           /* (nullable): its control group; NULL while it has no process */
  guint32 main_pid;      /* 0 for none */
  gboolean deep;         /* whether to look for what is in force, too, which takes longer */
  GPtrArray *sockets;    /* of HnSocketUnit: those that are active */
} HnMachineLook;

/** hn_machine_look_new: (transfer full): at what is asked about facts of which nothing is known */
HnMachineLook *hn_machine_look_new (void);
void hn_machine_look_free (HnMachineLook *self);

/**
 * hn_machine_look:
 * @looks: (element-type HnMachineLook)
 * @manager_group: (nullable): of the manager whose services they are, "" for the system's; its own
 *   processes, and sockets that it opened for others, are in "init.scope" below it
 *
 * Fills the facts with listeners and processes. Of a service with very many processes not all are
 * looked at.
 */
void hn_machine_look (GPtrArray *looks, const char *manager_group);

/**
 * hn_machine_list_groups:
 * @manager_group: as above
 *
 * Returns: (transfer full) (element-type utf8 utf8): the services that have processes, each with
 *   its control group; none where these cannot be seen
 */
GHashTable *hn_machine_list_groups (const char *manager_group);

G_END_DECLS
