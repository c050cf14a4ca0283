/* How likely a setting is to stop a service, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/directive.h"

G_BEGIN_DECLS

/** hn_risk_get_title: "Low risk" and its like, translated; static */
const char *hn_risk_get_title (HnRisk risk);

G_END_DECLS
