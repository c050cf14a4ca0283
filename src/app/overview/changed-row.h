/* One service that Hardnut has changed, or had.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/overview.h"

G_BEGIN_DECLS

/** hn_changed_row_new: activatable where there is a service to go to */
GtkWidget *hn_changed_row_new (const HnChangedService *changed);

/** hn_changed_row_append_key: adds to @key what the row is made from */
void hn_changed_row_append_key (const HnChangedService *changed, GString *key);

G_END_DECLS
