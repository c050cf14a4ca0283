/* What follows from a service's settings without being written anywhere: settings that others
 * imply, and whether the manager would load the unit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

/** hn_settings_imply: what the manager itself patches into a unit once its files are read */
void hn_settings_imply (HnSettings *settings);

/** hn_settings_validate: sets the load state, with a warning that says why */
void hn_settings_validate (HnSettings *settings);

/**
 * hn_settings_imply_for_checks:
 *
 * What systemd-analyze adds to the manager's values before it looks at them. Needed for settings
 * from a bus as well as for those from files.
 */
void hn_settings_imply_for_checks (HnSettings *settings);

/**
 * hn_capabilities_implied_by:
 * @capabilities: a mask
 *
 * Returns: the directive that takes one of @capabilities away in @settings, or %HN_DIRECTIVE_NONE
 */
HnDirectiveId hn_capabilities_implied_by (const HnSettings *settings, guint64 capabilities);

/** hn_capabilities_dropped_by: the capabilities that @directive takes away where it is on */
guint64 hn_capabilities_dropped_by (HnDirectiveId directive);

G_END_DECLS
