/* Where the output goes: what a terminal can show, its width, and the pager in front of it.
 *
 * On a terminal: colours (not with $NO_COLOR or TERM=dumb) and emoji (not with TERM=dumb or linux,
 * nor outside a UTF-8 locale). Anywhere else, in a pipe or a file: neither, and no line is cut.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "engine/assessment.h"
#include "json-out.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_terminal;
  gboolean colors;
  gboolean emoji;
  gboolean unicode; /* the locale's encoding is UTF-8 */
  guint width;      /* in columns; 0 for no limit */
  gboolean pager;
} HnTerminal;

typedef enum
{
  HN_COLOR_NONE,
  HN_COLOR_BOLD,
  HN_COLOR_DIM,
  HN_COLOR_RED,
  HN_COLOR_YELLOW,
  HN_COLOR_GREEN,
} HnColor;

/**
 * hn_terminal_init:
 * @pager: whether a pager is wanted at all
 *
 * Looks at standard output and the environment. Call behind setlocale().
 */
void hn_terminal_init (HnTerminal *self, gboolean pager);

/** hn_terminal_get_check_mark: of 1 passed, 0 failed, -1 not applicable; one column wide, static */
const char *hn_terminal_get_check_mark (const HnTerminal *self, int passed);

/** hn_terminal_get_arrow: static */
const char *hn_terminal_get_arrow (const HnTerminal *self);

HnColor hn_color_of_level (HnLevel level);

/**
 * hn_terminal_append:
 * @color: how to paint @string, where the terminal has colours
 */
void hn_terminal_append (const HnTerminal *self, GString *text, HnColor color, const char *string);

/**
 * hn_terminal_append_level:
 *
 * Appends "9.6 UNSAFE", in its colour, and its emoji where the terminal shows emoji.
 */
void
hn_terminal_append_level (const HnTerminal *self, GString *text, guint exposure, HnLevel level);

/**
 * hn_terminal_clean:
 * @string: from a unit file, so anything
 *
 * Returns: (transfer full): one line of valid UTF-8 without control characters, so that no file can
 *   steer the terminal
 */
char *hn_terminal_clean (const char *string);

/** hn_terminal_get_char_width: in columns, as the next */
guint hn_terminal_get_char_width (gunichar c);

guint hn_terminal_get_text_width (const char *text);

/**
 * hn_terminal_print:
 * @text: UTF-8; brought to the locale's encoding
 * @error: return location; %G_FILE_ERROR
 *
 * Prints all of the output, through a pager where that is wanted, and waits for the pager.
 */
gboolean hn_terminal_print (const HnTerminal *self, const char *text, GError **error);

/** hn_terminal_print_raw: the same for what must come out as it is, JSON; never a pager */
gboolean hn_terminal_print_raw (const char *text, GError **error);

/** hn_terminal_print_json: likewise what is written to @out (transfer full) */
gboolean hn_terminal_print_json (HnJsonOut *out, GError **error);

G_END_DECLS
