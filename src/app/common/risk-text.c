/* Words for the risk of breaking a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "risk-text.h"

#include <glib/gi18n-lib.h>

static const char *const risks[] = {
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_LOW] = N_ ("Unlikely to break it"),
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_MEDIUM] = N_ ("May break it"),
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_HIGH] = N_ ("Likely to break it"),
};

const char *
hn_risk_get_title (HnRisk risk)
{
  return _ (risks[risk]);
}
