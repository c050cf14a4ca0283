/* What helps most: the section of the detail page with suggestions and the way to the presets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_SUGGESTIONS (hn_detail_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailSuggestions, hn_detail_suggestions, HN, DETAIL_SUGGESTIONS, GtkBox)

/** hn_detail_suggestions_set_tight: whether the buttons of rows stand below the words */
void hn_detail_suggestions_set_tight (HnDetailSuggestions *self, gboolean tight);

/**
 * hn_detail_suggestions_show:
 * @changes: (nullable): of the service to make better
 *
 * Works suggestions out anew, soon; call again after the signal "changed".
 */
void hn_detail_suggestions_show (HnDetailSuggestions *self, HnChanges *changes);

G_END_DECLS
