/* polkit's question for a password on a terminal. Where no desktop asks, over ssh or on a console,
 * pkttyagent does, as it does for systemctl.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

typedef struct _HnAgent HnAgent;

/**
 * hn_agent_start:
 * @scope: whose services are to be changed: for one's own nobody is asked
 *
 * Starts the agent for this process, where there is a terminal to ask on and anybody but root to be
 * asked, and waits until it is ready. It steps back behind an agent that is there already.
 *
 * Returns: (transfer full) (nullable): to be stopped; %NULL where none is needed or there is none
 */
HnAgent *hn_agent_start (HnScope scope);

/** hn_agent_stop: (nullable): ends the agent and brings the terminal back to what it was */
void hn_agent_stop (HnAgent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnAgent, hn_agent_stop)

G_END_DECLS
