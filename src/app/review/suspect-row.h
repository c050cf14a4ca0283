/* A setting that may be why a service does not work, with what it may break, and the words of the
 * service that say so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "engine/drop-in.h"

G_BEGIN_DECLS

/**
 * hn_suspect_row_new:
 * @proof: (nullable): a line of the journal
 *
 * Returns: (transfer floating): a row for a list
 */
GtkWidget *hn_suspect_row_new (const HnChange *change, const char *proof);

/** hn_suspect_row_new_for_name: the same for a directive, whatever its value is */
GtkWidget *hn_suspect_row_new_for_name (const char *name);

G_END_DECLS
