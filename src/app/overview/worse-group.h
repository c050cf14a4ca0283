/* Those services that are less protected than when the user last looked, and what could not be
 * compared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_WORSE_GROUP (hn_worse_group_get_type ())
G_DECLARE_FINAL_TYPE (HnWorseGroup, hn_worse_group, HN, WORSE_GROUP, AdwBin)

/* Signals: "unit-chosen" (string): the page of that service is wanted; "seen": the user knows, and
 *   compares with what is now from here on. */

HnWorseGroup *hn_worse_group_new (void);

/**
 * hn_worse_group_show:
 * @worse: (element-type HnWorse): the services
 * @problem: (nullable): why it is not known what they were before
 */
void hn_worse_group_show (HnWorseGroup *self, GPtrArray *worse, const char *problem);

G_END_DECLS
