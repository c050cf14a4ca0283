/* One line of a unit file, and the bookkeeping that every line needs: where a value comes from,
 * texts that grow, warnings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

typedef enum
{
  HN_SECTION_UNIT,
  HN_SECTION_SERVICE,
  HN_SECTION_INSTALL,
  HN_N_SECTIONS
} HnSection;

/* A line as the reader found it; borrowed. */
typedef struct
{
  HnSection section;
  const char *key;
  const char *value;
  const char *path;
  guint file; /* number of path in the settings */
  guint line;
} HnLine;

/** hn_line_warn: adds a warning about @line, "KEY=: " and the message */
void hn_line_warn (HnSettings *settings, const HnLine *line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Notes that the value of @directive now comes from @line. */
void hn_line_set_origin (HnSettings *self, const HnLine *line, HnDirectiveId directive);

/* systemd ignores the line because of its value. */
void hn_line_warn_invalid (HnSettings *self, const HnLine *line);

/* systemd leaves one word of the line out. */
void hn_line_warn_word (HnSettings *self, const HnLine *line, const char *word);

G_END_DECLS
