/* Toasts whose words wrap.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hn_toast_new:
 * @within: what the toast is shown over, as wide as it is now
 * @text: without markup
 * @button_label: (nullable): with a mnemonic
 *
 * A toast of libadwaita's own has one line and cuts off what is longer: here why something went
 * wrong, and anything where the text is large.
 *
 * Returns: (transfer full)
 */
AdwToast *hn_toast_new (GtkWidget *within, const char *text, const char *button_label);

G_END_DECLS
