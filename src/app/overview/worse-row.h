/* One service that got worse since the user last looked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "engine/kept/last-look.h"

G_BEGIN_DECLS

/** hn_worse_row_new: activatable; says how exposed it was and is, and why */
GtkWidget *hn_worse_row_new (const HnWorse *worse);

/** hn_worse_row_append_key: adds to @key what the row is made from */
void hn_worse_row_append_key (const HnWorse *worse, GString *key);

G_END_DECLS
