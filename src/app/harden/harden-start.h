/* The first page of a search: how far it goes, one's own checks, and what will happen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_START (hn_harden_start_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenStart, hn_harden_start, HN, HARDEN_START, AdwNavigationPage)

AdwNavigationPage *hn_harden_start_new (HnHardening *hardening);

G_END_DECLS
