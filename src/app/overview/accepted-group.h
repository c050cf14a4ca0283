/* How much somebody has accepted with a reason, and of which services: the way to all of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "source/files/accepted-files.h"

G_BEGIN_DECLS

#define HN_TYPE_ACCEPTED_GROUP (hn_accepted_group_get_type ())
G_DECLARE_FINAL_TYPE (HnAcceptedGroup, hn_accepted_group, HN, ACCEPTED_GROUP, AdwBin)

HnAcceptedGroup *hn_accepted_group_new (void);

/**
 * hn_accepted_group_show:
 * @n_over: how much of it is to be looked at again
 */
void hn_accepted_group_show (HnAcceptedGroup *self, const HnAcceptedFiles *accepted, guint n_over);

G_END_DECLS
