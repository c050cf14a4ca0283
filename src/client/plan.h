/* What is known about a change of one service before it is tried, and what follows from that: the
 * window and hardnutctl gather it in their own ways, and come to the same conclusions. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"
#include "engine/limit-check.h"
#include "source/manager/restart.h"
#include "source/permission.h"

G_BEGIN_DECLS

/* A zeroed one is empty. All is owned, and set by the caller. */
typedef struct
{
  HnScope scope;
  guint version;      /* of systemd */
  GStrv names;        /* (nullable): of the service, its aliases among them */
  char *path;         /* of the drop-in, as a shell takes it */
  char *present;      /* (nullable): what stands there, without who kept it */
  char *kept;         /* (nullable): the same with that, as it is in force */
  char *rest;         /* (nullable): what holds again when it goes: the template's drop-in */
  char *text;         /* (nullable): what is to stand there; NULL: it goes */
  GPtrArray *lines;   /* (nullable) of HnChange: the same, line by line */
  gboolean ours;      /* Hardnut itself runs in the service */
  HnRestart *restart; /* (nullable): what a restart takes with it; NULL as long as not known */
  HnPermission *permission; /* (nullable): that it takes; likewise, or nobody is asked */
  GStrv unread;             /* (nullable): other units whose files are put in force with it */
} HnPlan;

/** hn_plan_clear: frees what @self holds, and empties it */
void hn_plan_clear (HnPlan *self);

/** hn_plan_list_present: (transfer full) (element-type HnChange): what stands there, line by line
 */
GPtrArray *hn_plan_list_present (const HnPlan *self);

/** hn_plan_list_after: (transfer full) (element-type HnChange): what Hardnut's drop-ins will say of
 * the service, line by line: for a removal that is what the template's says */
GPtrArray *hn_plan_list_after (const HnPlan *self);

/**
 * hn_plan_check_limits:
 * @in_force: (nullable): finished settings of the service as it is
 * @usage: what it uses
 * @error: return location; %HN_VALIDATE_ERROR
 *
 * Returns: whether the service could live with each limit; the helper, which would refuse it
 *   otherwise, may know more
 */
gboolean hn_plan_check_limits (const HnPlan *self,
                               const HnSettings *in_force,
                               const HnUsage *usage,
                               GError **error);

/** hn_plan_get_never: (nullable): why the service must not be restarted from here: what it would
 * bring, untranslated; static */
const char *hn_plan_get_never (const HnPlan *self);

/** hn_plan_is_tried: %FALSE for a service that must not be restarted and has nothing of the change
 * before, see hn_change_acts_at_once(): that is written without a trial */
gboolean hn_plan_is_tried (const HnPlan *self);

/** hn_plan_dup_rescue: (transfer full): commands that undo the change in a rescue shell */
char *hn_plan_dup_rescue (const HnPlan *self);

G_END_DECLS
