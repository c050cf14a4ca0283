/* The page on which a person decides right by right what a search may take from a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_CHOICE (hn_harden_choice_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenChoice, hn_harden_choice, HN, HARDEN_CHOICE, AdwNavigationPage)

/** hn_harden_choice_new: @hardening: which could begin */
AdwNavigationPage *hn_harden_choice_new (HnHardening *hardening);

G_END_DECLS
