/* One word out of a few.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/types/type.h"

G_BEGIN_DECLS

/* @word may be any string: one of the catalogue's words is kept by reference. */
void hn_choice_set (const HnDirective *row, HnSetting *value, const char *word);

/* The word, or the one that holds where nobody gave one; never NULL. */
const char *
hn_choice_get (const HnDirective *row, const HnUnitContext *context, const HnSetting *value);

G_END_DECLS
