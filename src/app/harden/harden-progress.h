/* The page on which a person follows a search, step by step.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_PROGRESS (hn_harden_progress_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenProgress, hn_harden_progress, HN, HARDEN_PROGRESS, AdwNavigationPage)

AdwNavigationPage *hn_harden_progress_new (HnHardening *hardening);

G_END_DECLS
