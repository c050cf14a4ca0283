/* Whether a change weakens what the vendor of a service set. The helper asks for more authority
 * before it writes such a change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_weakens:
 * @vendor: finished settings without Hardnut's drop-in
 * @changed: finished settings with it, as from hn_what_if()
 * @ret_directives: (out) (optional) (transfer full) (element-type utf8): the names of the
 * directives that are weaker in @changed, in the catalogue's order; empty when none is
 *
 * Compares every check and every writable directive. In doubt a change counts as weaker.
 *
 * Returns: whether anything is weaker
 */
gboolean
hn_weakens (const HnSettings *vendor, const HnSettings *changed, GPtrArray **ret_directives);

/**
 * hn_weakens_directive:
 *
 * Returns: whether @directive lets more through in @changed than in @vendor; in doubt it does
 */
gboolean
hn_weakens_directive (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/**
 * hn_takes_away:
 * @settings: finished settings that hold nothing but a change
 * @weakest: the same with every directive at the value that takes nothing away
 *
 * Returns: whether @directive takes anything away in @settings
 */
gboolean
hn_takes_away (const HnSettings *settings, const HnSettings *weakest, HnDirectiveId directive);

G_END_DECLS
