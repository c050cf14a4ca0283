/* The dialog that says what the exposure of a service means, and what it does not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_EXPOSURE_MEANING (hn_exposure_meaning_get_type ())
G_DECLARE_FINAL_TYPE (HnExposureMeaning, hn_exposure_meaning, HN, EXPOSURE_MEANING, AdwDialog)

/** hn_exposure_meaning_new: to be presented */
AdwDialog *hn_exposure_meaning_new (void);

G_END_DECLS
