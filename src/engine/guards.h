/* Which services guard the machine: they decide about rights, watch over attacks, or set the
 * machine up as root. Less rights for one of them can mean more for somebody else, so that a change
 * of a guard takes the stronger permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/**
 * hn_guard_find:
 * @names: (array zero-terminated=1): the unit's name and its aliases
 * @settings: (nullable): as the manager or the files have them; %NULL where they are not known
 * @before: (array zero-terminated=1) (nullable): the units that it is ordered before, also by
 *   others in between
 *
 * For services of the system; in a user's manager nothing guards anybody else.
 *
 * Returns: (nullable): what it guards, a sentence for a person, untranslated; %NULL for an ordinary
 *   service
 */
const char *
hn_guard_find (const char *const *names, const HnSettings *settings, const char *const *before);

/** hn_guard_is_early: whether what is ordered before @unit is a guard */
gboolean hn_guard_is_early (const char *unit);

/* Whether the account of the service may be root, as far as its settings say. */
gboolean hn_settings_may_be_root (const HnSettings *self);

/* The same, or whether some of its commands run as root whatever the account. */
gboolean hn_settings_has_root (const HnSettings *self);

G_END_DECLS
