/* For an instance of a template: whether what is staged is for this instance or for all of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes.h"

G_BEGIN_DECLS

#define HN_TYPE_INSTANCE_CHOICE (hn_instance_choice_get_type ())
G_DECLARE_FINAL_TYPE (HnInstanceChoice, hn_instance_choice, HN, INSTANCE_CHOICE, GtkBox)

/**
 * hn_instance_choice_show:
 * @changes: of a service; the choice is hidden unless that is an instance
 * @services: (nullable) (element-type HnService): among which are the other instances
 */
void hn_instance_choice_show (HnInstanceChoice *self, HnChanges *changes, GListModel *services);

G_END_DECLS
