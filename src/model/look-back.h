/* What got worse since the user last looked, while the window is open: see last-look.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/last-look.h"
#include "model/service-list.h"

G_BEGIN_DECLS

#define HN_TYPE_LOOK_BACK (hn_look_back_get_type ())
G_DECLARE_FINAL_TYPE (HnLookBack, hn_look_back, HN, LOOK_BACK, GObject)

/**
 * hn_look_back_new:
 *
 * Signal "changed": something else is worse.
 *
 * Returns: (transfer full): of no list
 */
HnLookBack *hn_look_back_new (void);

/** hn_look_back_set_list: @list: (nullable): whose services are compared; those of a folder are not
 */
void hn_look_back_set_list (HnLookBack *self, HnServiceList *list);

/**
 * hn_look_back_update:
 *
 * Compares, in a thread, where all loaded services are there, what reaches them is known, and
 * anything of them is new. The caller follows the list.
 */
void hn_look_back_update (HnLookBack *self);

/** hn_look_back_get_worse: (transfer none) (element-type HnWorse): good until "changed" */
GPtrArray *hn_look_back_get_worse (HnLookBack *self);

/** hn_look_back_get_problem: (nullable): what is wrong with the file that has the last look */
const char *hn_look_back_get_problem (HnLookBack *self);

/** hn_look_back_see: the user has seen all of it */
void hn_look_back_see (HnLookBack *self);

G_END_DECLS
