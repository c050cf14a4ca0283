/* All that is accepted, with the reasons, to be taken back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/accepted-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_ACCEPTED_DIALOG (hn_accepted_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnAcceptedDialog, hn_accepted_dialog, HN, ACCEPTED_DIALOG, AdwDialog)

AdwDialog *hn_accepted_dialog_new (HnAcceptedHub *acceptance);

G_END_DECLS
