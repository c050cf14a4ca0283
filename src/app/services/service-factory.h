/* Makes the rows and the section headings of the list of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "service-choice.h"

G_BEGIN_DECLS

/** hn_service_factory_new_rows: (transfer full): rows for items of HnService, which show whether
 * they are in @choice; that has to stay */
GtkListItemFactory *hn_service_factory_new_rows (HnServiceChoice *choice);

/**
 * hn_service_factory_new_headings:
 * @by_initial: whether the sections are initials of names, or levels
 *
 * Returns: (transfer full): headings that say how many services follow
 */
GtkListItemFactory *hn_service_factory_new_headings (gboolean by_initial);

/** hn_service_dup_initial: (transfer full): the heading under which @name stands by initial */
char *hn_service_dup_initial (const char *name);

G_END_DECLS
