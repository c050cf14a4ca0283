/* The section of the detail page with the settings that the score does not count.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_SETTINGS (hn_detail_settings_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailSettings, hn_detail_settings, HN, DETAIL_SETTINGS, GtkBox)

/* Property: "room" (HnRoom, as a number). */

/** hn_detail_settings_set_changes: @changes: (nullable): of the service whose settings to show */
void hn_detail_settings_set_changes (HnDetailSettings *self, HnChanges *changes);

/** hn_detail_settings_refresh: shows what is new; call after the signal "changed" */
void hn_detail_settings_refresh (HnDetailSettings *self);

G_END_DECLS
