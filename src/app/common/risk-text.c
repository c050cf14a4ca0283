/* Words and icons for the risk of breaking a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "risk-text.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *title;
  const char *icon_name;
} risks[] = {
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_LOW] = { N_ ("Unlikely to break it"), "security-high-symbolic" },
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_MEDIUM] = { N_ ("May break it"), "security-medium-symbolic" },
  /* Translators: how likely a setting is to stop a service from working */
  [HN_RISK_HIGH] = { N_ ("Likely to break it"), "security-low-symbolic" },
};

const char *
hn_risk_get_title (HnRisk risk)
{
  return _ (risks[risk].title);
}

const char *
hn_risk_get_icon_name (HnRisk risk)
{
  return risks[risk].icon_name;
}
