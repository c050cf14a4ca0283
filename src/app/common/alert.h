/* The questions and alerts of the window, and buttons whose words wrap as they do there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hn_alert_new:
 * @body: (nullable)
 *
 * Like adw_alert_dialog_new(), for a window that may be as narrow as a phone and have large text.
 *
 * Returns: (transfer floating): without a response yet
 */
AdwDialog *hn_alert_new (const char *heading, const char *body);

/**
 * hn_question_new:
 * @response: besides "cancel"; what Enter gives unless @appearance warns of it
 * @label: of its button, with a mnemonic
 *
 * Returns: (transfer floating): an alert with these two responses
 */
AdwDialog *hn_question_new (const char *heading,
                            const char *body,
                            const char *response,
                            const char *label,
                            AdwResponseAppearance appearance);

/** hn_buttons_wrap: the words of all buttons in @widget wrap from now on where these are narrow */
void hn_buttons_wrap (GtkWidget *widget);

G_END_DECLS
