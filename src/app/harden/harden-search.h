/* The page on which a person follows a search, step by step.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_SEARCH (hn_harden_search_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenSearch, hn_harden_search, HN, HARDEN_SEARCH, AdwNavigationPage)

AdwNavigationPage *hn_harden_search_new (HnHardening *hardening);

G_END_DECLS
