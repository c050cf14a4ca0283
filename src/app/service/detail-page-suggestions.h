/* What helps most: the section of the detail page with suggestions and the way to the presets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_SUGGESTIONS (hn_detail_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailSuggestions, hn_detail_suggestions, HN, DETAIL_SUGGESTIONS, GtkBox)

/* Property: "tight" (boolean): the buttons stand below the words. */

/** hn_detail_suggestions_set_changes: @changes: (nullable): of the service to make better */
void hn_detail_suggestions_set_changes (HnDetailSuggestions *self, HnChanges *changes);

/** hn_detail_suggestions_refresh: works them out anew, soon; call after the signal "changed" */
void hn_detail_suggestions_refresh (HnDetailSuggestions *self);

G_END_DECLS
