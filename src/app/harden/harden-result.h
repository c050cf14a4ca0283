/* The page that tells what a search has found, waits for it to be kept, and tells of every end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_RESULT (hn_harden_result_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenResult, hn_harden_result, HN, HARDEN_RESULT, AdwNavigationPage)

AdwNavigationPage *hn_harden_result_new (HnHardening *hardening);

G_END_DECLS
