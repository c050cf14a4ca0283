/* Words and icons for the risk of breaking a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "risk-text.h"

#include <glib/gi18n-lib.h>

const char *
hn_risk_get_title (HnRisk risk)
{
  switch (risk)
    {
    case HN_RISK_LOW:
      /* Translators: how likely a setting is to stop a service from working */
      return _ ("Unlikely to break it");
    case HN_RISK_MEDIUM:
      /* Translators: how likely a setting is to stop a service from working */
      return _ ("May break it");
    case HN_RISK_HIGH:
    default:
      /* Translators: how likely a setting is to stop a service from working */
      return _ ("Likely to break it");
    }
}

const char *
hn_risk_get_icon_name (HnRisk risk)
{
  switch (risk)
    {
    case HN_RISK_LOW:
      return "security-high-symbolic";
    case HN_RISK_MEDIUM:
      return "security-medium-symbolic";
    case HN_RISK_HIGH:
    default:
      return "security-low-symbolic";
    }
}
