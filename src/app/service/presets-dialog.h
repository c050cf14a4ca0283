/* The presets: sets of settings by intent, each with the score it would give.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_PRESETS_DIALOG (hn_presets_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HnPresetsDialog, hn_presets_dialog, HN, PRESETS_DIALOG, AdwDialog)

/** hn_presets_dialog_new: @changes: (transfer none): where what is chosen gets staged */
AdwDialog *hn_presets_dialog_new (HnChanges *changes);

G_END_DECLS
