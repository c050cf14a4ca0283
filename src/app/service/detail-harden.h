/* The way to a stricter service, at the top of its page: what Hardnut has done for it, or could, or
 * why it does not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_HARDEN (hn_detail_harden_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailHarden, hn_detail_harden, HN, DETAIL_HARDEN, GtkBox)

/** hn_detail_harden_show: @changes: (nullable): of the service; call again after "changed" */
void hn_detail_harden_show (HnDetailHarden *self, HnChanges *changes);

G_END_DECLS
