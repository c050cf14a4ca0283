/* Whether a service does after a change what it did before, as far as the observer saw both. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/evidence/evidence.h"

G_BEGIN_DECLS

typedef enum
{
  HN_STILL_UNKNOWN, /* it was not watched before and after, or something is still to come */
  HN_STILL_WATCHED, /* all that it did in the time that was watched before */
  HN_STILL_HOUR,    /* all that it did in the last hour before, and more than that was watched */
} HnStill;

/**
 * hn_evidence_still_does:
 * @evidence: (nullable)
 * @changed: when the service was changed, in microseconds of CLOCK_REALTIME; 0 where nobody knows
 *
 * Returns: what can be said: that all it had used successfully before it has used again since, and
 *   that nothing was refused to it since which was not given to it as well
 */
HnStill hn_evidence_still_does (const HnEvidence *evidence, guint64 changed);

G_END_DECLS
