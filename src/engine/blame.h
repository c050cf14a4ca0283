/* Which lines of a change can have ended a service: from how it ended, and from what it and systemd
 * wrote to the journal about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"
#include "drop-in.h"

G_BEGIN_DECLS

/* How the service ended. */
typedef struct
{
  const char *result;         /* (nullable): the Result property, "exit-code" */
  int code;                   /* ExecMainCode, one of CLD_*; 0 where the main process never ran */
  int status;                 /* ExecMainStatus: an exit code or a signal, by code */
  const char *const *journal; /* (nullable): what was written since the restart, oldest first */
} HnEnd;

typedef struct
{
  HnChange *change; /* borrowed */
  char *proof;      /* (nullable): the line of the journal that says so */
} HnSuspect;

typedef struct
{
  GPtrArray *suspects; /* of HnSuspect, the likeliest first */
  gboolean narrowed;   /* what is known rules the other lines out; otherwise it is one of these, and
                        * the order is a guess */
} HnBlame;

void hn_blame_free (HnBlame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnBlame, hn_blame_free)

/**
 * hn_blame_find:
 * @end: how the service ended
 * @settings: (nullable): finished settings of the service with the change
 * @changes: (element-type HnChange): what is new in the change; what was in force before is not to
 * blame
 *
 * The rules are the kernel's and systemd's own: which error each directive makes a call fail with,
 * and for which files.
 *
 * Returns: (transfer full): without a suspect where no line of @changes can be the cause
 */
HnBlame *hn_blame_find (const HnEnd *end, const HnSettings *settings, GPtrArray *changes);

/**
 * hn_blame_list_new:
 * @changes: (element-type HnChange): the whole drop-in that is tried, line by line
 * @present: (element-type HnChange): the one that stands
 * @before: (nullable): finished settings of the service as it is
 * @after: (nullable): the same with @changes
 *
 * Returns: (transfer container) (element-type HnChange): those of @changes that were not in force
 * before, by any line, and so can be to blame; borrowed
 */
GPtrArray *hn_blame_list_new (GPtrArray *changes,
                              GPtrArray *present,
                              const HnSettings *before,
                              const HnSettings *after);

G_END_DECLS
