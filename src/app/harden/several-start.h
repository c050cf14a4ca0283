/* The first page of several searches: how far they go, and who is left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening-several.h"

G_BEGIN_DECLS

#define HN_TYPE_SEVERAL_START (hn_several_start_get_type ())
G_DECLARE_FINAL_TYPE (HnSeveralStart, hn_several_start, HN, SEVERAL_START, AdwNavigationPage)

AdwNavigationPage *hn_several_start_new (HnHardeningSeveral *several);

G_END_DECLS
