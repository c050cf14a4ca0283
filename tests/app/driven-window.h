/* A window that a test drives: it reads commands from standard input, one a line, and answers each
 * with a line of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** driven_window_answer: prints a line for the test */
void driven_window_answer (const char *text);

/** driven_window_screenshot: writes @window as PNG to @path; FALSE where there is nothing to draw
 */
gboolean driven_window_screenshot (GtkWindow *window, const char *path);

/**
 * driven_window_obey:
 *
 * Does what any window can do, and answers:
 *
 *   where TEXT        prints x, y, width and height of what says TEXT, to the eye or to a screen
 *                     reader, or has it as its tooltip
 *   pictured TEXT     prints the same as it is in a picture of the window
 *   arrow TEXT        prints the same of the arrow in the row that says TEXT
 *   control TEXT      prints the same of the switch in the row that says TEXT
 *   reveal TEXT       scrolls to what says TEXT
 *   classes TEXT      prints the style classes of what says TEXT, and of what that is in
 *   minimum           prints the least width and height that the window can have
 *   whole             prints whether the window is maximized, its width and that of its surface
 *   widest            prints which widgets take that width, from the outside to the inside
 *   wraps             prints for each line that wraps where it begins and where it goes on
 *   room              prints the height that what scrolls in a dialog has, and the one it takes
 *   mnemonics         prints what answers to Alt and a letter, in the dialog that is open or in all
 *   scrolls           prints how many pixels are out of sight in the dialog that is open
 *   cut               prints what is cut off at an edge, or shortened with dots
 *   broken            prints what is so narrow that a line ends in the middle of a word
 *   edges CLASS       prints where what has a style class ends, each place once
 *   size WIDTH HEIGHT, dark 0|1, dpi N
 *   screenshot FILE   writes the window as a PNG
 *
 * Returns: whether @line is one of these
 */
gboolean driven_window_obey (GtkWindow *window, const char *line);

/**
 * driven_window_listen:
 * @obey: called for each line that is not empty
 * @quit: called where the input ends
 *
 * Reads for as long as @application lives, up to the line "quit".
 */
void driven_window_listen (GtkApplication *application,
                           void (*obey) (const char *line),
                           void (*quit) (void));

G_END_DECLS
