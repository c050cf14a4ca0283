/* The page on which a person follows several searches, and finds the report in the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening-several.h"

G_BEGIN_DECLS

#define HN_TYPE_SEVERAL_LIST (hn_several_list_get_type ())
G_DECLARE_FINAL_TYPE (HnSeveralList, hn_several_list, HN, SEVERAL_LIST, AdwNavigationPage)

AdwNavigationPage *hn_several_list_new (HnHardeningSeveral *several);

G_END_DECLS
