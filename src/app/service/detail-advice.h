/* What helps most: the section of the detail page with advice, and with what the service
 * needs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_DETAIL_ADVICE (hn_detail_advice_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailAdvice, hn_detail_advice, HN, DETAIL_ADVICE, GtkBox)

/** hn_detail_advice_set_tight: whether the buttons of rows stand below the words */
void hn_detail_advice_set_tight (HnDetailAdvice *self, gboolean tight);

/**
 * hn_detail_advice_show:
 * @changes: (nullable): of the service to make better
 *
 * Works advice out anew, soon; call again after the signal "changed".
 */
void hn_detail_advice_show (HnDetailAdvice *self, HnChanges *changes);

G_END_DECLS
