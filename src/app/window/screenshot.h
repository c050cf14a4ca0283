/* Draws a window into a PNG file once everything in it is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/window/window.h"

G_BEGIN_DECLS

/**
 * hn_screenshot_parse_size:
 * @text: such as "1080x760"
 *
 * Returns: whether @text is a size that a window can have
 */
gboolean hn_screenshot_parse_size (const char *text, int *width, int *height);

/**
 * hn_screenshot_async:
 * @window: on its way to the screen
 * @path: the file to write; what is there is replaced
 * @unit: (nullable): the service to show; the ending ".service" may be left out
 * @stage: (nullable): "DIRECTIVE=VALUE" words to be staged for @unit
 *
 * Waits for the list, for @unit with the origins of its values, and for the window to come to rest.
 */
void hn_screenshot_async (HnWindow *window,
                          const char *path,
                          const char *unit,
                          const char *const *stage,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean hn_screenshot_finish (HnWindow *window, GAsyncResult *result, GError **error);

G_END_DECLS
