/* What there is to see on the right as long as nothing is chosen on the left: in the window before
 * it makes its detail page, and later in that page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hn_no_service_bind:
 *
 * Gives a class initialiser's template $no_service_title() and $no_service_description(): what to
 * do next, or, where the list has no service to choose, that there is nothing to choose from.
 */
void hn_no_service_bind (GtkWidgetClass *widget_class);

G_END_DECLS
