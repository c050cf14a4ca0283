/* The dialog that shows what Hardnut has changed about a service, and from which it can be removed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/trial-hub.h"

G_BEGIN_DECLS

#define HN_TYPE_OWN_CHANGES (hn_own_changes_get_type ())
G_DECLARE_FINAL_TYPE (HnOwnChanges, hn_own_changes, HN, OWN_CHANGES, AdwDialog)

/**
 * hn_own_changes_new:
 * @review: of the removal
 * @hub: (nullable): whose trials there are; without it nothing can be reviewed from here
 */
AdwDialog *hn_own_changes_new (HnReview *review, HnTrialHub *hub);

G_END_DECLS
