/* The questions and alerts of the window.
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

G_END_DECLS
