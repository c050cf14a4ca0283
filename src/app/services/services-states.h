/* What there is to see in the place of the list, and the list of problems.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "engine/settings.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICES_STATES (hn_services_states_get_type ())
G_DECLARE_FINAL_TYPE (HnServicesStates, hn_services_states, HN, SERVICES_STATES, AdwBin)

/* Its buttons use the actions "services.clear", "services.retry" and "win.open-root". */

void hn_services_states_show_loading (HnServicesStates *self);

/**
 * hn_services_states_show_no_match:
 * @filtered: whether it is because of what the person asked for, and not because of the kinds that
 *   are shown at first
 */
void hn_services_states_show_no_match (HnServicesStates *self, gboolean filtered);

/**
 * hn_services_states_show_empty:
 * @root: (nullable): the root folder that holds no service
 */
void hn_services_states_show_empty (HnServicesStates *self, HnScope scope, const char *root);

/**
 * hn_services_states_show_error:
 * @error: why there is no list
 */
void hn_services_states_show_error (HnServicesStates *self, const GError *error, HnScope scope);

/**
 * hn_services_page_present_problems:
 * @parent: the widget to show the dialog over
 * @problems: (element-type utf8): sentences
 */
void hn_services_page_present_problems (GtkWidget *parent, GPtrArray *problems);

G_END_DECLS
