/* A window that a test drives: it reads commands from standard input, one a line, and answers each
 * with a line of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** driven_window_answer: prints a line for the test */
void driven_window_answer (const char *text);

/** driven_window_screenshot: writes @window as PNG to @path; FALSE where there is nothing to draw */
gboolean driven_window_screenshot (GtkWindow  *window,
                                   const char *path);

/**
 * driven_window_listen:
 * @obey: called for each line that is not empty
 * @quit: called where the input ends
 *
 * Reads for as long as @application lives, up to the line "quit".
 */
void driven_window_listen (GtkApplication *application,
                           void          (*obey) (const char *line),
                           void          (*quit) (void));

G_END_DECLS
