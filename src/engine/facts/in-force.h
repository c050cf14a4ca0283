/* Whether the kernel has in force what a directive says: by what it shows of the service's main
 * process, and by rules about directives that come to nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/service-facts.h"
#include "engine/settings.h"

G_BEGIN_DECLS

typedef enum
{
  HN_IN_FORCE_NOT_SET,
  HN_IN_FORCE_CANNOT_TELL,
  HN_IN_FORCE_YES,
  HN_IN_FORCE_AFTER_RESTART, /* the process was started before it was set */
  HN_IN_FORCE_PARTLY,
  HN_IN_FORCE_NO,
} HnInForceState;

typedef struct
{
  HnInForceState state;
  char *reason; /* (nullable): why only partly, or not: a clause, translated */
} HnInForce;

void hn_in_force_clear (HnInForce *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HnInForce, hn_in_force_clear)

/**
 * hn_in_force_find:
 * @settings: as the manager has them
 * @facts: (nullable): of the service
 */
HnInForce
hn_in_force_find (const HnSettings *settings, const HnServiceFacts *facts, HnDirectiveId directive);

/**
 * hn_in_force_dup_text:
 *
 * Returns: (transfer full) (nullable): a sentence where there is something to say: that what is set
 *   does not hold, or not yet
 */
char *hn_in_force_dup_text (const HnInForce *self);

G_END_DECLS
