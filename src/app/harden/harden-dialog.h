/* The dialog that finds the strictest settings that a service works with: how far it goes, the
 * search, and what came of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_DIALOG (hn_harden_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenDialog, hn_harden_dialog, HN, HARDEN_DIALOG, AdwDialog)

/* Actions, for the pages in it: "harden.close"; "harden.again", back to the first page after an
 * end; "harden.choose", from the first page to the switches; "harden.by-hand", to change by hand
 * what was found, which also emits the signal "by-hand".
 */

/** hn_harden_dialog_new: @hardening: (transfer none): nothing is searched for yet */
AdwDialog *hn_harden_dialog_new (HnHardening *hardening);

/** hn_harden_dialog_get_trial: (transfer none) (nullable): the one that it shows now */
HnTrial *hn_harden_dialog_get_trial (HnHardenDialog *self);

G_END_DECLS
