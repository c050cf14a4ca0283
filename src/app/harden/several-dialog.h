/* Takes a person through the searches of several services: how far they go, each as it comes, and
 * a report.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening-several.h"

G_BEGIN_DECLS

#define HN_TYPE_SEVERAL_DIALOG (hn_several_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnSeveralDialog, hn_several_dialog, HN, SEVERAL_DIALOG, AdwDialog)

/** hn_several_dialog_new: closing it stops what is under way, after a question */
AdwDialog *hn_several_dialog_new (HnHardeningSeveral *several);

/** hn_several_dialog_has_unit: whether it tells what becomes of @unit */
gboolean hn_several_dialog_has_unit (HnSeveralDialog *self, const char *unit);

G_END_DECLS
